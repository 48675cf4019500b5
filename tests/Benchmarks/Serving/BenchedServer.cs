using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
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
    private readonly Action<string> said;
    private readonly Dictionary<string, string> settings;
    private Process process;

    private BenchedServer(DirectoryInfo folder, int port, Dictionary<string, string> settings, Action<string> said)
    {
        (this.folder, this.settings, this.said, Address) = (folder, settings, said, new Uri($"http://127.0.0.1:{port}"));
        process = Launch();
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

    /// <summary>Files, sockets and pipes that it holds open; 0 where the system does not say.</summary>
    public int OpenHandles => Directory.Exists($"/proc/{process.Id}/fd") ? Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length : 0;

    /// <summary>What its data takes of the disk, in bytes: of everything, or of the files whose path has a text in it.</summary>
    public long DataBytes(string part = "") => Files().Where(file => file.FullName.Contains(part, StringComparison.Ordinal)).Sum(LengthOf);

    /// <summary>What it has used of the cores since it began.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Waits until half a second takes less than a tenth of one core.</summary>
    public async Task RestsAsync()
    {
        for (TimeSpan before = ProcessorTime; ; before = ProcessorTime)
        {
            await Task.Delay(500);
            if (ProcessorTime - before < TimeSpan.FromMilliseconds(50)) return;
        }
    }

    /// <param name="settings">Beside those that every benchmark has, by the name behind <c>Kolosal__</c>.</param>
    /// <param name="folder">Has its data in the folder <c>data</c>, and goes with it; null for an empty one.</param>
    /// <param name="said">Told every line that it writes; null shows them.</param>
    public static async Task<BenchedServer> StartAsync(
        Dictionary<string, string>? settings = null, DirectoryInfo? folder = null, Action<string>? said = null)
    {
        folder ??= Directory.CreateTempSubdirectory("kolosal-bench-");
        var server = new BenchedServer(folder, FreePorts.Next(), settings ?? [], said ?? Show);
        try
        {
            await server.ReadyAsync(TimeSpan.FromMinutes(5));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it says that it can be asked.</summary>
    /// <exception cref="InvalidOperationException">Its process has ended: it said why.</exception>
    public Task ReadyAsync(TimeSpan patience) => Eventually.HoldsAsync(async () => !process.HasExited ? await IsReadyAsync()
        : throw new InvalidOperationException($"The server has ended with {process.ExitCode} in place of getting ready."), patience);

    /// <summary>Ends it as a power cut would, and starts it again on the same data.</summary>
    public async Task KillAndLaunchAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = Launch();
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

    private IEnumerable<FileInfo> Files() => folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true });

    /// <summary>0 of a file that went while the folder was walked.</summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Program(), "up", $"--urls=http://127.0.0.1:{Address.Port}", "--Kolosal:Logging:Level=Warning"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["DataDirectory"] = Path.Combine(folder.FullName, "data"),
            ["Access__AdminKey"] = Key,
            ["Cluster__SiloPort"] = $"{FreePorts.Next()}",
            ["Cluster__GatewayPort"] = $"{FreePorts.Next()}",
            ["RateLimits__Serving"] = "1000000",
            ["RateLimits__ServingBurst"] = "10000000",
            ["RateLimits__PerPrincipal"] = "100000",
            ["RateLimits__PerPrincipalBurst"] = "100000",
        }.Concat(settings)) start.Environment[name.StartsWith("KOLOSAL_", StringComparison.Ordinal) ? name : $"Kolosal__{name}"] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
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
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Hear(string? line)
    {
        if (line is { Length: > 0 }) said(line);
    }

    private static void Show(string line) => Console.Error.WriteLine(line[..Math.Min(line.Length, 600)]);

    private static string Program()
    {
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string built = Path.Combine(SharedFolders.Repository, "Kolosal.Api", "bin", parts[^2], parts[^1], "Kolosal.Api.dll");
        return File.Exists(built) ? built : Path.Combine(AppContext.BaseDirectory, "Kolosal.Api.dll");
    }
}
