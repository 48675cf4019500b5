using System.Buffers;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Storage;
using Kolosal.Storage.Log;
using Kolosal.Storage.Postgres;

namespace Kolosal.Predictions;

/// <summary>The prediction log that silos share: a log per model in PostgreSQL, written and read by any silo.</summary>
/// <remarks>
/// A model's positions are dense, so the record before number n is n − 1 and needs no index. Logs that came from a machine's files keep
/// their id and their positions, and are read in the same way. Readers go on past records that are gone or damaged; the model's workspace is
/// told of them.
/// </remarks>
internal sealed class PostgresPredictionLog(PostgresLogs logs, PostgresLogWriter writer, IStorageLosses losses)
    : IPredictionLog, IPredictionLogReader, IPredictionFinder, IPredictionLogRewriter
{
    public const string SharedId = "cluster";

    /// <summary>What the name of every prediction log begins with.</summary>
    private const string Prefixes = "predictions/";

    /// <summary>Requests looked for in one query.</summary>
    private const int FindAtOnce = 256;

    /// <summary>What was written here, for this silo's feed.</summary>
    public FeedQueue Written { get; } = new();

    public string LogId => SharedId;

    /// <summary>Name of a model's log in the database.</summary>
    public static string Name(string logId, string model) => $"{Prefix(logId)}{model}";

    public static string Prefix(string logId) => $"predictions/{logId}/";

    public bool Holds(string logId) => true;

    public async ValueTask<long> AppendAsync(string model, ReadOnlyMemory<byte> rowsSha256, ServedRequest request, bool durable)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ServedRecord.MaximumBytes(model, request));
        string name = Name(SharedId, model);
        try
        {
            int length = ServedRecord.Write(model, rowsSha256.Span, request, buffer);
            if (!durable && !writer.IsFailing)
            {
                HandOverLater(model, request.At, await writer.QueueAsync(name, buffer.AsMemory(0, length), CancellationToken.None, BatchOf(request)));
                return -1;
            }

            long position = await writer.AppendAsync(name, buffer.AsMemory(0, length), CancellationToken.None, BatchOf(request));
            Written.Offer(model, position, request.At);
            return position;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<PredictionsServed?> ReadAsync(string logId, string model, long after, int maxRequests)
    {
        string name = Name(logId, model);
        var requests = ImmutableArray.CreateBuilder<ServedRequest>();
        long cells = 0, last = after;
        await foreach (var record in logs.ReadSoundAsync(name, after + 1, lost => Report(name, model, lost), CancellationToken.None))
        {
            last = record.Position;
            if (record.Payload.IsEmpty) continue;
            var request = ServedRecord.Read(record.Position, record.Payload.Span).Request;
            requests.Add(request);
            cells += ReadLimits.CellsOf(request);
            if (requests.Count == maxRequests || cells >= ReadLimits.Cells) break;
        }

        return last == after ? null : new(logId, after, requests.Count == 0 ? last : requests[0].Position, last, requests.ToImmutable());
    }

    public async Task<long> LastAsync(string logId, string model) => await logs.NextAsync(Name(logId, model), CancellationToken.None) - 1;

    public async Task<FoundRows> FindAsync(
        string workspace, IReadOnlyCollection<PredictionId> ids, CancellationToken cancel)
    {
        var wanted = new WantedRows(workspace, ids);
        foreach (var batches in wanted.Batches.Chunk(FindAtOnce))
            await foreach (var record in logs.FindAsync(Prefixes, batches, cancel)) wanted.Take(record.Span);
        return wanted.Found;
    }

    public Task<long> RewriteAsync(string workspace, Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel) =>
        logs.RewriteAsync(Prefixes, $"/{workspace}/", rewrite, cancel);

    public async Task<LogEnd> EndAsync(string model, CancellationToken cancel) =>
        new(SharedId, await logs.NextAsync(Name(SharedId, model), cancel) - 1);

    private void Report(string name, string model, LostRecords lost)
    {
        var key = ModelKey.Parse(model);
        losses.Report(new(
            $"{name}/{lost.From}-{lost.Until}", key.Workspace, "logs/predictions", key.Name, $"Predictions of {key.Name} are lost from the log",
            $"{lost.Why} Monitors count on behind them, and their numbers are not given again. Put the rows of log_records back from a backup of "
            + $"the database, if there is one; the log is '{name}'."));
    }

    /// <summary>What a record is found by; outcomes are not looked for.</summary>
    private static Guid? BatchOf(ServedRequest request) => request.Outcomes is null ? request.BatchId : null;

    private void HandOverLater(string model, DateTimeOffset at, QueuedRecord queued) => queued.Batch.Done.ContinueWith(
        _ => Written.Offer(model, queued.Batch.Position(queued.Place), at),
        CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
