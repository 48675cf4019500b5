using Kolosal.Learning;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What a test of all columns together says.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Statistic">On its own scale.</param>
/// <param name="PValue">Probability of one as large without drift.</param>
/// <param name="Drifted">The p-value is at most the false-alarm rate over the joint tests asked for.</param>
/// <param name="Note">What it is about: the pair of columns that changed most, the rows looked at.</param>
public sealed record JointTestResult(string Test, double Statistic, double PValue, bool Drifted, string Note);

/// <summary>Tests of two samples of rows.</summary>
public static class JointTests
{
    /// <summary>Distance from the reference's leading principal components.</summary>
    public const string Reconstruction = "pca_reconstruction";

    /// <summary>The largest change of a rank correlation.</summary>
    public const string Correlation = "correlation_change";

    /// <summary>Whether trees can tell the samples apart.</summary>
    public const string DomainClassifier = "domain_classifier";

    // Rows of each sample that the classifier looks at, and rows that the rest needs.
    private const int MostRows = 5_000, LeastRows = 50;

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = [Reconstruction, Correlation, DomainClassifier];

    /// <summary>Runs tests; each at its share of the rate (Holm).</summary>
    /// <param name="columns">All of as many rows in each sample.</param>
    /// <param name="names">Of <see cref="Names"/>.</param>
    /// <param name="falseAlarm">Probability that any of them speaks without drift.</param>
    /// <param name="seed">Of draws, folds and trees.</param>
    /// <param name="cancel">Polled while trees grow.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or a sample has fewer than 50 rows.</exception>
    public static ImmutableArray<JointTestResult> Run(
        IReadOnlyList<SampleColumn> columns, IEnumerable<string> names, double falseAlarm, ulong seed, CancellationToken cancel)
    {
        if (columns.Any(c => c.Reference.Length != columns[0].Reference.Length || c.Current.Length != columns[0].Current.Length))
            throw new ArgumentException("Tests of columns together need as many values in every column of a sample: rows.");
        int before = columns[0].Reference.Length, now = columns[0].Current.Length;
        if (Math.Min(before, now) < LeastRows)
            throw new ArgumentException($"Tests of columns together need {LeastRows} rows in each sample, got {before} and {now}.");
        string[] asked = [.. names.Distinct()];
        var results = new List<JointTestResult>();
        if (asked.Intersect([Reconstruction, Correlation]).Any()) results.AddRange(OfRanks(columns, asked, falseAlarm));
        if (asked.Contains(DomainClassifier)) results.Add(Classify(columns, seed, cancel));
        double[] adjusted = MultipleTesting.Holm([.. results.Select(r => r.PValue)]);
        return [.. results.Select((r, i) => r with { Drifted = adjusted[i] <= falseAlarm })];
    }

    private static IEnumerable<JointTestResult> OfRanks(IReadOnlyList<SampleColumn> columns, string[] asked, double falseAlarm)
    {
        ColumnDistribution[] inputs = [.. columns.Select(column => column.Distribution())];
        if (JointShape.Of(inputs, place => columns[place].Reference) is not { } joint)
            throw new ArgumentException("Fewer than two columns are ordered and vary, so nothing can change between them.");
        var yardstick = DriftYardstick.OfPredictions(
            inputs, ColumnDistribution.OfCodes("none", ["none"], new int[columns[0].Reference.Length]), new(joint, [], [], null, null, null),
            falseAlarm);
        double[][] served = [.. columns.Select(column => column.AsServed())];
        int rows = served[0].Length, width = served.Length;
        var inRows = new double[rows * width];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < width; column++) inRows[row * width + column] = served[column][row];
        var tally = new DriftTally();
        tally.Begin(yardstick);
        tally.Count(yardstick, rows, inRows, new double[rows], new int[rows]);
        string looked = $"{joint.Columns.Length} of {columns.Count} columns are ordered and vary";
        if (asked.Contains(Reconstruction))
        {
            int place = yardstick.Errors;
            var found = DriftJudge.Measure(yardstick.Columns[place], tally.Columns.Window[place], DriftJudge.StandardTest, falseAlarm, 0);
            yield return new(Reconstruction, found.Psi, found.PValue, false, $"{joint.Components} components; {looked}");
        }

        if (asked.Contains(Correlation))
        {
            yield return CorrelationTest.Of(yardstick, tally) is { } change
                ? new(Correlation, change.Statistic, change.PValue, false, $"{change.Name} by {change.Effect:0.###}; {looked}")
                : new(Correlation, 0, 1, false, looked);
        }
    }

    private static JointTestResult Classify(IReadOnlyList<SampleColumn> columns, ulong seed, CancellationToken cancel)
    {
        int[] before = Draw(columns[0].Reference.Length, seed), now = Draw(columns[0].Current.Length, seed + 1);
        int width = columns.Count;
        var rows = new double[(before.Length + now.Length) * width];
        for (int column = 0; column < width; column++)
        {
            for (int i = 0; i < before.Length; i++) rows[i * width + column] = columns[column].Reference[before[i]];
            for (int i = 0; i < now.Length; i++) rows[(before.Length + i) * width + column] = columns[column].Current[now[i]];
        }

        var result = SampleClassifier.Of(rows, [.. columns.Select(column => column.Feature)], before.Length, seed, cancel);
        return new(DomainClassifier, result.Statistic, result.PValue, false,
            $"area under the curve over two folds of {before.Length} and {now.Length} rows");
    }

    private static int[] Draw(int rows, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        if (rows <= MostRows) return order;
        new SeededRandom(seed).Shuffle<int>(order);
        return order[..MostRows];
    }
}
