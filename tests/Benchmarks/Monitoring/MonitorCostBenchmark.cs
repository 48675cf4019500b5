using System.Globalization;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>What all consumers of the prediction log together take of the throughput: two servers of one program, one of which tells them of
/// nothing, loaded in turn in the same run.</summary>
internal static class MonitorCostBenchmark
{
    private const double GoalShare = 0.05;

    /// <summary>Rows that are sent in turn: as training had them, since one row over and over is a drift that every window finds anew.</summary>
    private const int Bodies = 2_000;

    /// <summary>Prints the throughput with and without, the share that is lost (the median over pairs of turns), and what the
    /// server's own processor time says of it, which a machine's other load changes less.</summary>
    /// <param name="seconds">Of each turn.</param>
    /// <param name="turns">Of each server.</param>
    public static async Task RunAsync(int seconds, int turns)
    {
        string[] bodies = Requests();
        await using var watched = await StartAsync(true);
        await using var alone = await StartAsync(false);
        double[] on = new double[turns], off = new double[turns], lost = new double[turns], moreWork = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            // In turn, and the first of a pair changes: both share the cores, and the machine's other load changes from minute to minute.
            var first = await TurnAsync(turn % 2 == 0 ? watched : alone, bodies, seconds);
            var second = await TurnAsync(turn % 2 == 0 ? alone : watched, bodies, seconds);
            var (with, without) = turn % 2 == 0 ? (first, second) : (second, first);
            (on[turn], off[turn]) = (with.Rate, without.Rate);
            lost[turn] = 1 - with.Rate / without.Rate;
            moreWork[turn] = with.Microseconds - without.Microseconds;
        }
        double share = Median(lost);
        Say($"1 x 30 predictions/s all monitors on, {Median(on):0}, {Median(off):0}, {1 - share:0.###} ({HttpLoad.Driver}; reference: all off)");
        Say($"monitors' cost, share of throughput, {share:0.####}, {GoalShare}, {share / GoalShare:0.##}");
        Say($"monitors' work, processor time of the server, {Median(moreWork):0.0} us a prediction, of {Cores * 1e6 / Median(off):0.0} us all off");
        Say($"turns on {string.Join(' ', on.Select(rate => $"{rate:0}"))}, off {string.Join(' ', off.Select(rate => $"{rate:0}"))}");
    }

    private static int Cores => Environment.ProcessorCount;

    private static async Task<BenchedServer> StartAsync(bool monitors)
    {
        var server = await BenchedServer.StartAsync(new() { ["Predictions__TellMonitors"] = monitors ? "true" : "false" });
        await MonitoringBenchmark.ServeAsync(server);
        await HttpLoad.CountAsync(Address(server), Requests(), BenchedServer.Key, TimeSpan.FromSeconds(15)); // the compiler's work comes first
        return server;
    }

    private static async Task<(double Rate, double Microseconds)> TurnAsync(BenchedServer server, string[] bodies, int seconds)
    {
        // What was told of the other's last requests is counted before this one is loaded.
        await server.RestsAsync();
        var before = server.ProcessorTime;
        var (answered, rate) = await HttpLoad.CountAsync(Address(server), bodies, BenchedServer.Key, TimeSpan.FromSeconds(seconds));
        await server.RestsAsync();
        return (rate, (server.ProcessorTime - before).TotalMicroseconds / answered);
    }

    private static Uri Address(BenchedServer server) => new(server.Address, "/api/predict");

    private static string[] Requests()
    {
        var random = new SeededRandom(2);
        string[] bodies = new string[Bodies];
        for (int i = 0; i < bodies.Length; i++)
            bodies[i] = $$"""{"model_id":"{{MonitoringBenchmark.Model}}","rows":[{{MonitoringBenchmark.Row(ref random)}}]}""";
        return bodies;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Say(FormattableString line) => Console.WriteLine($"monitoring {line.ToString(CultureInfo.InvariantCulture)}");
}
