using System.Text.Json;
using System.Text.Json.Nodes;

using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>
/// Each kind of file of the data folder is damaged or removed in turn: the answer names it, an incident tells people, the rest goes on.
/// </summary>
public sealed class DamagedFilesAreToldAndSurvived(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-damaged-");

    private string Data => Path.Combine(folder.FullName, "data");

    private string PredictionLog => Directory.GetFiles(Path.Combine(Data, "logs", "predictions"), "*.seg").Single();

    private string AuditLog => Directory.GetFiles(Path.Combine(Data, "logs", "audit-default"), "*.seg").Single();

    public void Dispose() => folder.Delete(recursive: true);

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_package_that_is_damaged_or_gone_stops_its_model_alone(bool gone)
    {
        sample.CopyTo(folder.FullName);
        using var server = await StartAsync();
        using var admin = Open(server);
        string package = await PackageAsync(admin, SampleInstallation.Model);
        byte[] kept = await File.ReadAllBytesAsync(package);
        if (gone) File.Delete(package);
        else Damage(package, kept.Length / 2);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => sample.PredictAsync(admin, SampleInstallation.Model));
        Assert.Equal((503, "package.damaged"), (refused.Status, refused.Code));
        await sample.PredictAsync(admin, SampleInstallation.Other);
        await IncidentAsync(admin, $"models/{SampleInstallation.Model}");
        var stats = await admin.UntilAsync($"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("errors").GetInt64() > 0);
        Assert.Equal(SampleInstallation.Predictions, stats.GetProperty("requests").GetInt64());

        await File.WriteAllBytesAsync(package, kept);
        await sample.PredictAsync(admin, SampleInstallation.Model);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_dataset_that_is_damaged_or_gone_is_repaired_by_uploading_it_again(bool gone)
    {
        sample.CopyTo(folder.FullName);
        using var server = await StartAsync();
        using var admin = Open(server);
        string path = $"/api/data/{sample.Dataset}/preview";
        await admin.GetAsync(path);
        foreach (string blob in Directory.EnumerateFiles(Path.Combine(Data, "blobs"), "*", SearchOption.AllDirectories).ToArray())
        {
            if (gone) File.Delete(blob);
            else Damage(blob, (int)new FileInfo(blob).Length - 1);
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => admin.GetAsync(path));
        Assert.Equal((409, "dataset.damaged"), (refused.Status, refused.Code));
        await IncidentAsync(admin, $"datasets/{sample.Dataset}");
        await admin.UploadAsync("rows.csv", sample.Csv);
        Assert.Equal(20, (await admin.GetAsync($"{path}?rows=20")).GetProperty("rows").GetArrayLength());
    }

    [Theory, InlineData(null), InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), InlineData("no key at all")]
    public async Task A_master_key_that_is_gone_or_another_one_is_refused_at_start(string? content)
    {
        sample.CopyTo(folder.FullName);
        string path = Path.Combine(Data, "keys", "master.key"), kept = await File.ReadAllTextAsync(path);
        if (content is null) Directory.Delete(Path.Combine(Data, "keys"), recursive: true);
        else await File.WriteAllTextAsync(path, content);
        string said = content switch { null => "master key is missing", "no key at all" => "Need 32 bytes", _ => "not the one" };
        Assert.Contains(said, await RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal(content is null, !File.Exists(path));

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, kept);
        await ServesAsync();
    }

    [Fact]
    public async Task A_database_that_is_gone_is_refused_at_start_unless_its_loss_is_accepted()
    {
        sample.CopyTo(folder.FullName);
        File.Delete(Path.Combine(Data, "kolosal.db"));
        Assert.Contains("kolosal.db is missing or empty", await RefusalAsync(), StringComparison.Ordinal);
        File.Delete(Path.Combine(Data, "kolosal.manifest"));
        Assert.Contains("kolosal.db is missing or empty", await RefusalAsync(), StringComparison.Ordinal);

        using var server = await ServerProcess.StartAsync(
            folder.FullName, new Dictionary<string, string> { ["Kolosal:Storage:AcceptDataLoss"] = "true" });
        using var admin = Open(server);
        await IncidentAsync(admin, "database");
        await admin.UploadAsync("rows.csv", sample.Csv);
    }

    [Fact]
    public async Task A_write_ahead_log_that_is_gone_is_refused_at_start()
    {
        sample.CopyTo(folder.FullName);
        using (var server = await StartAsync())
        {
            using var admin = Open(server);
            await admin.UploadAsync("more.csv", $"{sample.Csv}7,7,7\n");

            // The count beside the database follows a change by itself; one that was written after this answer covers it.
            var answered = DateTime.UtcNow;
            int more = 0;
            await Eventually.HoldsAsync(async () =>
            {
                await admin.UploadAsync("more.csv", $"{sample.Csv}8,8,{more++}\n");
                return File.GetLastWriteTimeUtc(Path.Combine(Data, "kolosal.manifest")) > answered;
            });
            await server.KillAsync();
        }

        Assert.True(new FileInfo(Path.Combine(Data, "kolosal.db-wal")).Length > 0);
        File.Delete(Path.Combine(Data, "kolosal.db-wal"));
        Assert.Contains("is older than it was", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_no_database_is_refused_at_start()
    {
        sample.CopyTo(folder.FullName);
        await File.WriteAllTextAsync(Path.Combine(Data, "kolosal.db"), new string('x', 10_000));
        Assert.Contains("kolosal.db is damaged", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_clean_stop_the_database_is_one_file()
    {
        sample.CopyTo(folder.FullName);
        using (var server = await StartAsync())
        {
            using var admin = Open(server);
            await admin.UploadAsync("more.csv", $"{sample.Csv}7,7,7\n");
            await server.DrainAsync();
        }

        Assert.Equal(0, new FileInfo(Path.Combine(Data, "kolosal.db-wal")) is { Exists: true } wal ? wal.Length : 0);
        await ServesAsync();
    }

    [Fact]
    public async Task One_bad_bit_in_the_prediction_log_costs_one_record()
    {
        sample.CopyTo(folder.FullName);
        Damage(PredictionLog, (int)new FileInfo(PredictionLog).Length / 2);
        foreach (string index in Directory.GetFiles(Path.Combine(Data, "logs", "predictions-index"))) File.Delete(index);
        using var server = await StartAsync();
        using var admin = Open(server);
        await sample.PredictAsync(admin, SampleInstallation.Model);
        await sample.PredictAsync(admin, SampleInstallation.Other);
        await CountedAsync(admin, SampleInstallation.Predictions + 1);
        await IncidentAsync(admin, "logs/predictions");
    }

    [Theory, InlineData(0.0), InlineData(0.5), InlineData(-1.0)]
    public async Task A_prediction_log_that_became_shorter_is_told_and_new_requests_are_counted(double left)
    {
        sample.CopyTo(folder.FullName);
        if (left < 0) Directory.Delete(Path.Combine(Data, "logs", "predictions"), recursive: true);
        else Cut(PredictionLog, left);
        using var server = await StartAsync();
        using var admin = Open(server);
        for (int i = 0; i < 3; i++) await sample.PredictAsync(admin, SampleInstallation.Model);
        await CountedAsync(admin, SampleInstallation.Predictions + 3);
        await IncidentAsync(admin, "logs/predictions");
    }

    [Theory, InlineData("last"), InlineData("tail"), InlineData("gone"), InlineData("middle")]
    public async Task Damage_of_the_audit_log_is_found_and_located_and_changes_go_on(string kind)
    {
        sample.CopyTo(folder.FullName);
        long entries;
        using (var server = await StartAsync())
        {
            using var admin = Open(server);
            entries = (await admin.GetAsync("/api/audit/verify")).GetProperty("entries").GetInt64();
            await server.KillAsync();
        }

        if (kind == "gone") Directory.Delete(Path.Combine(Data, "logs", "audit-default"), recursive: true);
        else if (kind == "tail") Cut(AuditLog, 0.7);
        else Damage(AuditLog, (int)new FileInfo(AuditLog).Length - (kind == "last" ? 2 : 1000));
        using var again = await StartAsync();
        using var auditor = Open(again);
        var verified = await auditor.GetAsync("/api/audit/verify");
        Assert.False(verified.GetProperty("valid").GetBoolean());
        long broken = verified.GetProperty("broken_at").GetInt64();
        Assert.InRange(broken, kind == "last" ? entries - 2 : 0, kind == "gone" ? 0 : entries - 1);
        await IncidentAsync(auditor, "audit");
        await auditor.UploadAsync("more.csv", $"{sample.Csv}7,7,7\n");

        string[] lines = (await auditor.TextAsync("/api/audit/export?signed=false")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(broken + 1, lines.Length);
        Assert.Equal(broken, JsonDocument.Parse(lines[^1]).RootElement.GetProperty("broken_at").GetInt64());
        Assert.Equal(broken, (await auditor.GetAsync("/api/audit/verify")).GetProperty("broken_at").GetInt64());
    }

    private static Client Open(ServerProcess server) => new(server.Address, ServerProcess.AdminKey);

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(folder.FullName);

    private async Task<string> RefusalAsync() => (await Assert.ThrowsAsync<InvalidOperationException>(StartAsync)).Message;

    private async Task ServesAsync()
    {
        using var server = await StartAsync();
        using var admin = Open(server);
        await sample.PredictAsync(admin, SampleInstallation.Model);
    }

    private async Task CountedAsync(Client admin, long requests)
    {
        var stats = await admin.UntilAsync(
            $"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("requests").GetInt64() >= requests);
        Assert.Equal(requests, stats.GetProperty("requests").GetInt64());
    }

    private static async Task IncidentAsync(Client admin, string subject)
    {
        var found = await admin.UntilAsync("/api/security/incidents", list => list.GetProperty("items").EnumerateArray().Any(
            incident => incident.GetProperty("type").GetString() == "data_loss" && incident.GetProperty("subject").GetString() == subject));
        Assert.NotEqual(JsonValueKind.Undefined, found.ValueKind);
    }

    private async Task<string> PackageAsync(Client admin, string model)
    {
        var version = await admin.GetAsync($"/api/models/{model}:1");
        string sha256 = Find(version, "sha256").First(hash => File.Exists(BlobPath(hash)));
        return BlobPath(sha256);
    }

    private string BlobPath(string sha256) => Path.Combine(Data, "blobs", "default", sha256[..2], sha256);

    private static IEnumerable<string> Find(JsonElement element, string member) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name.Contains(member, StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.String
                ? [property.Value.GetString()!] : Find(property.Value, member)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Find(item, member)),
        _ => [],
    };

    private static void Damage(string path, int at)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at] ^= 0x20;
        File.WriteAllBytes(path, bytes);
    }

    private static void Cut(string path, double share)
    {
        using var file = File.OpenWrite(path);
        file.SetLength((long)(file.Length * share));
    }
}
