using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kolosal.Statistics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kolosal.Benchmarks;

/// <summary>
/// Prediction over HTTP by the real program with everything on (authentication, decoding, a model of boosted trees, the durable log, statistics,
/// drift, fairness, service levels, sealing) beside a bare minimal API that parses the same rows and answers their number.
/// </summary>
internal static class PredictBenchmark
{
    private const string Durable = "watched", Async = "watched-async", Numbers = "numbers";

    /// <summary>Single rows that are sent in turn: one over and over is a drift that every window finds anew.</summary>
    private const int SingleRows = 2_000;

    /// <summary>Of what it takes at most: at the second a queue shows, at the first what a request takes by itself.</summary>
    private static readonly double[] Shares = [0.1, 0.5];

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8), Paced = TimeSpan.FromSeconds(10);

    /// <summary>Prints one line a figure: name, ours, reference, ratio. Options <c>--turn=seconds</c>, <c>--turns=n</c>, <c>--rows=1,1000</c>,
    /// <c>--parts=durable,async,paced,binary</c>, where <c>paced</c> is of single rows with those of the two logs that are measured.</summary>
    public static async Task RunAsync(string[] options)
    {
        var time = TimeSpan.FromSeconds(BenchOptions.Number(options, "turn", 5));
        int turns = BenchOptions.Number(options, "turns", 5);
        string[] parts = BenchOptions.Parts(options, "durable", "async", "paced", "binary");
        await using var server = await BenchedServer.StartAsync();
        await MonitoringBenchmark.ServeAsync(server, Durable);
        await MonitoringBenchmark.ServeAsync(server, Async);
        await MonitoringBenchmark.ServeAsync(server, Numbers, isProtected: false);
        using (var client = server.Client(BenchedServer.Key))
            await BenchedServer.ReadAsync(client, () => client.PutAsync($"/api/models/{Async}/logging",
                JsonContent.Create(new JsonObject { ["logging"] = "async" })));
        await using var echo = await StartEchoAsync();
        Uri reference = new(new Uri(AddressOf(echo)), "/echo");

        foreach (string wanted in (BenchOptions.Text(options, "rows") ?? "1,1000").Split(','))
        {
            int rows = int.Parse(wanted, CultureInfo.InvariantCulture);
            string[] bare = Texts(rows), plain = [.. bare.Select(text => $$"""{"rows":{{text}}}""")];
            foreach (var (model, part) in (List<(string, string)>)[(Durable, "durable"), (Async, "async")])
            {
                if (!parts.Contains(part)) continue;
                string[] bodies = [.. bare.Select(text => $$"""{"model_id":"{{model}}","rows":{{text}}}""")];
                double rate = await CompareAsync(server, reference, model, rows, bodies, plain, time, turns);
                if (rows > 1 || !parts.Contains("paced")) continue;
                foreach (double share in Shares) await PaceAsync(server, reference, model, bodies, plain, share, rate);
            }
        }
        if (parts.Contains("binary")) await BinaryAsync(server, time, turns);
    }

    /// <summary>Requests a second of ours.</summary>
    private static async Task<double> CompareAsync(
        BenchedServer server, Uri reference, string model, int rows, string[] bodies, string[] plain, TimeSpan time, int turns)
    {
        Uri ours = Predictions(server);
        await HttpLoad.CountAsync(reference, plain, null, WarmUp);
        await HttpLoad.CountAsync(ours, bodies, BenchedServer.Key, WarmUp);
        double[] rates = new double[turns], echoes = new double[turns], work = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            // In turn, because the machine's speed changes from minute to minute.
            await server.RestsAsync();
            echoes[turn] = (await HttpLoad.CountAsync(reference, plain, null, time)).Rate;
            var before = server.ProcessorTime;
            (long answered, rates[turn]) = await HttpLoad.CountAsync(ours, bodies, BenchedServer.Key, time);
            await server.RestsAsync();
            work[turn] = (server.ProcessorTime - before).TotalMicroseconds / answered / rows;
        }
        double ratio = Median([.. rates.Zip(echoes, (rate, bare) => rate / bare)]);
        string log = LogOf(model);
        Say($"{rows} x 30 JSON requests/s, {log} log, everything on ({HttpLoad.Driver}), {Median(rates):0}, {Median(echoes):0}, {ratio:0.000}");
        Say($"{rows} x 30 JSON, {log} log, processor time of the server, {Median(work):0.00} us a row");
        double perSecond = Median(rates) * rows;
        if (rows > 1) Say($"{rows} x 30 JSON rows/s, {log} log, everything on, {perSecond:0}, 1200000, {perSecond / 1.2e6:0.00}");
        return Median(rates);
    }

    private static async Task PaceAsync(
        BenchedServer server, Uri reference, string model, string[] bodies, string[] plain, double share, double most)
    {
        Uri ours = Predictions(server);
        (double rate, string log) = (share * most, LogOf(model));
        await server.RestsAsync();
        double[] echoed = await PacedLoad.LatenciesAsync(reference, plain, BenchedServer.Key, rate, Paced);
        double[] latencies = await PacedLoad.LatenciesAsync(ours, bodies, BenchedServer.Key, rate, Paced);
        Array.Sort(echoed);
        Array.Sort(latencies);
        foreach (double quantile in (double[])[0.5, 0.95, 0.99])
        {
            double own = latencies[(int)(quantile * (latencies.Length - 1))], bare = echoed[(int)(quantile * (echoed.Length - 1))];
            string what = string.Create(CultureInfo.InvariantCulture, $"p{quantile * 100:0} ms at {share:0.0} of that load ({rate:0}/s)");
            Say($"1 x 30 JSON, {log} log, {what}, {own:0.00}, {bare:0.00}, {own / bare:0.0}");
        }
    }

    /// <summary>A thousand rows as bare numbers, answered as bare numbers, with the durable log and monitors.</summary>
    private static async Task BinaryAsync(BenchedServer server, TimeSpan time, int turns)
    {
        const int Rows = 1_000;
        byte[] body = BenchedModel.Floats(Rows);
        Uri address = new(server.Address, $"/api/predict/batch?model_id={Numbers}");
        await HttpLoad.RunBinaryAsync(address, body, "application/x-kolosal-f32", BenchedServer.Key, WarmUp);
        double[] rates = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            await server.RestsAsync();
            rates[turn] = await HttpLoad.RunBinaryAsync(address, body, "application/x-kolosal-f32", BenchedServer.Key, time);
        }
        double perSecond = Median(rates) * Rows;
        Say($"{Rows} x 30 float32 rows/s, durable log, everything on (own client), {perSecond:0}, 5000000, {perSecond / 5e6:0.00}");
    }

    private static Uri Predictions(BenchedServer server) => new(server.Address, "/api/predict");

    private static string LogOf(string model) => model == Async ? "asynchronous" : "durable";

    private static string[] Texts(int rows)
    {
        if (rows > 1) return [MonitoringBenchmark.Rows(rows)];
        var random = new SeededRandom(2);
        string[] texts = new string[SingleRows];
        for (int i = 0; i < texts.Length; i++) texts[i] = $"[{MonitoringBenchmark.Row(ref random)}]";
        return texts;
    }

    private static async Task<WebApplication> StartEchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/echo", (EchoRequest request) => new EchoReply(request.Rows.Length));
        await app.StartAsync();
        return app;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Say(FormattableString line) => Console.WriteLine($"predict {line.ToString(CultureInfo.InvariantCulture)}");

    private sealed record EchoRequest(Dictionary<string, System.Text.Json.JsonElement>[] Rows);

    private sealed record EchoReply(int N);
}
