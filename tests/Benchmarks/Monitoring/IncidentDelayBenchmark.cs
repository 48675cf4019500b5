using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>How long after the first shifted prediction an incident is open: one of 30 features moves by one standard deviation, at 500
/// predictions a second over HTTP.</summary>
internal static class IncidentDelayBenchmark
{
    private const double GoalSeconds = 10;
    private const int Clients = 16;

    /// <summary>Prints the seconds from the first shifted prediction to the incident that can be read, in each of several repeats.</summary>
    /// <param name="perSecond">Predictions a second.</param>
    /// <param name="repeats">Models that are shifted, one after the other.</param>
    public static async Task RunAsync(int perSecond, int repeats)
    {
        await using var server = await BenchedServer.StartAsync();
        var delays = new List<double>();
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            string model = $"shifted{repeat}";
            await MonitoringBenchmark.ServeAsync(server, model);
            using var over = new CancellationTokenSource();
            var load = new Load(server, model, perSecond, (ulong)repeat);
            var sending = load.SendAsync(over.Token);
            await Task.Delay(TimeSpan.FromSeconds(5)); // calm windows first
            string before = await IncidentsAsync(server, model);
            load.Shift();
            await UntilAsync(async () => await IncidentsAsync(server, model) != before, TimeSpan.FromMinutes(1));
            delays.Add(load.SinceShift.TotalSeconds);
            await over.CancelAsync();
            double rate = await sending;
            Say($"repeat {repeat}: {delays[^1]:0.00} s at {rate:0} predictions/s{(before == "0" ? "" : $", after a false alarm ({before})")}");
            Say($"  {await EvidenceAsync(server, model)}");
        }
        double worst = delays.Max();
        Say($"first shifted prediction to open incident, s, {worst:0.00}, {GoalSeconds}, {worst / GoalSeconds:0.##} (the longest of {repeats})");
    }

    /// <summary>Open drift incidents and their signals: a false alarm before the shift must not pass for the finding.</summary>
    private static async Task<string> IncidentsAsync(BenchedServer server, string model)
    {
        var listed = await server.GetAsync($"/api/security/incidents?model={model}&type=drift&status=open");
        return listed.GetProperty("total").GetInt64() == 0 ? "0"
            : string.Join(
                ' ', listed.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("id")}:{item.GetProperty("signals")}"));
    }

    /// <summary>What the signals of the incident said.</summary>
    private static async Task<string> EvidenceAsync(BenchedServer server, string model)
    {
        var listed = await server.GetAsync($"/api/security/incidents?model={model}&type=drift");
        var incident = await server.GetAsync($"/api/security/incidents/{listed.GetProperty("items")[0].GetProperty("id").GetString()}");
        return string.Join(" | ", incident.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("what").GetString()));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan patience)
    {
        for (long began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(20))
            if (Stopwatch.GetElapsedTime(began) > patience) throw new TimeoutException("No incident was opened.");
    }

    private static void Say(FormattableString line) => Console.WriteLine($"monitoring {line.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Predictions at a steady pace, each of a row of its own.</summary>
    private sealed class Load(BenchedServer server, string model, int perSecond, ulong seed)
    {
        private long shiftedAt, sent;
        private volatile bool wanted;

        public TimeSpan SinceShift => Stopwatch.GetElapsedTime(Interlocked.Read(ref shiftedAt));

        /// <summary>Every row from now on is shifted.</summary>
        public void Shift() => wanted = true;

        /// <returns>Predictions a second that were answered.</returns>
        public async Task<double> SendAsync(CancellationToken stop)
        {
            long began = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable.Range(0, Clients).Select(client => Task.Run(() => ClientAsync(client, began, stop), CancellationToken.None)));
            return Interlocked.Read(ref sent) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        private async Task ClientAsync(int number, long began, CancellationToken stop)
        {
            var random = new SeededRandom(SeededRandom.Derive(seed, (ulong)number));
            using var client = server.Client(BenchedServer.Key);
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                var due = TimeSpan.FromSeconds((i * Clients + number) / (double)perSecond) - Stopwatch.GetElapsedTime(began);
                if (due > TimeSpan.Zero) await Task.Delay(due, CancellationToken.None);
                bool shift = wanted;
                string row = MonitoringBenchmark.Row(ref random, shift ? 1 : 0);
                using var body = new StringContent($$"""{"model_id":"{{model}}","rows":[{{row}}]}""", Encoding.UTF8, "application/json");
                if (shift) Interlocked.CompareExchange(ref shiftedAt, Stopwatch.GetTimestamp(), 0);
                using var answer = await client.PostAsync("/api/predict", body, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref sent);
            }
        }
    }
}
