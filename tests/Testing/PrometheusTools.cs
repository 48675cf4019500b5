using System.Diagnostics;
using Xunit;

namespace Kolosal.Testing;

/// <summary>Prometheus and its promtool, as Debian's package <c>prometheus</c> installs them; <c>KOLOSAL_PROMETHEUS_BIN</c> names another folder.
/// </summary>
public static class PrometheusTools
{
    /// <summary>Folder with <c>prometheus</c> and <c>promtool</c>; null when they are not installed.</summary>
    public static string? Binaries { get; } = Find();

    /// <summary>Runs promtool; answers what it wrote and its exit code.</summary>
    /// <param name="input">What it reads from standard input; null for nothing.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int Code, string Output)> PromtoolAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Binaries!, "promtool"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}");
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("KOLOSAL_PROMETHEUS_BIN");
        string[] folders = named is not null ? [named] : ["/usr/bin", "/usr/local/bin"];
        return Array.Find(folders, folder => File.Exists(Path.Combine(folder, "promtool")) && File.Exists(Path.Combine(folder, "prometheus")));
    }
}

/// <summary>A fact that needs Prometheus; skipped, and counted as such, where it is not installed.</summary>
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        if (PrometheusTools.Binaries is null) Skip = "Prometheus is not installed: apt-get install prometheus, or set KOLOSAL_PROMETHEUS_BIN.";
    }
}
