using Kolosal.Learning.Validation;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>A dataset as a plan deals it; the same for every trial, so whoever runs several of them keeps it.</summary>
/// <param name="Development">Every row but the test part.</param>
/// <param name="Test">What only the last evaluation looks at.</param>
/// <param name="Parts">What trials are scored on, as numbers of development rows.</param>
public sealed record PlannedRows(Frame Development, Frame Test, ImmutableArray<Fold> Parts)
{
    /// <summary>Deals a table.</summary>
    /// <exception cref="Learning.TrainingException">The table is not the one that was planned for, or cannot be dealt.</exception>
    public static PlannedRows Of(Frame table, RunPlan plan)
    {
        var (development, test) = DataSplit.TestPart(table, plan);
        return new(development, test, DataSplit.ValidationParts(development, plan));
    }

    /// <summary>The development rows that every trial of the full rung is judged by, ascending.</summary>
    public int[] Validated => [.. Parts.SelectMany(fold => fold.Validation).Distinct().Order()];
}
