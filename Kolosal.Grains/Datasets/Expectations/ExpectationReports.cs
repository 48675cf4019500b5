using System.Globalization;

namespace Kolosal.Datasets;

/// <summary>What follows from how expectations stand.</summary>
internal static class ExpectationReports
{
    /// <summary>Why no run may learn from the dataset; null when nothing stands against it.</summary>
    public static Refusal? Unfit(this ExpectationReport? report, string dataset)
    {
        var broken = Broken(report, ExpectationSeverity.Error);
        return broken.Length == 0 ? null : new Refusal(
            RefusalKind.Unprocessable, "datasets.expectation-failed",
            string.Create(CultureInfo.InvariantCulture,
                $"{dataset} breaks {broken.Length} of what must hold: {string.Join(" ", broken.Select(b => b.Message))}")
                + " Clean the dataset, or change what is expected.",
            broken.ToImmutableDictionary(b => $"$.expectations[{report!.Results.IndexOf(b)}]", b => b.Message));
    }

    /// <summary>What does not hold and need not; null when nothing.</summary>
    public static string? Warning(this ExpectationReport? report) =>
        Broken(report, ExpectationSeverity.Warning) is { Length: > 0 } broken
            ? $"The dataset does not meet what is expected of it: {string.Join(" ", broken.Select(b => b.Message))}" : null;

    /// <summary>The same expectations with the same outcome.</summary>
    public static bool IsSameAs(this ExpectationReport report, ExpectationReport other) =>
        report.Results.Length == other.Results.Length && report.Results.Zip(other.Results).All(pair =>
            pair.First.Message == pair.Second.Message && Same(pair.First.Expectation, pair.Second.Expectation));

    private static bool Same(DatasetExpectation a, DatasetExpectation b) =>
        a with { Columns = b.Columns, Values = b.Values } == b && a.Columns.SequenceEqual(b.Columns)
        && (a.Values ?? []).SequenceEqual(b.Values ?? []);

    private static ExpectationResult[] Broken(ExpectationReport? report, ExpectationSeverity severity) =>
        [.. (report?.Results ?? []).Where(result => !result.Holds && result.Expectation.Severity == severity)];
}
