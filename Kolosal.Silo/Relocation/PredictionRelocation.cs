using System.Text;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Log;
using Npgsql;
using NpgsqlTypes;

namespace Kolosal.Relocation;

/// <summary>
/// The machine's prediction log, split by model. Id and positions stay, because monitors' cursors and the Merkle leaves of the audit trail
/// name records by them.
/// </summary>
internal sealed class PredictionRelocation(RelocationSource source, RelocationTarget target) : IRelocation
{
    private const string InsertHead = "INSERT INTO logs (name, next, records) VALUES ($1, $2, $3) RETURNING id";
    private const string Copy = "COPY log_records (log, position, record, checksum, key) FROM STDIN (FORMAT BINARY)";
    private const string Select =
        "SELECT name, position, record FROM log_records JOIN logs ON logs.id = log WHERE starts_with(name, $1) ORDER BY position";

    public string Name => "predictions";

    private string Prefix => PostgresPredictionLog.Prefix(source.Id);

    public async Task<Tally> CopyAsync(CancellationToken cancel)
    {
        var heads = new Dictionary<string, (long Next, long Records)>(StringComparer.Ordinal);
        await foreach (var record in ReadAsync(cancel)) heads[Log(record)] = (record.Position + 1, heads.GetValueOrDefault(Log(record)).Records + 1);

        await using var connection = await target.Database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, (next, records)) in heads)
        {
            await using var insert = new NpgsqlCommand(InsertHead, connection)
            {
                Parameters = { new() { Value = name }, new() { Value = next }, new() { Value = records } },
            };
            ids.Add(name, (long)(await insert.ExecuteScalarAsync(cancel))!);
        }

        using var tally = new TallyWriter();
        await using (var copy = await connection.BeginBinaryImportAsync(Copy, cancel))
        {
            await foreach (var record in ReadAsync(cancel))
            {
                string name = Log(record);
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(ids[name], NpgsqlDbType.Bigint, cancel);
                await copy.WriteAsync(record.Position, NpgsqlDbType.Bigint, cancel);
                await copy.WriteAsync(record.Payload.ToArray(), NpgsqlDbType.Bytea, cancel);
                await copy.WriteAsync(unchecked((int)Crc32C.Of(record.Payload.Span)), NpgsqlDbType.Integer, cancel);
                if (ServedRecord.Batch(record.Payload.Span) is { } batch) await copy.WriteAsync(batch, NpgsqlDbType.Uuid, cancel);
                else await copy.WriteNullAsync(cancel);
                Add(tally, name, record.Position, record.Payload.Span);
            }

            await copy.CompleteAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        return tally.Finish();
    }

    public async Task<Tally> ReadBackAsync(CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        await using var select = target.Database.Source.CreateCommand(Select);
        select.Parameters.Add(new() { Value = Prefix });
        await using var reader = await select.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) Add(tally, reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        return tally.Finish();
    }

    private IAsyncEnumerable<LogRecord> ReadAsync(CancellationToken cancel) => source.Segments.Open(PredictionLog.LogName).ReadAsync(0, cancel);

    private string Log(LogRecord record) => Prefix + Encoding.UTF8.GetString(ServedRecord.Key(record.Payload.Span));

    private static void Add(TallyWriter tally, string log, long position, ReadOnlySpan<byte> record) =>
        tally.Add(FormattableString.Invariant($"{log}/{position}"), record);
}
