using System.Globalization;
using System.Net;
using System.Text;
using Kolosal.Datasets;
using Npgsql;

namespace Kolosal.Imports;

/// <summary>Writes the rows of a query as separated values.</summary>
/// <remarks>
/// The query stands in parentheses in a statement with a parameter, which the server takes as one statement and one that selects; its transaction
/// only
/// reads, and the server stops it after the time that is set. Texts are quoted, so that none of them is taken for a missing value.
/// </remarks>
internal static class PostgresRows
{
    /// <returns>The file, which goes when it is closed.</returns>
    /// <exception cref="RejectedContentException">The server refuses, cannot be reached, or answers too many rows.</exception>
    public static async Task<Stream> ReadAsync(
        QuerySource source, IPAddress address, string scratch, DatasetOptions options, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            // The address that was checked, whatever the name leads to by now.
            Host = address.ToString(),
            Port = source.Port,
            Database = source.Database,
            Username = source.User,
            Password = source.Password,
            SslMode = source.RequireTls ? SslMode.Require : SslMode.Prefer,
            Timeout = Math.Min(options.ImportTimeoutSeconds, 60),
            CommandTimeout = options.ImportTimeoutSeconds,
            Pooling = false,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            ApplicationName = "kolosal",
        };
        var file = new FileStream(scratch, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancel);
            await ExecuteAsync(connection, "BEGIN TRANSACTION READ ONLY", cancel);
            await ExecuteAsync(connection, string.Create(
                CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = {options.ImportTimeoutSeconds * 1000}"), cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM (\n{source.Query}\n) AS imported LIMIT $1";
            command.Parameters.Add(new NpgsqlParameter { Value = source.MostRows + 1 });
            await using var rows = await command.ExecuteReaderAsync(cancel);
            await WriteAsync(rows, file, source.MostRows, options.MaximumBytes, cancel);
            file.Seek(0, SeekOrigin.Begin);
            return file;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await file.DisposeAsync();
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.import-refused", fault is PostgresException told
                ? $"The database refused ({told.SqlState}): {told.MessageText}. Send one SELECT that it takes."
                : "The database cannot be reached, or did not answer in time. Check host, port, name and password.");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task WriteAsync(NpgsqlDataReader rows, FileStream file, long most, long mostBytes, CancellationToken cancel)
    {
        await using var text = new StreamWriter(file, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        await text.WriteLineAsync(string.Join(',', Enumerable.Range(0, rows.FieldCount).Select(i => Quoted(rows.GetName(i)))));
        long count = 0;
        while (await rows.ReadAsync(cancel))
        {
            if (++count > most)
                throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-many-rows",
                    $"The query answers more than {most} rows. Select fewer, or raise the limit.");
            for (int i = 0; i < rows.FieldCount; i++)
            {
                if (i > 0) text.Write(',');
                if (!rows.IsDBNull(i)) text.Write(Cell(rows.GetValue(i)));
            }

            text.WriteLine();
            if (file.Length > mostBytes)
                throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-large", $"The query answers more than {mostBytes} bytes.");
        }
    }

    private static string Cell(object value) => value switch
    {
        string words => Quoted(words),
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        sbyte or short or int or long or decimal => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        Array => throw new RejectedContentException(RejectionKind.Unusable, "datasets.nested-column",
            "The query answers a column of lists. Select flat columns of numbers, texts, booleans and times."),
        _ => Quoted(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
