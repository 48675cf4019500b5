namespace Kolosal.Fairness;

/// <summary>A scan of a dataset that somebody asks for.</summary>
/// <param name="Attributes">Protected columns; empty for those that the dataset declares.</param>
/// <param name="Target">The column to predict; null for the one declared.</param>
/// <param name="Favourable">The target's favourable value; null for the one declared.</param>
/// <param name="Bands">Of numeric attributes; those left out are cut at their quartiles.</param>
/// <param name="Shares">By attribute and group: the share in the population.</param>
/// <param name="Seed">Of the rows drawn for the joint test.</param>
/// <param name="Limits">By which labels are judged.</param>
public sealed record BiasScanOrder(
    ImmutableArray<string> Attributes, string? Target, string? Favourable, ImmutableArray<AttributeBands> Bands,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Shares, ulong Seed, FairnessLimits Limits);
