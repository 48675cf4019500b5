using System.Text.Json.Nodes;

namespace Kolosal.Scenarios;

/// <summary>The prediction log stays within its bound: what every monitor has counted goes, and no count changes by it.</summary>
public sealed class OldPredictionsGo(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    private const int Rows = 400, Requests = 150;
    private const long Bound = 1 << 20;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Kolosal:Storage:SegmentBytes"] = "65536",
        ["Kolosal:Storage:Retention:MaximumBytes"] = $"{Bound}",
        ["Kolosal:Storage:Retention:EverySeconds"] = "1",
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-retention-");

    [Fact]
    public async Task The_log_stays_within_its_bound_and_every_request_is_counted_once()
    {
        sample.CopyTo(folder.FullName);
        long expected = SampleInstallation.Predictions + Requests;
        using (var server = await ServerProcess.StartAsync(folder.FullName, Settings))
        {
            using var admin = new Client(server.Address, ServerProcess.AdminKey);
            var rows = new JsonArray([.. Enumerable.Range(0, Rows).Select(_ => sample.Row.DeepClone())]);
            for (int i = 0; i < Requests; i++)
                await admin.PostAsync("/api/predict", new JsonObject { ["model_id"] = SampleInstallation.Model, ["rows"] = rows.DeepClone() });
            var status = await admin.UntilAsync("/api/system/status", found => FirstSegment() > 0
                && found.GetProperty("disk").GetProperty("prediction_log_bytes").GetInt64() <= Bound);
            Assert.True(status.GetProperty("disk").GetProperty("bytes_per_day").GetDouble() > 0);
            await CheckAsync(admin, expected);
            await server.KillAsync();
        }

        using var again = await ServerProcess.StartAsync(folder.FullName, Settings);
        using var caller = new Client(again.Address, ServerProcess.AdminKey);
        await sample.PredictAsync(caller, SampleInstallation.Model);
        await CheckAsync(caller, expected + 1);
        Assert.Equal(0, (await caller.GetAsync("/api/security/incidents?type=data_loss")).GetProperty("total").GetInt32());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private long FirstSegment() => Directory.GetFiles(Path.Combine(folder.FullName, "data", "logs", "predictions"), "*.seg")
        .Min(path => long.Parse(Path.GetFileNameWithoutExtension(path)));

    private static async Task CheckAsync(Client admin, long requests)
    {
        foreach (string path in new[] { $"/api/predict/stats/{SampleInstallation.Model}", $"/api/monitoring/slo/{SampleInstallation.Model}" })
        {
            var counted = await admin.UntilAsync(path, found => found.GetProperty("requests").GetInt64() >= requests);
            Assert.Equal(requests, counted.GetProperty("requests").GetInt64());
        }

        var audit = await admin.GetAsync("/api/audit/verify");
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
    }
}
