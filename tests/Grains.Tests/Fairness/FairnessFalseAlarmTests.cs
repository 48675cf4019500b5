using Kolosal.Tabular;
using Xunit.Abstractions;

namespace Kolosal.Fairness;

/// <summary>The rates of the table in the feature's README, over seeded streams in which nothing changes and every limit is kept.</summary>
public class FairnessFalseAlarmTests(ITestOutputHelper output)
{
    private const int Streams = 200, Windows = 20;

    /// <param name="attributes">Protected attributes of three groups each.</param>
    /// <param name="rows">Rows of a window.</param>
    /// <param name="impact">The true disparate impact of each attribute's rarest group: 1 for equal treatment, 0.8 for just within the limit.</param>
    [Theory]
    [InlineData(1, 500, 1)]
    [InlineData(1, 500, 0.8)]
    [InlineData(3, 500, 1)]
    [InlineData(3, 2000, 0.8)]
    public void Windows_of_decisions_are_called_unfair_no_oftener_than_promised(int attributes, int rows, double impact) =>
        Rate(attributes, rows, 0.05, (random, groups) => random.NextDouble() < 0.5 * (groups.Contains(2) ? impact : 1), outcomes: false);

    /// <param name="attributes">Protected attributes of three groups each.</param>
    /// <param name="rows">Rows of a window.</param>
    /// <param name="difference">The true difference of true and false positive rates of each attribute's rarest group.</param>
    [Theory]
    [InlineData(1, 500, 0)]
    [InlineData(1, 1000, 0.1)]
    [InlineData(3, 1000, 0)]
    [InlineData(3, 2000, 0.1)]
    public void Windows_of_outcomes_are_called_unfair_no_oftener_than_promised(int attributes, int rows, double difference) =>
        Rate(attributes, rows, 0.05, (random, groups) => random.NextDouble() < 0.5 - (groups.Contains(2) ? difference : 0), outcomes: true);

    /// <param name="impact">The true disparate impact of the rarest group, a fifth of the rows.</param>
    /// <param name="rows">Rows of a window.</param>
    /// <param name="least">Share of the windows that have to call it unfair, at the default false-alarm rate.</param>
    [Theory]
    [InlineData(0.4, 500, 0.7)]
    [InlineData(0.5, 500, 0.4)]
    [InlineData(0.6, 500, 0)]
    [InlineData(0.6, 2000, 0.7)]
    public void Real_unfairness_is_found(double impact, int rows, double least)
    {
        const int Tried = 1000;
        var plan = Plan(1);
        int found = 0;
        for (int window = 0; window < Tried; window++)
            if (Window(plan, rows, new Random(window), (random, groups) => random.NextDouble() < 0.5 * (groups.Contains(2) ? impact : 1),
                new(30, 0.8, 0.01), outcomes: false).Any(finding => finding.Unfair)) found++;
        output.WriteLine($"disparate impact {impact}, {rows} rows: {(double)found / Tried:P1} of the windows find it");
        Assert.InRange(found / (double)Tried, least, 1);
    }

    private static PartitionPlan Plan(int attributes) => new(
        [.. Enumerable.Range(0, attributes).Select(a => ProtectedGroups.Of(
            new ColumnDistribution($"a{a}", true, ["x", "y", "z"], [], [50, 30, 20], 0, 0, 0), a))], intersections: true);

    private void Rate(int attributes, int rows, double promised, Func<Random, int[], bool> select, bool outcomes)
    {
        var plan = Plan(attributes);
        var limits = new FairnessLimits(30, 0.8, promised);
        int alarms = 0, sustained = 0;
        for (int stream = 0; stream < Streams; stream++)
        {
            var random = new Random(stream + 1);
            var histories = new Dictionary<string, ViolationHistory>();
            var policy = new SustainedPolicy(3, 3);
            for (int window = 0; window < Windows; window++)
            {
                var found = Window(plan, rows, random, select, limits, outcomes);
                if (found.Any(finding => finding.Unfair)) alarms++;
                foreach (var finding in found)
                    foreach (var measure in finding.Measures.Where(measure => measure.PValue is not null))
                    {
                        string key = $"{finding.Name}: {measure.Measure}";
                        bool before = histories.GetValueOrDefault(key).Sustained;
                        histories[key] = policy.After(histories.GetValueOrDefault(key), measure.Unfair);
                        if (histories[key].Sustained && !before) sustained++;
                    }
            }
        }
        double rate = (double)alarms / (Streams * Windows);
        output.WriteLine($"{(outcomes ? "outcomes" : "decisions")}, {attributes} attribute(s), {rows} rows: {rate:P2}, {sustained} sustained");
        // Three standard deviations of 4000 windows at the promised rate.
        Assert.True(rate <= promised + 3 * Math.Sqrt(promised * (1 - promised) / (Streams * Windows)), $"{rate} of the windows");
        Assert.InRange(sustained, 0, 1);
    }

    private static ImmutableArray<PartitionFinding> Window(
        PartitionPlan plan, int rows, Random random, Func<Random, int[], bool> select, FairnessLimits limits, bool outcomes)
    {
        var decided = plan.Partitions.Select(p => new DecisionCounts[p.Labels.Length]).ToArray();
        var counted = plan.Partitions.Select(p => new long[p.Labels.Length * OutcomeCounts.Width]).ToArray();
        int[] groups = new int[plan.Attributes];
        for (int row = 0; row < rows; row++)
        {
            for (int a = 0; a < groups.Length; a++) groups[a] = random.NextDouble() is var u && u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
            bool selected = select(random, groups), positive = random.NextDouble() < 0.5;
            for (int p = 0; p < decided.Length; p++)
            {
                int cell = plan.Partitions[p].CellOf(groups);
                decided[p][cell] = decided[p][cell] with
                {
                    Rows = decided[p][cell].Rows + 1,
                    Selected = decided[p][cell].Selected
                    + (selected ? 1 : 0)
                };
                if (outcomes) OutcomeCounts.Add(counted[p], cell, selected, positive, 0.5, 1);
            }
        }
        return outcomes ? FairnessJudge.Outcomes(plan, counted, limits) : FairnessJudge.Decisions(plan, decided, limits);
    }
}
