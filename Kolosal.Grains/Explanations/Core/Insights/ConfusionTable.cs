using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Explanations;

/// <summary>Rows by true and decided class.</summary>
/// <param name="Classes">The classes, in output order.</param>
/// <param name="Counts">One list a true class, one number a decided class.</param>
/// <param name="ByClass">Precision and recall of each class.</param>
/// <param name="Accuracy">Share decided rightly.</param>
/// <param name="Low">Lower end of its interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
public sealed record ConfusionTable(
    ImmutableArray<string> Classes, ImmutableArray<ImmutableArray<long>> Counts, ImmutableArray<ClassRates> ByClass, double Accuracy, double Low,
    double High)
{
    internal static ConfusionTable Of(ScoredRows rows, ImmutableArray<string> classes, double level)
    {
        var matrix = ConfusionMatrix.Of(rows);
        long Count(double weight) => (long)Math.Round(weight);
        long right = Enumerable.Range(0, classes.Length).Sum(k => Count(matrix[k, k]));
        var accuracy = Proportions.Wilson(right, rows.Rows, level);
        return new(classes,
            [.. Enumerable.Range(0, classes.Length).Select(i => Enumerable.Range(0, classes.Length).Select(j =>
                Count(matrix[i, j])).ToImmutableArray())],
            [.. classes.Select((name, k) => new ClassRates(name, Count(matrix.True(k)), Count(matrix.Decided(k)),
                Rate.Of(Count(matrix[k, k]), Count(matrix.Decided(k)), level), Rate.Of(Count(matrix[k, k]), Count(matrix.True(k)), level)))],
            (double)right / rows.Rows, accuracy.Low, accuracy.High);
    }
}

/// <param name="Class">The class.</param>
/// <param name="Rows">Rows that are of it.</param>
/// <param name="Decided">Rows that are decided for it.</param>
/// <param name="Precision">Share of those decided for it that are; null without any.</param>
/// <param name="Recall">Share of those of it that are decided for it; null without any.</param>
public sealed record ClassRates(string Class, long Rows, long Decided, Rate? Precision, Rate? Recall);

/// <param name="Value">The share.</param>
/// <param name="Low">Lower end of its interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
public sealed record Rate(double Value, double Low, double High)
{
    internal static Rate? Of(long hits, long trials, double level) => trials == 0 ? null
        : Proportions.Wilson(hits, trials, level) is var interval ? new((double)hits / trials, interval.Low, interval.High) : null;
}
