using System.Security.Cryptography;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>A key that is gone, another's or damaged, and a folder that somebody uses: the start is refused in one sentence, nothing in the folder
/// changes, and with the right key everything is there.</summary>
public sealed class KeysAndFoldersAreGuarded(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-guarded-");

    private string Data => Path.Combine(folder.FullName, "data");

    private string KeyFile => Path.Combine(Data, "keys", "master.key");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Without_its_key_nothing_starts_and_nothing_is_overwritten()
    {
        sample.CopyTo(folder.FullName);
        string right = await File.ReadAllTextAsync(KeyFile), other = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var before = Contents();
        foreach (var (key, said) in (IEnumerable<(string?, string)>)
            [(null, "The master key is missing"), (other, "is not the one this data directory was written with"), (right[..20], "bytes in base64")])
        {
            File.Delete(KeyFile);
            if (key is not null) await File.WriteAllTextAsync(KeyFile, key);
            await RefusedAsync(said);
            Assert.Equal(before, Contents());
            Assert.Equal(key, File.Exists(KeyFile) ? await File.ReadAllTextAsync(KeyFile) : null);
        }

        await File.WriteAllTextAsync(KeyFile, right);
        using var server = await ServerProcess.StartAsync(folder.FullName);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        await sample.PredictAsync(admin, SampleInstallation.Model);

        // While it serves, nobody else gets the folder, and it does not notice that somebody tried.
        await RefusedAsync("is in use by another process");
        await sample.PredictAsync(admin, SampleInstallation.Model);
        const int All = SampleInstallation.Predictions + 2;
        await admin.UntilAsync($"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("requests").GetInt64() == All);
        Assert.True((await admin.GetAsync("/api/audit/verify")).GetProperty("valid").GetBoolean());
    }

    private async Task RefusedAsync(string said)
    {
        var (code, output) = await ServerProcess.RunAsync(
        [
            "up", "--urls=http://127.0.0.1:0", $"--Kolosal:DataDirectory={Data}", $"--Kolosal:Cluster:SiloPort={FreePorts.Next()}",
            $"--Kolosal:Cluster:GatewayPort={FreePorts.Next()}",
        ]);
        Assert.Equal(1, code);
        Assert.Contains("Kolosal did not start.", output, StringComparison.Ordinal);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    /// <summary>Every file with the hash of what is in it, but for the key, which the test changes, and the lock, which holds nothing.</summary>
    private string[] Contents() =>
    [
        .. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
            .Where(path => path != KeyFile && !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(Data, path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];
}
