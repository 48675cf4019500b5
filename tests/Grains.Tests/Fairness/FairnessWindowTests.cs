using System.Text.Json;
using Kolosal.Events;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class FairnessWindowTests
{
    [Fact]
    public void What_is_taken_off_again_leaves_nothing()
    {
        var random = new Random(3);
        var counts = new long[OutcomeCounts.Width];
        var added = Enumerable.Range(0, 1000).Select(_ =>
            (Selected: random.Next(2) == 0, Positive: random.Next(2) == 0, P: random.NextDouble())).ToArray();
        foreach (var (selected, positive, p) in added) OutcomeCounts.Add(counts, 0, selected, positive, p, 1);
        var read = OutcomeCounts.Read("g", counts, 0);
        Assert.Equal(added.Count(row => row.Selected && row.Positive), read.Outcomes.TruePositives);
        Assert.Equal(added.Sum(row => row.P), read.Expected, 6);
        Assert.Equal(added.Average(row => (row.Positive ? 1 : 0) - row.P), read.CalibrationGap!.Value, 9);
        foreach (var (selected, positive, p) in added.Reverse()) OutcomeCounts.Add(counts, 0, selected, positive, p, -1);
        Assert.All(counts, count => Assert.Equal(0, count));
    }

    [Fact]
    public void A_corrected_window_is_the_window_of_what_was_true()
    {
        var random = new Random(4);
        long[] corrected = new long[OutcomeCounts.Width], truth = new long[OutcomeCounts.Width];
        for (int i = 0; i < 500; i++)
        {
            bool selected = random.Next(2) == 0, first = random.Next(2) == 0, final = random.Next(3) == 0 ? !first : first;
            double p = random.NextDouble();
            OutcomeCounts.Add(corrected, 0, selected, first, p, 1);
            if (final != first)
            {
                OutcomeCounts.Add(corrected, 0, selected, first, p, -1);
                OutcomeCounts.Add(corrected, 0, selected, final, p, 1);
            }
            OutcomeCounts.Add(truth, 0, selected, final, p, 1);
        }
        Assert.Equal(truth, corrected);
    }

    [Fact]
    public void Before_outcomes_rates_are_estimated_by_the_models_own_probabilities()
    {
        // Selected: 0.9 and 0.7; not: 0.4 and 0.2. Expected positives 2.2, of them 1.6 selected; negatives 1.8, of them 0.4 selected.
        var counts = new DecisionCounts(4, 2, 2.2, 1.6);
        Assert.Equal(1.6 / 2.2, counts.EstimatedTpr!.Value, 12);
        Assert.Equal(0.4 / 1.8, counts.EstimatedFpr!.Value, 12);
        Assert.Equal(0.8, counts.EstimatedPpv!.Value, 12);
        Assert.Null(new DecisionCounts(4, 0, 0, 0).EstimatedPpv);
    }

    [Fact]
    public void State_stays_small_and_does_not_grow_with_traffic()
    {
        // Three attributes of four groups: twelve groups, and 3 × 25 crossed (one more on either side for what training never saw).
        var plan = new PartitionPlan([.. Enumerable.Range(0, 3).Select(a => ProtectedGroups.Of(new ColumnDistribution(
            $"attribute-{a}", true, ["first", "second", "third", "fourth"], [], [40, 30, 20, 10], 0, 0, 0), a))], intersections: true);
        var state = new FairnessState();
        state.EmptyCounts(plan);
        state.EmptyOutcomes(plan);
        var limits = new FairnessLimits(30, 0.8, 0.01);
        var random = new Random(5);
        int Size(int windows)
        {
            for (int window = 0; window < windows; window++)
            {
                for (int row = 0; row < 500; row++)
                {
                    double[] inputs = [random.Next(4), random.Next(4), random.Next(4)];
                    int decision = random.Next(2), actual = random.Next(2);
                    double[] outputs = decision == 1 ? [0.25, 0.75] : [0.75, 0.25];
                    state.Count(new ServedRequest(0, Guid.Empty, 1, default, 1, null, false, 1, inputs, outputs, [decision]), plan, 1);
                    state.Count(new PredictionOutcome(Guid.Empty, 0, default, actual, null, inputs, outputs, decision), plan, 1);
                }
                var decided = FairnessJudge.Decisions(
                    plan, [.. plan.Partitions.Select((p, i) => p.Labels.Select((_, cell) => state.Read(i, cell)).ToArray())], limits);
                var came = FairnessJudge.Outcomes(plan, state.Outcomes, limits);
                FairnessState.Slim(state.Reports);
                state.Close(Report(decided), false);
                state.EmptyCounts(plan);
                state.CloseOutcomes(Report(came), plan, false);
            }
            return JsonSerializer.Serialize(state).Length;
        }
        int soon = Size(25), late = Size(200);
        Assert.InRange(late, 10_000, 200_000);
        Assert.InRange(late / (double)soon, 0.9, 1.1);
    }

    private static FairnessReport Report(ImmutableArray<PartitionFinding> findings) =>
        new("fairness/ws/loans/window-1", 1, default, default, 500, false, null, [.. findings.Select(finding => finding.ToReport(30))]);

    [Theory]
    [InlineData(3, 3, "110111", "000001")]      // in a row
    [InlineData(2, 4, "100100011", "000100011")] // two of four
    [InlineData(1, 1, "0101", "0101")]
    public void Violations_count_once_they_are_sustained(int needed, int ofLast, string windows, string expected)
    {
        var policy = new SustainedPolicy(needed, ofLast);
        var history = default(ViolationHistory);
        string due = "";
        foreach (char window in windows)
        {
            history = policy.After(history, window == '1');
            due += history.Sustained && window == '1' ? '1' : '0';
        }
        Assert.Equal(expected, due);
    }

    [Fact]
    public void A_sustained_violation_recovers_when_no_window_looked_back_on_violates()
    {
        var policy = new SustainedPolicy(2, 3);
        var history = default(ViolationHistory);
        var seen = new List<(bool, bool)>();
        foreach (bool violated in new[] { true, true, false, false, false, false })
        {
            history = policy.After(history, violated);
            seen.Add((history.Sustained, history.Recovered));
        }
        Assert.Equal([(false, false), (true, false), (true, false), (true, false), (false, true), (false, false)], seen);
    }

    [Theory]
    [InlineData(0.39, 0.8, 1)]
    [InlineData(0.59, 0.8, 2)]
    [InlineData(0.75, 0.8, 3)]
    public void Severity_follows_from_the_size(double impact, double limit, int level) => Assert.Equal(level, ViolationSeverity.Level(
        [new MeasureFinding(MeasureNames.DisparateImpact, impact, 0, 1, "a", "b", limit, 0.001, true)]));
}
