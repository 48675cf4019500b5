using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Storage;
using Orleans.Concurrency;

namespace Kolosal.Audit;

/// <remarks>Keeps nothing; finds the batch in the catalogue, its requests in the prediction log, and asks the audit trail for the proof.</remarks>
[StatelessWorker]
internal sealed class PredictionReceiptGrain(IOutcomeLog predictions, IServedLog served, ICatalogue catalogue) : Grain, IPredictionReceiptGrain
{
    private const int Page = 50, MostPages = 20;

    /// <summary>A batch is sealed after its requests are answered, by clocks that may differ by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task<Result<byte[]>> MakeAsync(string predictionId, CancellationToken cancel)
    {
        if (!PredictionId.TryParse(predictionId, out var id)) return NoSuch(predictionId);
        var found = await predictions.FindAsync(Workspace, [id], cancel);
        if (found.Rows is not [var row, ..]) return NoSuch(predictionId);

        string model = ModelKey.Parse(row.Model).Name;
        var since = new CatalogueFilter("created_at", FilterOperator.AtLeast, (row.At - ClockSkew).UtcDateTime.ToString("O",
            CultureInfo.InvariantCulture));
        for (int page = 1; page <= MostPages; page++)
        {
            var batches = await catalogue.QueryAsync(
                new(Workspace, CatalogueKinds.AuditEvent,
                    [new("action", FilterOperator.Equal, "prediction.batch"), new("model", FilterOperator.Equal, model), since], "created_at", page,
                        Page),
                cancel);
            foreach (var batch in batches.Items)
            {
                if (await SealedAsync(batch, row, id) is not { } receipt) continue;
                await GrainFactory.Audit(Workspace).SealAsync();
                var proof = await GrainFactory.Audit(Workspace).ProveAsync(receipt.EntryIndex, cancel);
                return proof.Map(inclusion => (receipt with
                {
                    Entry = inclusion.Entry,
                    EntryPath = [.. inclusion.Path.Select(Convert.FromHexString)],
                    Checkpoint = inclusion.Checkpoint.Note!,
                    Key = inclusion.Checkpoint.NoteKey!,
                }).ToBytes());
            }

            if (batches.Items.Length < Page) break;
        }

        if ((await GrainFactory.Audit(Workspace).GetRetentionAsync()).Dropped is { } dropped && row.At <= dropped.Newest)
            return new Refusal(RefusalKind.Gone, "audit.entry-dropped",
                $"The entry that sealed '{predictionId}' was dropped with all before entry {dropped.Before}, under the trail's retention.");
        return new Refusal(
            RefusalKind.Busy, "audit.not-sealed-yet", $"The batch of '{predictionId}' is not sealed yet, which takes about a second; ask again.");
    }

    /// <returns>The receipt without its way from the entry to the checkpoint; null when the batch does not hold the request.</returns>
    private async Task<PredictionReceipt?> SealedAsync(CatalogueEntry batch, PredictedRow row, PredictionId id)
    {
        using var document = JsonDocument.Parse(batch.Document);
        var detail = document.RootElement.GetProperty("detail");
        if (!detail.TryGetProperty("parts", out var parts)) return null; // sealed before batches said what they hold

        // Sealed before leaves said how an answer was chosen: those are of the first form.
        int form = detail.TryGetProperty("leaf", out var stated) ? stated.GetInt32() : 1;
        var (leaves, place, request, log) = (new List<byte[]>(), -1, (ServedRequest?)null, "");
        foreach (var part in parts.EnumerateArray())
        {
            string logId = part.GetProperty("log").GetString()!;
            long after = part.GetProperty("after").GetInt64(), last = part.GetProperty("last").GetInt64();
            while (after < last && await served.ReadAsync(logId, row.Model, after) is { } read)
            {
                foreach (var record in read.Requests)
                {
                    if (record.Position <= after || record.Position > last) continue;
                    if (record.BatchId == id.BatchId && record.Outcomes is null) (place, request, log) = (leaves.Count, record, logId);
                    leaves.Add(MerkleTree.LeafHash(PredictionAuditGrain.LeafOf(record, form)));
                }

                after = read.Last;
            }
        }

        if (request is null) return null;
        var path = MerkleProof.Inclusion(place, leaves.Count)
            .Select(subtree => MerkleTree.RootOfHashes(CollectionsMarshal.AsSpan(leaves)[(int)subtree.Start..(int)subtree.End]));
        return new(
            id.BatchId, id.Row, ModelKey.Parse(row.Model).Name, request.Version, log, request.Position, request.At.ToUnixTimeMilliseconds(),
                request.Rows,
            [SHA256.HashData(Encoding.UTF8.GetBytes(request.Error ?? "")), request.InputsSha256 ?? Hash<double>(request.Inputs),
                Hash<double>(request.Outputs), Hash<int>(request.Decisions)],
            place, leaves.Count, [.. path], document.RootElement.GetProperty("seq").GetInt64(), "", [], "", "",
            form == AnswerRouting.Form ? PredictionAuditGrain.RoutingOf(request) : null);
    }

    private static byte[] Hash<T>(ReadOnlySpan<T> values)
        where T : struct => SHA256.HashData(MemoryMarshal.AsBytes(values));

    private static Refusal NoSuch(string id) => Refusal.NotFound(
        "audit.no-such-prediction", $"There is no prediction '{id}' in the log of this workspace; a log keeps its requests for as long as its "
            + "retention says.");
}
