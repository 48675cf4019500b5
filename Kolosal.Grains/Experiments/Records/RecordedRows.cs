using Kolosal.Datasets;
using Kolosal.Explanations;
using Kolosal.Models;

namespace Kolosal.Experiments;

/// <summary>Deals the rows of a version's dataset as its run did, from what was recorded of it. Safe for any number of callers.</summary>
internal sealed class RecordedRows(IGrainFactory grains, FrameCache frames) : IVersionRows
{
    public async Task<Result<Func<VersionRows>>> OpenAsync(string workspace, VersionRegistration version, CancellationToken cancel)
    {
        if (version.Record is not { } record)
            return Missing("it was made elsewhere, or by an earlier program that recorded no plan");
        var dataset = await grains.Dataset(workspace, record.DatasetId).OpenAsync();
        if (!dataset.Accepted) return Missing($"its dataset cannot be read: {dataset.Refusal.Message}");
        if (dataset.Value.Data.Sha256 != record.DataSha256) return Missing("its dataset has other rows by now");
        try
        {
            var table = await frames.GetAsync(dataset.Value, cancel);
            var plan = RunPlan.Parse(record.Plan);
            return new Func<VersionRows>(() =>
            {
                var (development, test) = DataSplit.TestPart(table, plan);
                return new(development, test);
            });
        }
        catch (FileNotFoundException)
        {
            return Missing("the content of its dataset is no longer stored");
        }
    }

    private static Refusal Missing(string why) =>
        Refusal.Unprocessable("explain.no-held-out-rows", $"The rows of this version cannot be had: {why}.");
}
