using Kolosal.Events;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Audit;

public class PredictionReceiptTests
{
    [Fact]
    public async Task Every_row_that_was_answered_has_a_receipt_that_verifies_without_the_server()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var random = new Random(3);
        await model.ServeAsync(random, 12);
        var ids = await Eventually.HoldsAsync(() => ServedAsync(silo, model), found => found.Count >= 12);
        await model.ServeAsync(random, 5);
        var key = NoteKey.Parse((await silo.Grains.Audit("ws").GetKeysAsync())[^1]);
        foreach (var id in ids)
        {
            var made = await Eventually.HoldsAsync(() => silo.Grains.PredictionReceipts("ws").MakeAsync(id.ToString()), receipt => receipt.Accepted);
            using var file = new MemoryStream(made.Value!);
            var verdict = AuditVerdict.Of(file, key, silo.Service<ILogSigner>().Verify);
            Assert.True(verdict.Holds, verdict.Fault);
            Assert.Equal(id.ToString(), verdict.Subject);
        }
    }

    [Theory, InlineData("nonsense"), InlineData("prd_00000000000000000000000000000000_0")]
    public async Task Of_what_was_never_predicted_there_is_none(string id)
    {
        await using var silo = await PlatformSilo.StartAsync();
        Assert.Equal("audit.no-such-prediction", (await silo.Grains.PredictionReceipts("ws").MakeAsync(id)).Refusal!.Code);
    }

    private static async Task<List<PredictionId>> ServedAsync(PlatformSilo silo, MonitoredModel model)
    {
        var log = silo.Service<Predictions.IPredictionLog>();
        var read = await silo.Grains.PredictionLog(log.LogId).ReadAsync(model.Key.ToString(), -1, 1_000);
        return [.. (read?.Requests ?? []).SelectMany(request => Enumerable.Range(0, request.Rows).Select(row => new PredictionId(request.BatchId,
            row)))];
    }
}
