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

    /// <summary>Prints the throughput with and without, and the share that is lost.</summary>
    /// <param name="seconds">Of each turn.</param>
    /// <param name="turns">Of each server.</param>
    public static async Task RunAsync(int seconds, int turns)
    {
        double[] on = new double[turns], off = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            // One server at a time, and in turn, since both would share the cores and the machine's other load changes.
            on[turn] = await RateAsync(true, seconds);
            off[turn] = await RateAsync(false, seconds);
        }
        double with = Median(on), without = Median(off), lost = 1 - with / without;
        Say($"1 x 30 predictions/s all monitors on, {with:0}, {without:0}, {with / without:0.###} ({HttpLoad.Driver}; reference: all off)");
        Say($"monitors' cost, share of throughput, {lost:0.####}, {GoalShare}, {lost / GoalShare:0.##}");
        Say($"turns on {string.Join(' ', on.Select(rate => $"{rate:0}"))}, off {string.Join(' ', off.Select(rate => $"{rate:0}"))}");
    }

    private static async Task<double> RateAsync(bool monitors, int seconds)
    {
        await using var server = await BenchedServer.StartAsync(new() { ["Predictions__TellMonitors"] = monitors ? "true" : "false" });
        await MonitoringBenchmark.ServeAsync(server);
        var address = new Uri(server.Address, "/api/predict");
        var random = new SeededRandom(2);
        string[] bodies = new string[Bodies];
        for (int i = 0; i < bodies.Length; i++)
            bodies[i] = $$"""{"model_id":"{{MonitoringBenchmark.Model}}","rows":[{{MonitoringBenchmark.Row(ref random)}}]}""";
        await HttpLoad.CountAsync(address, bodies, BenchedServer.Key, TimeSpan.FromSeconds(4)); // warm
        return (await HttpLoad.CountAsync(address, bodies, BenchedServer.Key, TimeSpan.FromSeconds(seconds))).Rate;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Say(FormattableString line) => Console.WriteLine($"monitoring {line.ToString(CultureInfo.InvariantCulture)}");
}
