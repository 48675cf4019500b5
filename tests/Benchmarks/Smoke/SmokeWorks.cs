using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Learning;
using Kolosal.Learning.Trees;
using Kolosal.Predictions;
using Kolosal.Statistics;
using Kolosal.Storage.Log;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>What is looked after: reading rows, scoring, answering, training, logging, watching, auditing.</summary>
internal sealed class SmokeWorks : IDisposable
{
    private const int Rows = 1_000, Trees = 50, Depth = 5, TrainingRows = 4_000, Rounds = 10, Appends = 2_000, RecordBytes = 300, AuditEntries = 500;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-smoke-");
    private readonly SegmentLog log;
    private readonly FileStream raw;

    // What is computed is kept, so that no work is taken for useless.
    private double kept;

    public SmokeWorks()
    {
        log = new SegmentLog("smoke", Path.Combine(folder.FullName, "log"), 64 << 20);
        raw = new FileStream(Path.Combine(folder.FullName, "raw"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        All = [.. Serving(), Training(), Logging(), Watching(), Auditing()];
    }

    public List<SmokeWork> All { get; }

    public void Dispose()
    {
        log.Dispose();
        raw.Dispose();
        folder.Delete(recursive: true);
    }

    private IEnumerable<SmokeWork> Serving()
    {
        var (package, reference) = BenchedModel.Fit();
        var model = new LoadedModel(package, reference);
        string text = BenchedModel.Rows(Rows);
        byte[] json = Encoding.UTF8.GetBytes(text), floats = BenchedModel.Floats(Rows), csv = Csv(text);
        var scored = model.Score(json, RowFormat.Json, Rows, new RowErrors())!;
        var reply = new PredictionReply(1, Guid.NewGuid(), model.Classes, Rows, scored.Outputs, scored.Decisions, true);
        var answer = new ArrayBufferWriter<byte>(1 << 20);
        yield return new("rows of JSON decoded and scored beside the JSON parsed",
            () => Keep(model.Score(json, RowFormat.Json, Rows, new RowErrors())!.Outputs.Length), () => Keep(PlainWork.Parse(json)));
        yield return new("rows of CSV decoded and scored beside its numbers parsed",
            () => Keep(model.Score(csv, RowFormat.Csv, Rows, new RowErrors())!.Outputs.Length), () => Keep(PlainWork.Scan(csv)));
        float[] edges = [.. Enumerable.Range(0, Trees * ((1 << Depth) - 1)).Select(node => 0.01f * (node % 200 - 100))];
        yield return new("rows of float32 scored beside fifty plain trees of depth five",
            () => Keep(model.Score(floats, RowFormat.Float32, Rows, new RowErrors())!.Outputs.Length),
            () => Keep(PlainWork.Walk(MemoryMarshal.Cast<byte, float>(floats), BenchedModel.Columns, edges, Depth)));
        var plain = new Utf8JsonWriter(answer);
        yield return new("an answer in JSON beside its numbers written", () =>
        {
            answer.ResetWrittenCount();
            ReplyWriter.Write(answer, "smoke", reply);
            Keep(answer.WrittenCount);
        }, () =>
        {
            answer.ResetWrittenCount();
            plain.Reset(answer);
            plain.WriteStartArray();
            foreach (double output in scored.Outputs) plain.WriteNumberValue(output);
            plain.WriteEndArray();
            plain.Flush();
        });
    }

    private SmokeWork Training()
    {
        var (x, y) = BoostingProblemData.Rows(0, TrainingRows);
        var rows = TrainingSet.Classification(x, BoostingProblemData.Features, y, 2);
        var trainer = new GradientBoostingTrainer(new GradientBoostingOptions { Threads = 1, Trees = Rounds });
        byte[] bins = [.. Enumerable.Range(0, x.Length).Select(i => (byte)(i * 37))];
        double[] sums = new double[256];
        return new("a booster of ten rounds beside as many plain histograms of its columns",
            () => Keep(trainer.Fit(rows, 1, CancellationToken.None).Inputs), () => Keep(PlainWork.Bin(bins, TrainingRows, sums, Rounds)));
    }

    private SmokeWork Logging()
    {
        byte[] record = new byte[RecordBytes];
        return new("records appended to the log beside raw writes", () =>
        {
            var appended = new Task[Appends];
            for (int i = 0; i < Appends; i++) appended[i] = log.AppendAsync(record, cancel: CancellationToken.None).AsTask();
            Task.WaitAll(appended);
        }, () =>
        {
            for (int i = 0; i < Appends; i++) raw.Write(record);
            raw.Flush(flushToDisk: true);
        });
    }

    private SmokeWork Watching()
    {
        var (yardstick, rows) = MonitorEvaluation.Prepare(Rows, 0.01, seed: 1);
        double[] outputs = new double[2 * Rows];
        int[] decisions = [.. Enumerable.Range(0, Rows).Select(i => i % 2)];
        var tally = new DriftTally();
        tally.Begin(yardstick);
        double[] edges = [-1.282, -0.842, -0.524, -0.253, 0, 0.253, 0.524, 0.842, 1.282];
        long[] counts = new long[edges.Length + 1];
        return new("rows counted for drift beside their values counted between nine edges", () =>
        {
            tally.Count(yardstick, Rows, rows, outputs, decisions);
            tally.EmptyWindow(yardstick);
        }, () => Keep(PlainWork.Count(rows, edges, counts)));
    }

    private SmokeWork Auditing()
    {
        byte[] entry = new byte[RecordBytes], hashed = new byte[SHA256.HashSizeInBytes];
        return new("audit entries sealed beside their bytes hashed", () =>
        {
            string hash = HashChain.Genesis;
            for (int i = 0; i < AuditEntries; i++)
                hash = ChainedEntry.Seal(
                    hash, i, "event", DateTimeOffset.UnixEpoch, "key_4f2a", "model.promote", "models/credit-risk:3", "credit-risk",
                    """{"from":"staging","reason":"the evidence is complete","to":"active"}""").Hash;
            Keep(hash.Length);
        }, () =>
        {
            for (int i = 0; i < AuditEntries; i++) Keep(SHA256.HashData(entry, hashed));
        });
    }

    private void Keep(double value) => kept += value;

    private static byte[] Csv(string rows)
    {
        using var parsed = JsonDocument.Parse(rows);
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, BenchedModel.Columns).Select(c => $"x{c}"))).Append('\n');
        foreach (var row in parsed.RootElement.EnumerateArray())
            text.AppendJoin(',', row.EnumerateArray().Select(cell => cell.GetRawText())).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
