using Kolosal.Datasets;
using Kolosal.Models;

namespace Kolosal.Compliance.Report;

/// <summary>What the records of a version are, read whole.</summary>
/// <param name="Card">Its card.</param>
/// <param name="Report">Its model.</param>
/// <param name="History">The model's life.</param>
/// <param name="Dataset">What it learnt from; null when that is gone.</param>
/// <param name="Datasheet">What people say of it; null when it is gone.</param>
/// <param name="Lineage">Where it comes from; null when it is gone.</param>
internal sealed record VersionRecords(
    ModelCard Card, ModelReport Report, ModelHistory? History, DatasetDescription? Dataset, DatasheetWords? Datasheet, DatasetLineage? Lineage);

/// <summary>Reads what there is about a version.</summary>
internal static class DocumentationReader
{
    public static async Task<Result<VersionRecords>> ReadAsync(IGrainFactory grains, string workspace, string model, string? reference)
    {
        if (!ModelId.IsName(model)) return ModelId.MalformedName(model);
        var grain = grains.Model(new ModelKey(workspace, model));
        var report = await grain.GetAsync();
        if (!report.Accepted) return report.Refusal;
        var card = await grain.GetCardAsync(reference);
        if (!card.Accepted) return card.Refusal;
        var history = await grain.HistoryAsync(null);
        var dataset = grains.Dataset(workspace, card.Value.DatasetId);
        var described = card.Value.DatasetId.Length == 0 ? null : (await dataset.DescribeAsync()).Value;
        return new VersionRecords(card.Value, report.Value, history.Value, described,
            described is null ? null : (await dataset.GetWordsAsync()).Value, described is null ? null : (await dataset.GetLineageAsync()).Value);
    }
}
