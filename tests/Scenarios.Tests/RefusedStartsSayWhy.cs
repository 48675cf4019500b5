using System.Net;
using System.Net.Sockets;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>Whoever starts a server that cannot start reads one sentence on what to do, and no trace; the exit code is 1.</summary>
public sealed class RefusedStartsSayWhy : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-refused-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("--Kolosal:Storage:SegmentBytes=1", "SegmentBytes must be between")]
    [InlineData("--Kolosal:Storage:SegmentBytes=many", "Kolosal:Storage:SegmentBytes")]
    [InlineData("--Kolosal:Cluster:SiloPort=0", "SiloPort must be between")]
    [InlineData("--Kolosal:Storage:Blobs=Postgres", "needs Kolosal:Storage:ConnectionString")]
    [InlineData("--Kolosal:Storage:ConnectionString=Host=127.0.0.1;Port=1;Username=u;Password=p", "database does not take the connection")]
    public Task A_wrong_setting(string setting, string said) => RefusedAsync(said, setting);

    [Fact]
    public async Task A_port_that_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await RefusedAsync($"Port {port} is in use", $"--urls=http://127.0.0.1:{port}");
        await RefusedAsync($"Port {port} is in use", $"--Kolosal:Cluster:SiloPort={port}");
    }

    [Fact]
    public async Task A_key_that_is_missing()
    {
        string data = Path.Combine(folder.FullName, "data");
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "kolosal.db"), "something");
        await RefusedAsync("The master key is missing");
    }

    private async Task RefusedAsync(string said, params string[] settings)
    {
        var (code, output) = await ServerProcess.RunAsync(
        [
            "up", "--urls=http://127.0.0.1:0", $"--Kolosal:DataDirectory={Path.Combine(folder.FullName, "data")}",
            $"--Kolosal:Cluster:SiloPort={FreePorts.Next()}", $"--Kolosal:Cluster:GatewayPort={FreePorts.Next()}", .. settings,
        ]);
        Assert.Equal(1, code);
        Assert.Contains("Kolosal did not start.", output, StringComparison.Ordinal);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
