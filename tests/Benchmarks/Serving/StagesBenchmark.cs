using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Events;
using Kolosal.Predictions;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>What each step of a prediction costs on one thread, without server, silo and disk: where the time of a request goes.</summary>
/// <remarks>Processor time of the whole process is counted, collections included, so that a busy machine changes the figures little.</remarks>
internal static class StagesBenchmark
{
    private const int Columns = 30;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    /// <summary>Prints rows a second of processor time for each step and number of rows.</summary>
    public static void Run()
    {
        var (package, reference) = BenchedModel.Fit();
        var model = new LoadedModel(package, reference);
        foreach (int rows in (int[])[1, 1_000])
        {
            byte[] arrays = Encoding.UTF8.GetBytes(BenchedModel.Rows(rows)), objects = Objects(rows), floats = BenchedModel.Floats(rows);
            var scored = model.Score(arrays, RowFormat.Json, rows, new RowErrors())!;
            var served = new ServedRequest(
                0, Guid.CreateVersion7(), 1, DateTimeOffset.UtcNow, 1, null, false, rows, scored.Inputs, scored.Outputs, scored.Decisions);
            var reply = new PredictionReply(1, served.BatchId, model.Classes, rows, scored.Outputs, scored.Decisions, true);
            byte[] record = new byte[ServedRecord.MaximumBytes("default/bench", served)];
            var answer = new ArrayBufferWriter<byte>(1 << 20);
            Print(rows, "decode and score arrays", () => model.Score(arrays, RowFormat.Json, rows, new RowErrors()));
            Print(rows, "decode and score objects", () => model.Score(objects, RowFormat.Json, rows, new RowErrors()));
            Print(rows, "decode and score float32", () => model.Score(floats, RowFormat.Float32, rows, new RowErrors()));
            Print(rows, "hash of the rows", () => SHA256.HashData(arrays));
            Print(rows, "log record", () => ServedRecord.Write("default/bench", new byte[32], served, record));
            Print(rows, "answer in JSON", () =>
            {
                answer.ResetWrittenCount();
                ReplyWriter.Write(answer, "bench", reply);
                return answer;
            });
        }
    }

    private static byte[] Objects(int rows)
    {
        var random = new SeededRandom(2);
        string Member(int column) => string.Create(CultureInfo.InvariantCulture, $"\"x{column}\":{random.NextNormal():0.000000}");
        return Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Range(0, rows).Select(_ =>
            $"{{{string.Join(",", Enumerable.Range(0, Columns).Select(Member))}}}"))}]");
    }

    private static void Print<T>(int rows, string stage, Func<T> step)
    {
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed < Time / 2) step();
        var began = Environment.CpuUsage.TotalTime;
        long calls = 0;
        for (; calls % 16 != 0 || Environment.CpuUsage.TotalTime - began < Time; calls++) step();
        double seconds = (Environment.CpuUsage.TotalTime - began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{stage}, {rows} x {Columns}, rows a processor second, {calls * rows / seconds:0}, {1e6 * seconds / calls:0.00} us a call"));
    }
}
