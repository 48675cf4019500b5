using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Selection;

public class BorutaTests
{
    private static readonly BorutaOptions Options = new(Runs: 40, Trees: 30);

    [Theory]
    [InlineData(20, 20, 10, true)]  // 10 · 2⁻²⁰
    [InlineData(0, 20, 10, false)]
    [InlineData(9, 9, 10, null)]    // 10 · 2⁻⁹ = 0.0195
    [InlineData(10, 10, 10, true)]  // 10 · 2⁻¹⁰ = 0.0098
    [InlineData(10, 20, 1, null)]
    [InlineData(16, 20, 1, true)]   // P(X ≥ 16) = 6196 / 2²⁰ = 0.0059
    [InlineData(16, 20, 2, null)]
    [InlineData(4, 20, 1, false)]
    public void Hits_are_judged_by_the_binomial_distribution_after_Bonferroni(int hits, int runs, int columns, bool? kept) =>
        Assert.Equal(kept, new Boruta(Options).Verdict(hits, runs, columns));

    [Fact]
    public void Relevant_columns_stay_also_where_they_say_the_same_and_noise_goes()
    {
        // Columns: a, a with noise, b, four of noise. y = sign(a + b).
        var set = Rows(400, seed: 1, numbers: false);
        var chosen = (SelectTransform)new Boruta(Options).Fit(set, 1, CancellationToken.None);
        Assert.Equal([0, 1, 2], chosen.Kept.ToArray());
        Assert.Equal(7, chosen.Scores.Length);
        Assert.Equal(chosen.Scores.ToArray(), ((SelectTransform)new Boruta(Options).Fit(set, 1, CancellationToken.None)).Scores.ToArray());
    }

    [Fact]
    public void Numbers_are_selected_for_as_well()
    {
        var chosen = (SelectTransform)new Boruta(Options).Fit(Rows(300, seed: 2, numbers: true), 1, CancellationToken.None);
        Assert.Equal([0, 1, 2], chosen.Kept.ToArray());
    }

    [Fact]
    public void Of_noise_alone_hardly_anything_stays()
    {
        // Each of eight data sets would keep a column by one of the tests with probability 0.01; medians above the best shadow's are rarer than one
        // of four. A single column always stays.
        int kept = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var random = new SeededRandom(seed);
            double[] x = [.. Enumerable.Range(0, 120 * 4).Select(_ => random.NextNormal())];
            int[] y = [.. Enumerable.Range(0, 120).Select(_ => random.Next(2))];
            var set = TrainingSet.Classification(x, TreeRows.Numbers(4), y, 2);
            kept += ((SelectTransform)new Boruta(new(Runs: 25, Trees: 20)).Fit(set, seed, CancellationToken.None)).Kept.Length;
        }
        Assert.InRange(kept, 8, 11);
    }

    [Fact]
    public void Options_outside_their_ranges_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BorutaOptions(Runs: 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BorutaOptions(Trees: 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BorutaOptions(Significance: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BorutaOptions(MaxRows: 49));
        _ = new BorutaOptions(10, 10, 0.5, 50);
    }

    private static TrainingSet Rows(int rows, ulong seed, bool numbers)
    {
        var random = new SeededRandom(seed);
        var x = new double[rows * 7];
        var y = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            var row = x.AsSpan(r * 7, 7);
            for (int c = 0; c < 7; c++) row[c] = random.NextNormal();
            row[1] = row[0] + 0.3 * row[1];
            y[r] = row[0] + row[2] + 0.2 * random.NextNormal();
        }
        return numbers ? TrainingSet.Regression(x, TreeRows.Numbers(7), y)
            : TrainingSet.Classification(x, TreeRows.Numbers(7), Array.ConvertAll(y, v => v > 0 ? 1 : 0), 2);
    }
}
