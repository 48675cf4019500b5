using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

public class DriftJudgeTests
{
    private const int Columns = 20, Bins = 10, Reference = 4000, Window = 500;

    [Fact]
    public void Windows_without_drift_alarm_no_more_often_than_promised()
    {
        var random = new Random(3);
        var columns = MakeColumns(random);
        int alarms = 0;
        for (int window = 0; window < 1000; window++)
            if (DriftJudge.Judge(columns, [.. columns.Select(_ => Draw(random, Window, 0))], falseAlarm: 0.05).Any(f => f.Drifted)) alarms++;

        // 5 % promised; 7 % is four standard deviations of Binomial(1000, 0.05) above.
        Assert.InRange(alarms / 1000.0, 0, 0.078);
    }

    [Fact]
    public void The_shifted_column_is_named_and_no_other()
    {
        var random = new Random(5);
        var columns = MakeColumns(random);
        int found = 0, falselyNamed = 0;
        for (int window = 0; window < 200; window++)
        {
            var findings = DriftJudge.Judge(columns, [.. columns.Select((_, c) => Draw(random, Window, c == 7 ? 0.25 : 0))], falseAlarm: 0.01);
            if (findings[7].Drifted) found++;
            falselyNamed += findings.Where((f, c) => c != 7 && f.Drifted).Count();
        }
        Assert.True(found >= 195, $"Found in {found} of 200 windows.");
        Assert.True(falselyNamed <= 10, $"{falselyNamed} columns named without cause.");
    }

    [Fact]
    public void A_significant_but_tiny_shift_is_not_called_drift()
    {
        var column = Numbers("x", [0], [500_000, 500_000]);
        var finding = DriftJudge.Judge([column], [[0, 490_000, 510_000, 0, 0, 0]], falseAlarm: 0.01)[0];
        Assert.True(finding.PValue < 1e-10);
        Assert.False(finding.Drifted);
    }

    [Fact]
    public void Unseen_categories_and_missing_values_alone_are_drift()
    {
        var column = new ColumnDistribution("c", true, ["a", "b"], [], [600, 400], 0, 0, 0);
        var finding = DriftJudge.Judge([column], [[200, 150, 100, 50]], falseAlarm: 0.01)[0];
        Assert.True(finding.Drifted);
        Assert.Equal(0.2, finding.MissingShare, 12);
        Assert.Equal(0.1, finding.UnseenShare, 12);
    }

    [Fact]
    public void The_step_up_procedure_matches_the_worked_example() => // Benjamini, Hochberg 1995, §3.2: four discoveries at q = 0.05
        Assert.Equal(4, MultipleTesting.Discoveries(
            [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0], 0.05)
                .Count(d => d));

    [Theory]
    [InlineData(0.5, 0.9639)] // Smirnov 1948, table of the limit law
    [InlineData(1.0, 0.2700)]
    [InlineData(1.36, 0.0495)]
    [InlineData(1.63, 0.0098)]
    public void The_limit_law_matches_its_table(double lambda, double tail) => Assert.Equal(tail, KolmogorovSmirnov.Tail(lambda), 4);

    private static ColumnDistribution[] MakeColumns(Random random) => [.. Enumerable.Range(0, Columns).Select(
        c => Numbers($"c{c}", [.. Enumerable.Range(1, Bins - 1).Select(e => (double)e)], Draw(random, Reference, 0)[1..(Bins + 1)]))];

    /// <param name="name">The column.</param>
    /// <param name="edges">1, 2, …</param>
    /// <param name="counts">Rows of the bins inside the range; those below, above, missing and unseen are empty.</param>
    private static ColumnDistribution Numbers(string name, double[] edges, long[] counts) =>
        new(name, false, [], [.. edges], [.. counts], 0, edges[0] - 1, edges[^1] + 1);

    /// <summary>Uniform over the bins inside the range, except that a share of the rows goes to the first.</summary>
    private static long[] Draw(Random random, int rows, double shifted)
    {
        var counts = new long[Bins + 4];
        for (int row = 0; row < rows; row++) counts[random.NextDouble() < shifted ? 1 : 1 + random.Next(Bins)]++;
        return counts;
    }
}
