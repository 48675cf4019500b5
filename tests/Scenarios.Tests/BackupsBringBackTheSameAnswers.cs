using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Scenarios;

/// <summary>Predict, take a backup, <c>kill -9</c>, restore into an empty folder: the same answers, the same trail, and counts go on.</summary>
public sealed class BackupsBringBackTheSameAnswers(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    private const string OperatorKey = "kol_default.operator_scenarioscenarioscenarioscenarioscenario";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-backed-up-");

    [Fact]
    public async Task A_killed_server_comes_back_elsewhere()
    {
        string lost = Path.Combine(folder.FullName, "lost"), fresh = Path.Combine(folder.FullName, "fresh");
        string backups = Path.Combine(folder.FullName, "backups");
        sample.CopyTo(Directory.CreateDirectory(lost).FullName);
        Directory.CreateDirectory(fresh);
        var settings = new Dictionary<string, string>
        {
            ["Kolosal:Backup:Directory"] = backups,
            ["Kolosal:Access:OperatorKey"] = OperatorKey,
        };
        string answer, backup, key = File.ReadAllText(Path.Combine(lost, "data", "keys", "master.key"));
        long entries;
        using (var server = await ServerProcess.StartAsync(lost, settings))
        {
            using Client admin = new(server.Address, ServerProcess.AdminKey), oper = new(server.Address, OperatorKey);
            answer = Outputs(await sample.PredictAsync(admin, SampleInstallation.Model));
            await admin.UntilAsync($"/api/predict/stats/{SampleInstallation.Model}",
                found => found.GetProperty("requests").GetInt64() == SampleInstallation.Predictions + 1);
            backup = (await oper.PostAsync("/api/backup/backups", new JsonObject { ["type"] = "full" })).GetProperty("id").GetString()!;
            var taken = await oper.UntilAsync($"/api/backup/backups/{backup}", found => found.GetProperty("status").GetString() != "in_progress");
            Assert.True(taken.GetProperty("status").GetString() == "completed", taken.ToString());
            entries = taken.GetProperty("content").GetProperty("facts").GetProperty("chains").EnumerateArray()
                .Single(chain => chain.GetProperty("workspace").GetString() == "default").GetProperty("entries").GetInt64();
            string drill = (await oper.PostAsync("/api/backup/drills", new JsonObject())).GetProperty("id").GetString()!;
            var drilled = await oper.UntilAsync($"/api/backup/drills/{drill}", found => found.GetProperty("status").GetString() != "running");
            Assert.True(drilled.GetProperty("status").GetString() == "passed", drilled.ToString());
            Assert.True(drilled.GetProperty("outcome").GetProperty("golden_rows").GetInt64() > SampleInstallation.Predictions);
            await server.KillAsync();
        }

        Directory.Delete(lost, recursive: true);
        string keyFile = Path.Combine(folder.FullName, "key");
        await File.WriteAllTextAsync(keyFile, key);
        var (code, said) = await ServerProcess.RunAsync(
            ["restore", "--from", Path.Combine(backups, backup), "--to", Path.Combine(fresh, "data"), "--master-key-file", keyFile]);
        Assert.True(code == 0, said);

        using var restored = await ServerProcess.StartAsync(fresh, settings);
        using var again = new Client(restored.Address, ServerProcess.AdminKey);
        Assert.Equal(answer, Outputs(await sample.PredictAsync(again, SampleInstallation.Model)));
        Assert.Equal(sample.Dataset, (await again.GetAsync($"/api/data/{sample.Dataset}")).GetProperty("dataset_id").GetString());
        var stats = await again.UntilAsync($"/api/predict/stats/{SampleInstallation.Model}",
            found => found.GetProperty("requests").GetInt64() >= SampleInstallation.Predictions + 2);
        Assert.Equal(SampleInstallation.Predictions + 2, stats.GetProperty("requests").GetInt64());
        var trail = await again.GetAsync("/api/audit/verify");
        Assert.True(trail.GetProperty("valid").GetBoolean(), trail.ToString());
        Assert.True(trail.GetProperty("entries").GetInt64() >= entries);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Outputs(JsonElement answer) => string.Join('\n', answer.GetProperty("predictions").EnumerateArray().Select(one =>
        one.GetProperty("prediction").ToString() + one.GetProperty("probabilities")));
}
