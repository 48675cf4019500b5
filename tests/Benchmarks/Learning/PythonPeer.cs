using System.Diagnostics;
using System.Globalization;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>Runs peers with the system's Python, where Debian's packages put them.</summary>
internal static class PythonPeer
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Whether modules can be imported.</summary>
    public static bool Has(string modules) => Run(["-c", $"import {modules}"], threads: 1) is not null;

    /// <summary>Runs one of the scripts beside the benchmarks.</summary>
    /// <returns>What it wrote, or null when it failed or Python is not there.</returns>
    public static string? Script(string script, IEnumerable<string> arguments, int threads) =>
        Run([Path.Combine(SharedFolders.Repository, "tests", "Benchmarks", "Learning", script), .. arguments], threads);

    /// <summary>Runs Python.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="threads">Threads of the peer's numerics.</param>
    /// <param name="folder">Where it runs; null for here.</param>
    /// <returns>What it wrote, or null when it failed or is not there; what it complained of goes to standard error.</returns>
    public static string? Run(IEnumerable<string> arguments, int threads, string? folder = null)
    {
        if (!File.Exists(Python)) return null;
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder ?? "" };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["PYTHONWARNINGS"] = "ignore";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : null;
    }
}
