using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>What a model is scanned by.</summary>
/// <param name="Source">See <see cref="VersionFairness.Source"/>.</param>
/// <param name="FavourableClass">The class that counts as selection.</param>
/// <param name="Attributes">Protected columns of the rows; those that the rows lack are left out.</param>
/// <param name="Bands">Of numeric attributes; those left out are cut at their quartiles.</param>
/// <param name="Intersections">Whether attributes are crossed as well.</param>
/// <param name="Limits">What to judge by.</param>
/// <param name="Seed">Of the rows whose attributions are computed.</param>
/// <param name="Attributions">Whether attributions are computed.</param>
/// <param name="Notes">What is known already that readers should know.</param>
public sealed record ModelScanTerms(
    string Source, string FavourableClass, ImmutableArray<string> Attributes, ImmutableArray<AttributeBands> Bands, bool Intersections,
    FairnessLimits Limits, ulong Seed, bool Attributions, ImmutableArray<string> Notes)
{
    /// <summary>A version's evaluation on its run's test part, by the usual limits.</summary>
    public static ModelScanTerms OfDelivery(string favourable, TableSchema schema, ulong seed) => new(
        ModelFairness.HeldOut, favourable, [.. schema.ProtectedColumns.Select(column => column.Name)], [], true, new(30, 0.8, 0.01), seed, true, []);
}
