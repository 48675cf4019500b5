namespace Kolosal.Compliance.Controls;

/// <summary>Every question that this version can judge. Ids of the catalogue that are not here are asked by no rule, and their controls say
/// so.</summary>
internal static class ControlQueries
{
    /// <summary>In the order of their ids.</summary>
    public static readonly ImmutableArray<IControlQuery> All =
        [.. RecordQueries.All.Concat(RegisterQueries.All).OrderBy(query => query.Id, StringComparer.Ordinal)];
}
