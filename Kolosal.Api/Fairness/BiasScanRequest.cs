using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Fairness;

/// <summary>A dataset to be looked at before training.</summary>
/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Attributes">Protected columns. Default: those that the dataset declares.</param>
/// <param name="Target">The column to predict. Default: the one declared; without one nothing is said of labels.</param>
/// <param name="Favourable">The target's favourable value. Default: the one declared.</param>
/// <param name="Bands">Ascending edges of bands by numeric attribute. Default: quartiles.</param>
/// <param name="Shares">By attribute and group: the share in the population, 0 to 1.</param>
/// <param name="MinimumGroupRows">Smaller groups are shown, and their labels not judged. Default: 30.</param>
/// <param name="FalseAlarm">Probability of calling labels skewed where every limit is kept. Default: 0.01.</param>
/// <param name="Seed">Of the rows drawn for the joint test of proxies.</param>
internal sealed record BiasScanRequest(
    [property: JsonRequired] string DatasetId, string[]? Attributes = null, string? Target = null, string? Favourable = null,
    Dictionary<string, double[]>? Bands = null, Dictionary<string, Dictionary<string, double>>? Shares = null,
    [property: Range(1, 1_000_000)] int MinimumGroupRows = 30, [property: Range(0.0001, 0.5)] double FalseAlarm = 0.01,
    [property: Range(0, int.MaxValue)] int Seed = 0)
{
    /// <summary>What is asked for, or what is wrong with it.</summary>
    public Result<BiasScanOrder> ToOrder()
    {
        if (FairnessRows.Bands(Bands, out var bands) is { } fault) return fault;
        foreach (var (attribute, groups) in Shares ?? [])
        {
            if (groups is null) return FairnessRows.Bad($"$.shares.{attribute}", "Expected shares by group, got null.");
            foreach (var (group, share) in groups)
                if (!(share >= 0 && share <= 1)) return FairnessRows.Bad($"$.shares.{attribute}.{group}",
                    $"Expected a share of 0 to 1, got {share}.");
            if (groups.Values.Sum() > 1 + 1e-6) return FairnessRows.Bad($"$.shares.{attribute}",
                $"Expected shares that sum to at most 1, got {groups.Values.Sum()}.");
        }
        return new BiasScanOrder([.. Attributes ?? []], Target, Favourable, bands,
            (Shares ?? []).ToDictionary(s => s.Key, s => (IReadOnlyDictionary<string, double>)s.Value), (ulong)Seed,
            new(MinimumGroupRows, 0.8, FalseAlarm));
    }
}
