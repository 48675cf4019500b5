using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>The real program in a process of its own, with its data in a folder of its own, so that its memory and its stopping can be measured.
/// </summary>
internal sealed class BenchedServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly HttpClient admin;
    private Process process;

    private readonly Dictionary<string, string> settings;

    private BenchedServer(DirectoryInfo folder, int port, Dictionary<string, string> settings)
    {
        (this.folder, this.settings, Address) = (folder, settings, new Uri($"http://127.0.0.1:{port}"));
        process = Launch(folder, port, settings);
        admin = Client(Key);
    }

    public static string Key => "kol_default.admin_benchmarkbenchmarkbenchmarkbenchmark";

    public Uri Address { get; }

    /// <summary>Memory in physical pages at this moment, in MiB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    /// <param name="settings">Beside those that every benchmark has, by the name behind <c>Kolosal__</c>.</param>
    public static async Task<BenchedServer> StartAsync(Dictionary<string, string>? settings = null)
    {
        var server = new BenchedServer(Directory.CreateTempSubdirectory("kolosal-bench-"), FreePort(), settings ?? []);
        await Eventually.HoldsAsync(server.IsReadyAsync, TimeSpan.FromMinutes(1));
        return server;
    }

    /// <summary>Ends it as a power cut would, and starts it again on the same data.</summary>
    public async Task KillAndLaunchAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = Launch(folder, Address.Port, settings);
    }

    public HttpClient Client(string key) =>
        new() { BaseAddress = Address, DefaultRequestHeaders = { { "X-Api-Key", key } }, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(admin, () => admin.GetAsync(path));

    public Task<JsonElement> PostAsync(string path, JsonNode body) => PostAsync(admin, path, body);

    public static Task<JsonElement> PostAsync(HttpClient client, string path, JsonNode body) =>
        ReadAsync(client, () => client.PostAsync(path, JsonContent.Create(body)));

    public static async Task<JsonElement> ReadAsync(HttpClient client, Func<Task<HttpResponseMessage>> send)
    {
        using var answer = await send();
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{client.BaseAddress} answered {(int)answer.StatusCode}: {text}");
    }

    /// <summary>Asks it to stop, as an orchestrator does.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        long began = Stopwatch.GetTimestamp();
        using (Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        admin.Dispose();
        folder.Delete(recursive: true);
    }

    private static Process Launch(DirectoryInfo folder, int port, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), "up", $"--urls=http://127.0.0.1:{port}", "--Kolosal:Logging:Level=Warning"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["DataDirectory"] = Path.Combine(folder.FullName, "data"),
            ["Access__AdminKey"] = Key,
            ["Cluster__SiloPort"] = $"{FreePort()}",
            ["Cluster__GatewayPort"] = $"{FreePort()}",
            ["RateLimits__Serving"] = "1000000",
            ["RateLimits__ServingBurst"] = "10000000",
            ["RateLimits__PerPrincipal"] = "100000",
            ["RateLimits__PerPrincipalBurst"] = "100000",
        }.Concat(settings)) start.Environment[$"Kolosal__{name}"] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Show(line.Data);
        process.ErrorDataReceived += (_, line) => Show(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await admin.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Show(string? line)
    {
        if (line is { Length: > 0 }) Console.Error.WriteLine(line[..Math.Min(line.Length, 600)]);
    }

    private static string Program()
    {
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string built = Path.Combine(SharedFolders.Repository, "Kolosal.Api", "bin", parts[^2], parts[^1], "Kolosal.Api.dll");
        return File.Exists(built) ? built : Path.Combine(AppContext.BaseDirectory, "Kolosal.Api.dll");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
