using Kolosal.Datasets;
using Kolosal.Disclosure;

namespace Kolosal.Privacy;

/// <summary>A dataset that was made anonymous, and what that cost.</summary>
/// <param name="Dataset">The new dataset.</param>
/// <param name="Parent">The dataset it was made of; it stays as it is.</param>
/// <param name="Steps">What was done, in order.</param>
/// <param name="Before">How rows hid before; null where no quasi-identifiers were named.</param>
/// <param name="After">How they hide now.</param>
/// <param name="UtilityLoss">Mean loss over all columns, 0 (nothing lost) to 1 (everything): of each column the measure that its step states, 0 for
/// columns that stay.</param>
/// <param name="GlobalCertaintyPenalty">Mean certainty penalty over the cells of the quasi-identifiers by the search for k; null without one.</param>
/// <param name="AverageClassSize">Rows per class over k (LeFevre et al. 2006, C_avg): 1 is the least that k allows; null without a search.</param>
public sealed record AnonymisationReport(
    DatasetDescription Dataset, string Parent, ImmutableArray<AnonymisationStep> Steps, AnonymityReport? Before, AnonymityReport? After,
    double UtilityLoss, double? GlobalCertaintyPenalty, double? AverageClassSize);

/// <param name="Column">The column.</param>
/// <param name="Method">What was done to it.</param>
/// <param name="CellsChanged">Cells that are not what they were.</param>
/// <param name="Loss">Utility lost, 0 to 1.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record AnonymisationStep(string Column, string Method, long CellsChanged, double Loss, double Milliseconds);
