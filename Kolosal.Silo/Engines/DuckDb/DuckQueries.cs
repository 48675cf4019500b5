using Apache.Arrow;
using DuckDB.NET.Data;

namespace Kolosal.Engines.DuckDb;

/// <summary>Statements whose values travel as parameters (<c>$1</c>, <c>$2</c>, …) and that a token stops while they run.</summary>
/// <remarks>
/// All throw <see cref="DuckDBException"/> with DuckDB's own message, and <see cref="OperationCanceledException"/> once the token fired.
/// </remarks>
internal static class DuckQueries
{
    /// <summary>Runs a statement for its effect.</summary>
    public static void Execute(this DuckDBConnection connection, string sql, CancellationToken cancel = default, params ReadOnlySpan<object?> values)
    {
        using var command = Command(connection, sql, cancel, values);
        using var interruption = new Interruption(command, cancel);
        interruption.Run(command.ExecuteNonQuery);
    }

    /// <summary>Every row of a short answer.</summary>
    public static List<T> Rows<T>(
        this DuckDBConnection connection,
        string sql,
        Func<DuckDBDataReader, T> read,
        CancellationToken cancel = default,
        params ReadOnlySpan<object?> values)
    {
        using var command = Command(connection, sql, cancel, values);
        using var interruption = new Interruption(command, cancel);
        return interruption.Run(() =>
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        });
    }

    /// <summary>The one row of a query that answers one.</summary>
    public static T Row<T>(
        this DuckDBConnection connection,
        string sql,
        Func<DuckDBDataReader, T> read,
        CancellationToken cancel = default,
        params ReadOnlySpan<object?> values) =>
        connection.Rows(sql, read, cancel, values).Single();

    /// <summary>The names of the columns that a query answers with.</summary>
    public static string[] Names(
        this DuckDBConnection connection, string sql, CancellationToken cancel = default, params ReadOnlySpan<object?> values)
    {
        using var command = Command(connection, sql, cancel, values);
        using var interruption = new Interruption(command, cancel);
        return interruption.Run(() =>
        {
            using var reader = command.ExecuteReader();
            return Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        });
    }

    /// <summary>
    /// Hands over the columns of a query as vectors of at most 2,048 rows, made while they are read;
    /// each is valid until <paramref name="take"/> returns.
    /// </summary>
    public static void Batches(
        this DuckDBConnection connection,
        string sql,
        Action<RecordBatch> take,
        CancellationToken cancel = default,
        params ReadOnlySpan<object?> values)
    {
        using var command = Command(connection, sql, cancel, values);
        // Otherwise the whole answer lies in memory before its first row is seen.
        command.UseStreamingMode = true;
        using var interruption = new Interruption(command, cancel);
        using var batches = interruption.Run(command.ExecuteArrowStream);
        while (true)
        {
            // The package answers at once, in a completed task: the rows are made on this thread.
            using var batch = interruption.Run(() => batches.ReadNextRecordBatchAsync(cancel).AsTask().GetAwaiter().GetResult());
            if (batch is null) return;
            if (batch.Length > 0) take(batch);
        }
    }

    private static DuckDBCommand Command(DuckDBConnection connection, string sql, CancellationToken cancel, ReadOnlySpan<object?> values)
    {
        cancel.ThrowIfCancellationRequested();
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values) command.Parameters.Add(new DuckDBParameter { Value = value });
        return command;
    }
}
