using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>A prediction log that was never written: any number of stationary requests, made as they are read, for one model of 30 features, of
/// which three are protected and have 12 subgroups between them. Every tenth record holds outcomes.</summary>
/// <param name="fresh">Whether every row is drawn anew: for rates. Otherwise a few thousand come again and again: for speed and size.</param>
internal sealed class SimulatedLog(bool fresh = false) : IServedLog
{
    public const string LogId = "simulated";
    public const int Rows = 100, Features = 30;

    private const int Numbers = 27, Templates = 64, RequestsARead = 50, OutcomesEvery = 10, PerSecond = 500;

    private static readonly int[] Groups = [2, 3, 2];

    private readonly ServedRequest[] templates = [.. Enumerable.Range(0, Templates).Select(number => Request((ulong)number))];
    private readonly DateTimeOffset began = DateTimeOffset.UtcNow.AddDays(-2);
    private long last = -1;

    /// <summary>Position of the last record there is.</summary>
    public long Last => Interlocked.Read(ref last);

    /// <summary>Predictions in the records up to a position.</summary>
    public static long PredictionsUpTo(long position) => (position + 1 - (position + 1) / OutcomesEvery) * Rows;

    /// <summary>Lets the log go so far that it holds so many predictions.</summary>
    public void Grow(long predictions)
    {
        long position = predictions / Rows * OutcomesEvery / (OutcomesEvery - 1);
        while (PredictionsUpTo(position) < predictions) position++;
        Interlocked.Exchange(ref last, position);
    }

    /// <summary>How training fell: deciles of the standard normal law, and groups of equal size.</summary>
    public static MonitoringReference Reference() => new(0, "binary", ["bad", "good"], 1,
    [
        .. Enumerable.Range(0, Numbers).Select(c => new ColumnReference(
            $"x{c}", false, false, [], [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816],
            [.. Enumerable.Repeat(10_000L, 10)], 0, -5, 5)),
        .. Groups.Select((size, g) => new ColumnReference(
            $"group{g}", true, true, [.. Enumerable.Range(0, size).Select(k => $"g{k}")], [], [.. Enumerable.Repeat(100_000L / size, size)],
            0, 0, 0)),
    ], new("y", true, false, ["bad", "good"], [], [50_000, 50_000], 0, 0, 0));

    public ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after)
    {
        long end = Math.Min(Last, after + RequestsARead);
        if (end <= after) return new((PredictionsServed?)null);
        var requests = ImmutableArray.CreateBuilder<ServedRequest>((int)(end - after));
        for (long position = after + 1; position <= end; position++) requests.Add(At(position));
        return new(new PredictionsServed(LogId, after, after + 1, end, requests.MoveToImmutable()));
    }

    private ServedRequest At(long position)
    {
        var template = fresh ? Request((ulong)position) : templates[position % Templates];
        var at = began.AddSeconds(PredictionsUpTo(position) / (double)PerSecond);
        var batch = new Guid((int)(position >> 32), (short)(position >> 16), (short)position, [0, 1, 2, 3, 4, 5, 6, 7]);
        if (position % OutcomesEvery != OutcomesEvery - 1) return template with { Position = position, BatchId = batch, At = at };
        var outcomes = ImmutableArray.CreateBuilder<PredictionOutcome>(Rows);
        for (int row = 0; row < Rows; row++)
            outcomes.Add(new(
                batch, row, at.AddMinutes(-1), template.Decisions[(row * 7 + 3) % Rows], null,
                template.Inputs[(row * Features)..((row + 1) * Features)], template.Outputs[(2 * row)..(2 * row + 2)], template.Decisions[row]));
        return template with
        {
            Position = position,
            BatchId = batch,
            At = at,
            Rows = 0,
            Inputs = [],
            Outputs = [],
            Decisions = [],
            Outcomes = outcomes.MoveToImmutable(),
        };
    }

    private static ServedRequest Request(ulong number)
    {
        var random = new SeededRandom(SeededRandom.Derive(11, number));
        double[] inputs = new double[Rows * Features], outputs = new double[2 * Rows];
        int[] decisions = new int[Rows];
        for (int row = 0; row < Rows; row++)
        {
            for (int c = 0; c < Numbers; c++) inputs[row * Features + c] = random.NextNormal();
            for (int g = 0; g < Groups.Length; g++) inputs[row * Features + Numbers + g] = Math.Floor(random.NextDouble() * Groups[g]);
            outputs[2 * row + 1] = random.NextDouble();
            outputs[2 * row] = 1 - outputs[2 * row + 1];
            decisions[row] = outputs[2 * row + 1] > 0.5 ? 1 : 0;
        }
        return new(0, Guid.Empty, 1, DateTimeOffset.UnixEpoch, 2, null, false, Rows, inputs, outputs, decisions);
    }
}
