using System.Text.Json.Nodes;
using Kolosal.Storage;

namespace Kolosal.Experiments;

/// <summary>Where waiting runs stand in their workspace's queue: it changes whenever another run begins, so lists ask the slot ledger.</summary>
internal static class QueuePositions
{
    private const string State = "state", Position = "queue_position";

    /// <summary>The entries, those of runs that wait for their first slot with their place.</summary>
    public static async Task<ImmutableArray<CatalogueEntry>> CompleteAsync(
        ImmutableArray<CatalogueEntry> runs, string workspace, IGrainFactory grains)
    {
        // Written by the catalogue's own serializer: the word stands where a queued run has its state, and hardly anywhere else.
        string queued = $"\"{State}\":\"{WireJson.Word(RunStatus.Queued)}\"";
        if (!runs.Any(run => run.Document.Contains(queued, StringComparison.Ordinal))) return runs;
        var queue = await grains.SlotLedger().QueueAsync(workspace);
        return [.. runs.Select(run => Complete(run, queue))];
    }

    private static CatalogueEntry Complete(CatalogueEntry run, ImmutableArray<string> queue)
    {
        int place = queue.IndexOf(new ResourceKey(run.Workspace, run.Id).ToString());
        if (place < 0 || JsonNode.Parse(run.Document) is not JsonObject document
            || document[State]?.GetValue<string>() != WireJson.Word(RunStatus.Queued)) return run;
        document[Position] = place + 1;
        return run with { Document = document.ToJsonString(WireJson.Options) };
    }
}
