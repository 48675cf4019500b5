using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>The real program in a process of its own, on a free loopback port, with its data in a given folder.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    /// <summary>The admin key that every server of these tests is started with.</summary>
    public const string AdminKey = "kol_default.admin_scenarioscenarioscenarioscenarioscenario";

    private readonly Process process;

    private readonly Task<string> output;

    private ServerProcess(Process process, Uri address, Task<string> output) => (this.process, Address, this.output) = (process, address, output);

    public Uri Address { get; }

    public int Id => process.Id;

    /// <summary>Starts the program and waits until it says that it serves.</summary>
    /// <param name="dataDirectory">Holds its data folder.</param>
    /// <param name="settings">Configuration, by environment.</param>
    /// <param name="place">Where it runs; null for this machine's own loopback.</param>
    public static async Task<ServerProcess> StartAsync(
        string dataDirectory, IReadOnlyDictionary<string, string>? settings = null, ServerPlace? place = null)
    {
        string[] command = [.. place?.Command ?? [], "dotnet", Program(), "up", "--urls", $"http://{place?.Address ?? "127.0.0.1"}:0",
            "--Kolosal:Logging:Level=Warning"];
        var start = new ProcessStartInfo(command[0], command[1..])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dataDirectory };
        start.Environment["Kolosal__DataDirectory"] = Path.Combine(dataDirectory, "data");
        start.Environment["Kolosal__Access__AdminKey"] = AdminKey;
        foreach (var (name, value) in settings ?? ImmutableDictionary<string, string>.Empty)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) => { lock (said) said.Add(line.Data ?? ""); };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Serves().Match(line) is { Success: true } serves)
            {
                // The pipe must be emptied, or the server would wait for its reader one day.
                return new(process, new Uri(serves.Groups[1].Value), process.StandardOutput.ReadToEndAsync());
            }
            lock (said) said.Add(line);
        }
        lock (said) throw new InvalidOperationException($"The server did not start: {string.Join('\n', said.Take(40))}");
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Its exit code, and what it said.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', said));
    }

    /// <summary>Whether the process has ended by itself.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Ends it as a power cut would: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as an orchestrator does, and waits until it has.</summary>
    public async Task DrainAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
    }

    /// <summary>What it has logged at warning or above since it serves; once it has ended.</summary>
    public async Task<string[]> WarningsAsync() =>
        [.. (await output).Split('\n').Where(line => line.Contains("\"@l\":\"", StringComparison.Ordinal))];

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
        process.Dispose();
    }

    /// <summary>The program built for the configuration that these tests were built for.</summary>
    private static string Program()
    {
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string built = Path.Combine(SharedFolders.Repository, "Kolosal.Api", parts[^3], parts[^2], parts[^1], "Kolosal.Api.dll");
        return File.Exists(built) ? built : Path.Combine(AppContext.BaseDirectory, "Kolosal.Api.dll");
    }

    [GeneratedRegex(@"Kolosal serves on (http://[0-9.]+:\d+)")]
    private static partial Regex Serves();
}

/// <summary>Where a server runs.</summary>
/// <param name="Address">It serves at this one.</param>
/// <param name="Command">What its command line begins with.</param>
internal sealed record ServerPlace(string Address, ImmutableArray<string> Command);
