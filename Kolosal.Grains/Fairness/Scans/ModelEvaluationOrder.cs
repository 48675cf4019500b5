namespace Kolosal.Fairness;

/// <summary>An evaluation of a model version that somebody asks for.</summary>
/// <param name="Version">As models are asked for; null for the active one.</param>
/// <param name="DatasetId">Rows that it has not learnt from; null for the evaluation that was kept.</param>
/// <param name="Attributes">Protected columns; empty for those that model and dataset declare.</param>
/// <param name="Favourable">The favourable class; null for the declared one.</param>
/// <param name="Bands">Of numeric attributes.</param>
/// <param name="Intersections">Whether attributes are crossed as well.</param>
/// <param name="Seed">Of the rows whose attributions are computed.</param>
/// <param name="Limits">What to judge by.</param>
public sealed record ModelEvaluationOrder(
    string? Version, string? DatasetId, ImmutableArray<string> Attributes, string? Favourable, ImmutableArray<AttributeBands> Bands,
        bool Intersections,
    ulong Seed, FairnessLimits Limits);
