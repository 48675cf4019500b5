using System.Text.Json;

namespace Kolosal.Scenarios;

/// <summary>A copy of the data folder in use, whose files are damaged or removed: the answer names it, an incident tells people, the rest goes on.
/// </summary>
/// <param name="sample">What is copied.</param>
public abstract class DamagedFolder(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    private protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("kolosal-damaged-");

    protected string Data => Path.Combine(Folder.FullName, "data");

    protected string PredictionLog => Directory.GetFiles(Path.Combine(Data, "logs", "predictions"), "*.seg").Single();

    protected string AuditLog => Directory.GetFiles(Path.Combine(Data, "logs", "audit-default"), "*.seg").Single();

    protected SampleInstallation Sample { get; } = sample;

    public void Dispose()
    {
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static Client Open(ServerProcess server) => new(server.Address, ServerProcess.AdminKey);

    private protected Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(Folder.FullName);

    private protected static async Task IncidentAsync(Client admin, string subject)
    {
        var found = await admin.UntilAsync("/api/security/incidents", list => list.GetProperty("items").EnumerateArray().Any(
            incident => incident.GetProperty("type").GetString() == "data_loss" && incident.GetProperty("subject").GetString() == subject));
        Assert.NotEqual(JsonValueKind.Undefined, found.ValueKind);
    }

    protected static void Damage(string path, int at)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at] ^= 0x20;
        File.WriteAllBytes(path, bytes);
    }

    protected static void Cut(string path, double share)
    {
        using var file = File.OpenWrite(path);
        file.SetLength((long)(file.Length * share));
    }
}
