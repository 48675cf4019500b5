using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>
/// A bounded soak of the real program under mixed load: figures over time as CSV, then whether memory, handles and threads grow (slope over the
/// second half beside its standard error), what the disk takes a row, and whether every acknowledged prediction was counted.
/// </summary>
/// <remarks>Options: <c>--minutes=n</c> (4), <c>--kill=true</c> ends the server as a power cut does in the middle, <c>--postgres=true</c> keeps
/// the data in PostgreSQL and crashes that in the middle. Ends with 1 when an acknowledgement was lost, or a request or log line failed that
/// nothing explains; growth is stated with its error and left to the reader, since a short run still warms up.</remarks>
internal static class SoakBenchmark
{
    private const string Model = "watched";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1), Settles = TimeSpan.FromSeconds(15), Patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(string[] options)
    {
        var time = TimeSpan.FromMinutes(BenchOptions.Number(options, "minutes", 4));
        bool kill = BenchOptions.Text(options, "kill") == "true", away = BenchOptions.Text(options, "postgres") == "true";
        if (away && PostgresFixture.Binaries is null)
        {
            Console.WriteLine("soak: skipped, no PostgreSQL server is installed (apt-get install postgresql, or KOLOSAL_POSTGRES_BIN)");
            return;
        }

        using var postgres = new PostgresFixture(durable: true);
        var counts = new SoakCounts();
        var log = new SoakLog(counts);
        await using var server = await BenchedServer.StartAsync(away ? Cluster(postgres.CreateDatabase()) : null, said: log.Hear);
        string dataset = await MonitoringBenchmark.ServeAsync(server, Model);

        using var over = new CancellationTokenSource();
        long began = Stopwatch.GetTimestamp();
        var load = new SoakLoad(server, Model, counts).RunAsync(dataset, over.Token);
        Console.WriteLine(SoakSample.Header);
        var samples = await SampleAsync(server, counts, log, began, time, kill || away, async () =>
        {
            if (away) await Task.Run(postgres.Restart);
            if (kill) await server.KillAndLaunchAsync();
            await server.ReadyAsync(Patience);
            if (kill) Say($"killed; the start used {server.ProcessorTime.TotalSeconds:0.0} s of a core, however long it waited for one");
        });
        await over.CancelAsync();
        await load;

        (long sent, long acknowledged, long refused) = counts.Rows;
        long counted = await CountedAsync(server, acknowledged);
        foreach (string line in counts.Describe()) Console.WriteLine($"soak: {line}");
        Judge(samples);
        foreach (var (line, times) in log.Unexplained) Console.WriteLine($"soak: logged {times} times: {line}");
        long lost = Math.Max(0, acknowledged - counted), open = sent - refused - acknowledged;
        Say($"{acknowledged} rows acknowledged as durable, {counted} counted, {open} without an answer that may count; lost: {lost}");
        Say($"{counts.Unexplained} failures and {log.Unexplained.Values.Sum()} lines of errors that nothing explains");
        Say($"{log.Warnings} lines of warnings, {log.Told} notices of incidents and alerts");
        bool kept = lost == 0 && counted <= acknowledged + open, quiet = counts.Unexplained == 0 && log.Unexplained.Count == 0;
        string first = kept ? "every acknowledgement kept" : "ACKNOWLEDGEMENTS LOST OR COUNTED TWICE";
        Say($"verdict: {first}, {(quiet ? "nothing unexplained" : "UNEXPLAINED FAILURES")}");
        if (!kept || !quiet) Environment.ExitCode = 1;
    }

    private static Dictionary<string, string> Cluster(string connection) => new()
    {
        ["Storage__ConnectionString"] = connection,
        ["KOLOSAL_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    private static async Task<List<SoakSample>> SampleAsync(
        BenchedServer server, SoakCounts counts, SoakLog log, long began, TimeSpan time, bool disturb, Func<Task> disturbance)
    {
        var samples = new List<SoakSample>();
        Task? disturbing = null;
        double shown = double.NegativeInfinity, step = time.TotalSeconds / 60;
        for (TimeSpan at; (at = Stopwatch.GetElapsedTime(began)) < time || disturbing is { IsCompleted: false }; await Task.Delay(Every))
        {
            if (disturb && disturbing is null && at > time / 2) disturbing = DisturbAsync(counts, disturbance);
            if (await ReadAsync(server, counts, log, at) is not { } sample) continue;
            samples.Add(sample);
            if (sample.Seconds - shown < step) continue;
            shown = sample.Seconds;
            Console.WriteLine(sample.ToCsv());
        }
        if (disturbing is not null) await disturbing;
        return samples;
    }

    private static async Task DisturbAsync(SoakCounts counts, Func<Task> disturbance)
    {
        counts.IsCalm = false;
        long began = Stopwatch.GetTimestamp();
        await disturbance();
        Say($"disturbed in the middle; ready again after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        await Task.Delay(Settles);
        counts.IsCalm = true;
    }

    /// <returns>Null while it is away.</returns>
    private static async Task<SoakSample?> ReadAsync(BenchedServer server, SoakCounts counts, SoakLog log, TimeSpan at)
    {
        const double MiB = 1 << 20;
        try
        {
            var process = (await server.GetAsync("/api/system/status")).GetProperty("process");
            double MiBOf(string member) => process.GetProperty(member).GetInt64() / MiB;
            return new(at.TotalSeconds, server.ResidentMegabytes, MiBOf("managed_bytes"), MiBOf("live_bytes"), server.OpenHandles,
                process.GetProperty("threads").GetInt32(), server.DataBytes() / MiB, counts.Rows.Acknowledged, counts.Answers, counts.Failures,
                log.Errors);
        }
        catch (Exception away) when (away is HttpRequestException or InvalidOperationException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    private static void Judge(List<SoakSample> samples)
    {
        var half = samples[(samples.Count / 2)..];
        double[] hours = [.. half.Select(sample => sample.Seconds / 3600)];
        foreach (var (what, unit, read) in ((string, string, Func<SoakSample, double>)[])
        [
            ("resident memory", "MiB", sample => sample.Resident), ("managed heap", "MiB", sample => sample.Managed),
            ("live after a full collection", "MiB", sample => sample.Live),
            ("handles", "", sample => sample.Handles), ("threads", "", sample => sample.Threads),
        ])
        {
            var trend = Trend.Of(hours, [.. half.Select(read)]);
            string verdict = trend.Grows ? "grows" : "no growth that can be told";
            Say($"{what}, second half: mean {trend.Mean:0.0} {unit}, slope {trend.Slope:0.0} ± {trend.Error:0.0} {unit} an hour: {verdict}");
        }
        var disk = Trend.Of([.. half.Select(sample => (double)sample.Rows)], [.. half.Select(sample => sample.Disk * (1 << 20))]);
        Say($"disk, second half: {disk.Slope:0} ± {disk.Error:0} bytes a row acknowledged, everything that came with it included");
    }

    /// <summary>What the statistics have counted once they no longer change.</summary>
    private static async Task<long> CountedAsync(BenchedServer server, long wanted)
    {
        long counted = 0;
        for (long began = Stopwatch.GetTimestamp(), still = began; Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(500))
        {
            long now = (await server.GetAsync($"/api/predict/stats/{Model}")).GetProperty("rows").GetInt64();
            if (now != counted) still = Stopwatch.GetTimestamp();
            counted = now;
            if (counted >= wanted && Stopwatch.GetElapsedTime(still) > TimeSpan.FromSeconds(3)) break;
        }
        return counted;
    }

    private static void Say(FormattableString line) => Console.WriteLine($"soak: {line.ToString(CultureInfo.InvariantCulture)}");
}
