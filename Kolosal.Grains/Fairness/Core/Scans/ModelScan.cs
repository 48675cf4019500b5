using Kolosal.Learning;

namespace Kolosal.Fairness;

/// <summary>How a model's predictions fall on groups, on rows whose outcome is known.</summary>
/// <param name="Finding">Groups and measures, settled.</param>
/// <param name="Groups">Scores and errors by group, in the order of the finding's outcomes.</param>
/// <param name="Rows">The partition.</param>
public sealed record PartitionScan(PartitionFinding Finding, ImmutableArray<GroupScores> Groups, LabelledRows Rows);

/// <summary>What a model says of one group.</summary>
/// <param name="Outcomes">Decisions by what came of them, and how well probabilities fit.</param>
/// <param name="MeanScore">Mean probability of the favourable class.</param>
/// <param name="ScoreDeciles">Rows by that probability in ten equal steps.</param>
/// <param name="MeanConfidence">Mean probability of the decision made.</param>
/// <param name="ErrorRate">Wrong decisions / rows; of several classes also where neither is the favourable one.</param>
/// <param name="CalibrationError">Σ over ten equal steps of the rows' share times |observed − expected share of positives| (Naeini, Cooper and
/// Hauskrecht, AAAI 2015); biased upwards in small groups.</param>
public sealed record GroupScores(
    OutcomeCounts Outcomes, double MeanScore, ImmutableArray<long> ScoreDeciles, double MeanConfidence, double ErrorRate, double CalibrationError);

/// <summary>Scans a model's predictions after training.</summary>
public static class ModelScan
{
    private const int Steps = 10;

    /// <param name="outputs">Class probabilities, rows × classes, row-major.</param>
    /// <param name="actual">The class that came, of each row.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="favourable">The favourable one.</param>
    /// <param name="partitions">The groups.</param>
    /// <param name="limits">What to judge by.</param>
    public static ImmutableArray<PartitionScan> Run(
        double[] outputs, int[] actual, int classes, int favourable, IReadOnlyList<LabelledRows> partitions, FairnessLimits limits)
    {
        if (outputs.Length != (long)actual.Length * classes)
            throw new ArgumentException($"Need {classes} probabilities for each of {actual.Length} rows, got {outputs.Length}.");
        int[] decisions = [.. Enumerable.Range(0, actual.Length).Select(row => ClassDecision.Of(outputs.AsSpan(row * classes, classes)))];
        ImmutableArray<GroupScores>[] scores =
            [.. partitions.Select(partition => Scores(partition, outputs, actual, decisions, classes, favourable))];
        PartitionFinding[] raw = [.. partitions.Select((partition, p) => new PartitionFinding(
            partition.Name, partition.Intersection, partition.Folded, [], [.. scores[p].Select(group => group.Outcomes)],
            [
                .. FairnessJudge.Selections([.. scores[p].Select(g => new RateDisparity.Rate(g.Outcomes.Outcomes.Group, g.Outcomes.Outcomes.Selected,
                    g.Outcomes.Outcomes.Rows))], limits),
                .. FairnessJudge.Measures([.. scores[p].Select(group => group.Outcomes)], limits),
            ]))];
        return [.. FairnessJudge.Settle(raw, limits.FalseAlarm).Select((finding, p) => new PartitionScan(finding, scores[p], partitions[p]))];
    }

    private static ImmutableArray<GroupScores> Scores(
        LabelledRows partition, double[] outputs, int[] actual, int[] decisions, int classes, int favourable)
    {
        var sums = new Sums[partition.Labels.Length];
        for (int g = 0; g < sums.Length; g++) sums[g] = new();
        for (int row = 0; row < actual.Length; row++)
            sums[partition.GroupOf[row]].Add(outputs[row * classes + favourable], outputs[row * classes + decisions[row]],
                decisions[row] == favourable,
                actual[row] == favourable, decisions[row] != actual[row]);
        return [.. partition.Labels.Select((label, g) => (label, g)).Where(group => sums[group.g].Rows > 0).Select(group =>
            sums[group.g].Scores(group.label))];
    }

    private sealed class Sums
    {
        private readonly long[] counts = new long[OutcomeCounts.Width], deciles = new long[Steps], positives = new long[Steps];
        private readonly double[] expected = new double[Steps];
        private double score, confidence;
        private long wrong;

        public long Rows { get; private set; }

        public void Add(double probability, double sure, bool selected, bool positive, bool error)
        {
            OutcomeCounts.Add(counts, 0, selected, positive, probability, 1);
            int step = Math.Clamp((int)(probability * Steps), 0, Steps - 1);
            deciles[step]++;
            if (positive) positives[step]++;
            expected[step] += probability;
            (score, confidence) = (score + probability, confidence + sure);
            if (error) wrong++;
            Rows++;
        }

        public GroupScores Scores(string label) => new(OutcomeCounts.Read(label, counts, 0), score / Rows, [.. deciles], confidence / Rows,
            (double)wrong / Rows, Enumerable.Range(0, Steps).Sum(s => Math.Abs(positives[s] - expected[s])) / Rows);
    }
}
