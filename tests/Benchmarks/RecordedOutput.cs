using System.Text;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>Keeps the lines that benchmarks print, to store them or to hold them against an earlier run.</summary>
internal sealed partial class RecordedOutput(TextWriter to) : TextWriter
{
    private readonly StringBuilder text = new();

    public override Encoding Encoding => to.Encoding;

    public string[] Lines => text.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override void Write(char value)
    {
        text.Append(value);
        to.Write(value);
    }

    public override void Write(string? value)
    {
        text.Append(value);
        to.Write(value);
    }

    public override void WriteLine(string? value)
    {
        text.Append(value).Append('\n');
        to.WriteLine(value);
    }

    /// <summary>The results that the repository keeps for this kind of processor; the file need not be there.</summary>
    public static string Stored => Path.Combine(SharedFolders.Repository, "tests", "Benchmarks", "Results",
        $"{Words().Replace(Processor().ToLowerInvariant(), "-").Trim('-')}-{Environment.ProcessorCount}.csv");

    /// <summary>Stores the lines with the processor that they were taken on. Results of other benchmarks that the file has stay in it.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string[] before = File.Exists(path) ? File.ReadAllLines(path) : [];
        File.WriteAllLines(path, [$"# {Processor()}, {Environment.ProcessorCount} logical processors", .. BenchComparison.Merge(before, Lines)]);
    }

    /// <summary>Says how the lines stand beside an earlier run's.</summary>
    /// <returns>The exit code: 1 when a ratio is worse by more than <see cref="BenchComparison.Worst"/>, or nothing could be compared.</returns>
    public int Compare(string path)
    {
        string[] earlier = File.ReadAllLines(path);
        if (earlier.FirstOrDefault() is { } kind && kind.StartsWith("# ", StringComparison.Ordinal)
            && !kind.Contains(Processor(), StringComparison.Ordinal))
            to.WriteLine($"# {path} was taken on another kind of processor ({kind[2..]}): ratios are compared all the same.");
        var rows = BenchComparison.Of(earlier, Lines);
        to.WriteLine("compared, earlier, now, times worse");
        foreach (var (name, before, now, worse) in rows)
            to.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}, {before:0.###}, {now:0.###}, {worse:0.00}"));
        if (rows.IsEmpty) to.WriteLine($"# Nothing of {path} was measured in this run.");
        return rows.IsEmpty || rows[0].Worse > BenchComparison.Worst ? 1 : 0;
    }

    private static string Processor() => (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() : null)
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Words();
}
