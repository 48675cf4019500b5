using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>What a shadow takes of the latency: one server whose shadow is switched on and off, asked at a steady rate in turn in the same run.
/// </summary>
internal static class ShadowCostBenchmark
{
    private const double GoalShare = 0.02;

    private const int Bodies = 2_000;

    /// <summary>The plan is looked up again within the predictors' refresh interval.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Prints the latencies with and without, and the share that p99 rises by (the median over pairs of turns).</summary>
    /// <param name="seconds">Of each turn.</param>
    /// <param name="turns">Pairs of turns.</param>
    /// <param name="pace">Requests a second, from the moment they are due.</param>
    public static async Task RunAsync(int seconds, int turns, int pace)
    {
        await using var server = await BenchedServer.StartAsync();
        await MonitoringBenchmark.ServeAsync(server);
        await MonitoringBenchmark.TrainAsync(server, MonitoringBenchmark.Model, isProtected: true, version: 2);
        await server.PostAsync($"/api/models/{MonitoringBenchmark.Model}:2/promote", new JsonObject { ["note"] = "shadow", ["stage"] = "staging" });
        string[] bodies = Requests();
        await HttpLoad.CountAsync(Address(server), bodies, BenchedServer.Key, TimeSpan.FromSeconds(15)); // the compiler's work comes first
        double[] on = new double[turns], off = new double[turns], more = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            // The first of a pair changes: the machine's other load does, from minute to minute.
            bool first = turn % 2 == 0;
            double one = await TurnAsync(server, bodies, first, seconds, pace), other = await TurnAsync(server, bodies, !first, seconds, pace);
            (on[turn], off[turn]) = first ? (one, other) : (other, one);
            more[turn] = on[turn] / off[turn] - 1;
        }
        var standing = await server.GetAsync($"/api/predict/traffic/{MonitoringBenchmark.Model}");
        double share = ServingBenchmark.Median(more);
        double with = ServingBenchmark.Median(on), without = ServingBenchmark.Median(off);
        ServingBenchmark.Say($"p99 ms at {pace}/s with a shadow (reference: without), {with:0.00}, {without:0.00}, {1 + share:0.000}");
        ServingBenchmark.Say($"shadow's cost, share of p99, {share:0.0000}, {GoalShare}, {share / GoalShare:0.00}");
        var (least, most) = MedianLiesWithin(more);
        ServingBenchmark.Say($"of {turns} pairs, the median lies between {least:0.000} and {most:0.000} with about 95 %");
        ServingBenchmark.Say($"turns on {Texts(on)}, off {Texts(off)}; shadows {standing.GetProperty("shadows")}");
    }

    /// <summary>Order statistics that the median lies between, whatever the law of the values (the sign test, turned round).</summary>
    private static (double Least, double Most) MedianLiesWithin(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int outside = Math.Max(0, (int)((sorted.Length - 1.96 * Math.Sqrt(sorted.Length)) / 2) - 1);
        return (sorted[outside], sorted[^(outside + 1)]);
    }

    private static async Task<double> TurnAsync(BenchedServer server, string[] bodies, bool shadow, int seconds, int pace)
    {
        using (var client = server.Client(BenchedServer.Key))
            await BenchedServer.ReadAsync(client, () => client.PutAsync($"/api/models/{MonitoringBenchmark.Model}/traffic",
                JsonContent.Create(new JsonObject { ["shadows"] = shadow ? new JsonArray(2) : new JsonArray() })));
        await HttpLoad.CountAsync(Address(server), bodies, BenchedServer.Key, Settle);
        await server.RestsAsync();
        double[] latencies = await PacedLoad.LatenciesAsync(Address(server), bodies, BenchedServer.Key, pace, TimeSpan.FromSeconds(seconds));
        Array.Sort(latencies);
        return latencies[(int)(0.99 * (latencies.Length - 1))];
    }

    private static string Texts(double[] values) =>
        string.Join(' ', values.Select(value => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:0.00}")));

    private static Uri Address(BenchedServer server) => new(server.Address, "/api/predict");

    private static string[] Requests()
    {
        var random = new SeededRandom(2);
        string[] bodies = new string[Bodies];
        for (int i = 0; i < bodies.Length; i++)
            bodies[i] = $$"""{"model_id":"{{MonitoringBenchmark.Model}}","rows":[{{MonitoringBenchmark.Row(ref random)}}]}""";
        return bodies;
    }
}
