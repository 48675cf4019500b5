using System.Security.Cryptography;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Predictions;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Audit;

public class PredictionAuditTests
{
    /// <summary>The last one before a kill, too: batches follow each other without a gap, and each root is that of the log's records.</summary>
    [Fact]
    public async Task Every_request_in_the_log_is_in_one_sealed_batch_whatever_was_killed()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(9);
        int served = 0;
        for (int life = 0; life < 6; life++)
        {
            int rows = random.Next(1, 90);
            await model.ServeAsync(random, rows);
            served += rows;
            await silo.Silo.KillAsync();
        }

        var batches = await Eventually.HoldsAsync(
            () => BatchesAsync(silo), found => found.Sum(batch => batch.Requests) >= served);
        Assert.Equal(served, batches.Sum(batch => batch.Requests));

        var log = silo.Service<IPredictionLog>();
        long after = -1;
        foreach (var batch in batches)
        {
            var records = await silo.Grains.PredictionLog(log.LogId).ReadAsync(model.Key.ToString(), after, batch.Requests);
            Assert.Equal(batch.Through, records!.Last);
            Assert.Equal(batch.Root, Convert.ToHexStringLower(MerkleTree.Root([.. records.Requests.Select(request =>
                (ReadOnlyMemory<byte>)LeafOf(request))])));
            after = batch.Through;
        }
    }

    /// <summary>The documented bytes, written out here.</summary>
    private static byte[] LeafOf(ServedRequest request) =>
    [
        .. PredictionLeaf.Of(request.Position, request.BatchId, request.Version, request.At, request.Rows, request.Error,
            request.Inputs, request.Outputs, request.Decisions),
        2, (byte)((request.Canary ? 1 : 0) + (request.ClientFault ? 2 : 0)),
        .. SHA256.HashData([.. (request.Referred ?? []).Select(reasons => (byte)reasons)]),
    ];

    private static async Task<List<(int Requests, string Root, long Through)>> BatchesAsync(PlatformSilo silo)
    {
        var batches = new List<(int, string, long)>();
        await foreach (var line in silo.Grains.Audit("ws").ExportAsync(0))
        {
            using var entry = JsonDocument.Parse(line.Entry);
            if (entry.RootElement.GetProperty("action").GetString() != "prediction.batch") continue;
            var detail = entry.RootElement.GetProperty("detail");
            batches.Add((detail.GetProperty("requests").GetInt32(), detail.GetProperty("merkle_root").GetString()!,
                detail.GetProperty("through").EnumerateObject().Single().Value.GetInt64()));
        }

        return batches;
    }
}
