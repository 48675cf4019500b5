using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Kolosal.Testing;

/// <summary>Feeds a reader damaged files for a bounded time.</summary>
/// <remarks>The claim: whatever the bytes, a reader gives a value or one of the refusals that it declares; it takes memory in proportion to the
/// file, and it comes back. <c>KOLOSAL_FUZZ_SECONDS</c> says for how long, a reader; by default a fraction of a second.</remarks>
public static class Fuzz
{
    private const int Seed = 20261130, UsualInputs = 1_500, MostFaults = 20;

    /// <summary>What a reader may allocate whatever it reads: its buffers, and what is made once.</summary>
    private const long AllocatedAtLeast = 32L << 20;

    /// <summary>And for each byte of the file.</summary>
    private const long AllocatedPerByte = 4_096;

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(0.5), LongestRead = TimeSpan.FromSeconds(30);

    private static TimeSpan? Wanted { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("KOLOSAL_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Reads mutations of the corpus until the time is over.</summary>
    /// <param name="corpus">Sound files, which the reader takes.</param>
    /// <param name="read">The reader; runs on this thread.</param>
    /// <param name="isDeclared">Whether the reader's contract names the exception.</param>
    /// <param name="repair">Makes check sums right again after a change, so that more than they is reached; null for nothing.</param>
    /// <param name="least">Files that must have been read, so that the test cannot pass by reading none.</param>
    public static void Read(
        IReadOnlyList<byte[]> corpus, Action<byte[]> read, Func<Exception, bool> isDeclared, Func<byte[], byte[]>? repair = null, int least = 1)
    {
        foreach (byte[] sound in corpus) read(sound);
        int seed = Wanted is null ? Seed : Environment.TickCount;
        var mutator = new Mutator(corpus, seed);
        long began = Stopwatch.GetTimestamp();
        var faults = new Dictionary<string, string>();
        for (int tried = 0; tried < least || GoesOn(began, tried); tried++)
        {
            byte[] file = mutator.Next();
            if (repair is not null) file = repair(file);
            long allocated = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
            try
            {
                read(file);
            }
            catch (Exception fault)
            {
                if (!isDeclared(fault)) Note(faults, fault.GetType().Name + fault.StackTrace?.Split('\n')[0], file, seed, $"{fault}");
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > AllocatedAtLeast + AllocatedPerByte * file.Length)
                Note(faults, "memory", file, seed, $"{allocated} bytes were allocated.");
            var took = Stopwatch.GetElapsedTime(started);
            if (took > LongestRead) Note(faults, "time", file, seed, $"It took {took}.");
        }
        Assert.True(faults.Count == 0, string.Join("\n\n", faults.Values));
    }

    /// <summary>The same for a reader that waits; what it allocates is not told from what others do.</summary>
    public static async Task ReadAsync(
        IReadOnlyList<byte[]> corpus, Func<byte[], Task> read, Func<Exception, bool> isDeclared, int least = 1)
    {
        foreach (byte[] sound in corpus) await read(sound);
        int seed = Wanted is null ? Seed : Environment.TickCount;
        var mutator = new Mutator(corpus, seed);
        long began = Stopwatch.GetTimestamp();
        var faults = new Dictionary<string, string>();
        for (int tried = 0; tried < least || GoesOn(began, tried); tried++)
        {
            byte[] file = mutator.Next();
            try
            {
                await read(file).WaitAsync(LongestRead);
            }
            catch (TimeoutException)
            {
                Note(faults, "time", file, seed, $"It took more than {LongestRead}.");
            }
            catch (Exception fault)
            {
                if (!isDeclared(fault)) Note(faults, fault.GetType().Name + fault.StackTrace?.Split('\n')[0], file, seed, $"{fault}");
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n\n", faults.Values));
    }

    private static bool GoesOn(long began, int tried) =>
        Stopwatch.GetElapsedTime(began) < (Wanted ?? Usual) && (Wanted is not null || tried < UsualInputs);

    /// <summary>Keeps the first file of each fault where it can be tried again.</summary>
    private static void Note(Dictionary<string, string> faults, string kind, byte[] file, int seed, string what)
    {
        if (faults.ContainsKey(kind) || faults.Count >= MostFaults) return;
        string path = Path.Combine(Path.GetTempPath(), $"kolosal-fuzz-{seed}-{faults.Count}-{file.Length}.bin");
        File.WriteAllBytes(path, file);
        faults.Add(kind, $"{path} ({file.Length} bytes): {what}");
    }
}
