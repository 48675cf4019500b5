using Apache.Arrow;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Microsoft.Extensions.Options;

namespace Kolosal.Engines.DuckDb;

/// <summary>Parquet files of requests, through DuckDB: one in-memory database a file, confined to a folder of its own.</summary>
internal sealed class StatedTables(IOptions<DatasetOptions> options) : IStatedTables, IDisposable
{
    /// <summary>A request's table is small; what takes more is a dataset.</summary>
    private const long MemoryBytes = 256L << 20;

    private readonly DuckWorkers workers = new(options.Value.ConcurrentOperations);

    public async Task<ImmutableArray<StatedColumn>> ReadParquetAsync(Stream content, int maximumRows, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("kolosal-parquet-");
        try
        {
            string path = Path.Combine(folder.FullName, "rows.parquet");
            await using (var file = File.Create(path)) await content.CopyToAsync(file, cancel);
            return await workers.RunAsync(() => Read(folder.FullName, path, maximumRows, cancel), cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => workers.Dispose();

    private static ImmutableArray<StatedColumn> Read(string folder, string path, int maximumRows, CancellationToken cancel)
    {
        try
        {
            using var database = new DuckDatabase(new DuckSettings(1, MemoryBytes, Path.Combine(folder, "spill"), [folder]));
            using var connection = database.Connect();
            var stated = connection.Rows(
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($1))", row => (row.GetString(0), row.GetString(1)), cancel,
                path);
            var columns = stated.Select(column => new Filling(column.Item1, column.Item2)).ToArray();
            connection.Batches(
                $"SELECT {string.Join(", ", columns.Select(column => column.Selected))} FROM read_parquet($1) LIMIT {maximumRows + 1}",
                batch =>
                {
                    for (int c = 0; c < columns.Length; c++) columns[c].Take(batch.Column(c));
                },
                cancel,
                path);
            return [.. columns.Select(column => column.Done())];
        }
        catch (DuckDBException)
        {
            throw new RejectedContentException(
                RejectionKind.Malformed, "predict.malformed", "The body is not a Parquet file that can be read. Send one as DuckDB, Arrow or pandas "
                    + "write it, with flat columns of numbers, texts, flags, dates or times.");
        }
    }

    /// <summary>A column while its vectors come.</summary>
    private sealed class Filling
    {
        private readonly string name;
        private readonly List<double> numbers = [];
        private readonly List<long> integers = [];
        private readonly List<bool> flags = [], present = [];
        private readonly List<string?> texts = [];
        private readonly Kind kind;

        public Filling(string name, string type)
        {
            this.name = name;
            (kind, string? cast) = type.Split('(')[0] switch
            {
                "FLOAT" or "DOUBLE" or "DECIMAL" => (Kind.Number, "DOUBLE"),
                "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "HUGEINT" =>
                    (Kind.Integer, "BIGINT"),
                "BOOLEAN" => (Kind.Flag, "BOOLEAN"),
                "VARCHAR" or "ENUM" or "UUID" or "DATE" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" => (Kind.Text, "VARCHAR"),
                "TIMESTAMP WITH TIME ZONE" => (Kind.Text, null),
                _ => throw new RejectedContentException(
                    RejectionKind.Unusable, "predict.bad-rows",
                    $"Column '{name}' is of type {type}, and no input is. Send numbers, texts, flags, dates or times."),
            };
            string quoted = SqlText.Name(name);
            Selected = cast is null ? $"CAST({quoted} AT TIME ZONE 'UTC' AS VARCHAR)" : $"CAST({quoted} AS {cast})";
        }

        private enum Kind
        {
            Number,
            Integer,
            Flag,
            Text,
        }

        /// <summary>What is asked of the file.</summary>
        public string Selected { get; }

        public void Take(IArrowArray values)
        {
            for (int row = 0; row < values.Length; row++)
            {
                bool there = values.IsValid(row);
                present.Add(there);
                switch (kind)
                {
                    case Kind.Number:
                        numbers.Add(there ? ((DoubleArray)values).Values[row] : double.NaN);
                        break;
                    case Kind.Integer:
                        integers.Add(there ? ((Int64Array)values).Values[row] : 0);
                        break;
                    case Kind.Flag:
                        flags.Add(there && ((BooleanArray)values).GetValue(row) == true);
                        break;
                    default:
                        texts.Add(there ? ((StringArray)values).GetString(row) : null);
                        break;
                }
            }
        }

        public StatedColumn Done() => kind switch
        {
            Kind.Number => new(name, Numbers: [.. numbers]),
            Kind.Integer => new(name, Integers: [.. integers], Present: [.. present]),
            Kind.Flag => new(name, Flags: [.. flags], Present: [.. present]),
            _ => new(name, Texts: [.. texts]),
        };
    }
}
