using System.Globalization;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>
/// Whether something has become grossly slower: a handful of pieces of work, each beside plain work of the same kind in the same seconds, judged by
/// their ratio alone. Processor time is counted, by turns and the least of them, so that a busy machine changes a ratio little.
/// </summary>
/// <remarks>
/// A ratio more than <see cref="BenchComparison.Worst"/> times worse than the one in <c>expected.csv</c> is measured again, and fails the run when
/// it stays so. <c>--only=words</c> measures those with the words in their name.
/// <c>--accept=true</c> writes what was measured as expected; done on a quiet machine, after a change that is meant.
/// </remarks>
internal static class SmokeBenchmark
{
    private static string Expected => Path.Combine(SharedFolders.Repository, "tests", "Benchmarks", "Smoke", "expected.csv");

    public static async Task RunAsync(string[] options)
    {
        using var works = new SmokeWorks();
        if (BenchOptions.Text(options, "only") is { } part) works.All.RemoveAll(work => !work.Name.Contains(part, StringComparison.Ordinal));
        string[] lines = [.. works.All.Select(Measure)];
        foreach (string line in lines) Console.WriteLine(line);
        if (BenchOptions.Text(options, "accept") == "true")
        {
            await File.WriteAllLinesAsync(Expected, ["name, ours, reference, ratio", .. lines]);
            return;
        }

        string[] expected = await File.ReadAllLinesAsync(Expected);
        var worse = Worse(expected, lines);
        foreach (string name in worse)
        {
            int index = works.All.FindIndex(work => work.Name == name);
            Console.WriteLine($"smoke: measured again: {lines[index] = Measure(works.All[index])}");
        }
        worse = Worse(expected, lines);
        foreach (string name in worse) Console.WriteLine($"smoke: {name} is more than {BenchComparison.Worst} times worse than expected");
        string[] known = [.. expected.Select(BenchLine.Parse).OfType<BenchLine>().Select(line => line.Name)];
        string[] missing = [.. works.All.Select(work => work.Name).Except(known)];
        foreach (string name in missing) Console.WriteLine($"smoke: nothing is expected of {name}; --accept=true writes what was measured");
        if (worse.Length + missing.Length > 0) Environment.ExitCode = 1;
    }

    private static string[] Worse(string[] expected, string[] lines) =>
        [.. BenchComparison.Of(expected, lines).Where(row => row.Worse > BenchComparison.Worst).Select(row => row.Name)];

    private static string Measure(SmokeWork work)
    {
        var (ours, reference) = work.Measure();
        return string.Create(CultureInfo.InvariantCulture, $"{work.Name}, {ours:0.##}, {reference:0.##}, {ours / reference:0.###}");
    }
}
