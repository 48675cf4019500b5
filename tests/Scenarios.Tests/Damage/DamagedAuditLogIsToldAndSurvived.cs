using System.Text.Json;

namespace Kolosal.Scenarios;

/// <summary>The audit log is damaged, cut or removed: where is said, people are told, and changes go on.</summary>
public sealed class DamagedAuditLogIsToldAndSurvived(SampleInstallation sample, KilledInstallation killed)
    : DamagedFolder(sample), IClassFixture<KilledInstallation>
{
    [Theory, InlineData("last"), InlineData("tail"), InlineData("gone"), InlineData("middle")]
    public async Task Damage_of_the_audit_log_is_found_and_located_and_changes_go_on(string kind)
    {
        long entries = await killed.CopyToAsync(Folder.FullName, Sample);
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
        await auditor.UploadAsync("more.csv", $"{Sample.Csv}7,7,7\n");

        string[] lines = (await auditor.TextAsync("/api/audit/export?signed=false")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(broken + 1, lines.Length);
        Assert.Equal(broken, JsonDocument.Parse(lines[^1]).RootElement.GetProperty("broken_at").GetInt64());
        Assert.Equal(broken, (await auditor.GetAsync("/api/audit/verify")).GetProperty("broken_at").GetInt64());
    }
}

/// <summary>The folder in use as <c>kill -9</c> leaves it, made once: what is damaged is a log that nobody closed.</summary>
public sealed class KilledInstallation : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-killed-");
    private long? entries;

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Puts a copy into a folder.</summary>
    /// <returns>Entries of its audit trail.</returns>
    public async Task<long> CopyToAsync(string target, SampleInstallation sample)
    {
        if (entries is null)
        {
            sample.CopyTo(folder.FullName);
            using var server = await ServerProcess.StartAsync(folder.FullName);
            using var admin = new Client(server.Address, ServerProcess.AdminKey);
            entries = (await admin.GetAsync("/api/audit/verify")).GetProperty("entries").GetInt64();
            await server.KillAsync();
        }

        SampleInstallation.Copy(folder.FullName, target);
        return entries.Value;
    }
}
