using System.Globalization;
using DuckDB.NET.Data;

namespace Kolosal.Engines.DuckDb;

/// <summary>
/// An in-memory database that may spill to <see cref="DuckSettings.TemporaryFolder"/> and may read or write nothing but the folders it is given.
/// </summary>
internal sealed class DuckDatabase : IDisposable
{
    private readonly DuckDBConnection first;

    /// <exception cref="DuckDBException">A setting is refused.</exception>
    public DuckDatabase(DuckSettings settings)
    {
        var options = new DuckDBConnectionStringBuilder
        {
            DataSource = DuckDBConnectionStringBuilder.InMemoryDataSource,
            Threads = settings.Threads,
            MemoryLimit = string.Create(CultureInfo.InvariantCulture, $"{settings.MemoryBytes / (1 << 20)}MiB"),
            TempDirectory = settings.TemporaryFolder,
            AutoinstallKnownExtensions = false,
            AutoloadKnownExtensions = false,
            AllowCommunityExtensions = false,
        };
        Threads = settings.Threads;
        first = new DuckDBConnection(options.ConnectionString);
        Cells = new CellFunctions(first);
        try
        {
            first.Open();
            // From here on a query reaches these folders and no other file, address or setting.
            string folders = string.Join(", ", settings.Folders.Append(settings.TemporaryFolder).Select(SqlText.Literal));
            first.Execute($"SET allowed_directories = [{folders}]");
            first.Execute("SET TimeZone = 'UTC'");
            first.Execute("SET enable_external_access = false");
            first.Execute("SET lock_configuration = true");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The product's reading of cells, for statements on any of its connections.</summary>
    public CellFunctions Cells { get; }

    /// <summary>Worker threads.</summary>
    public int Threads { get; }

    /// <summary>A further connection; used by one thread at a time.</summary>
    public DuckDBConnection Connect()
    {
        var connection = first.Duplicate();
        connection.Open();
        return connection;
    }

    public void Dispose() => first.Dispose();
}

/// <summary>What a database may use.</summary>
/// <param name="Threads">Worker threads, ≥ 1.</param>
/// <param name="MemoryBytes">Memory beyond which it spills.</param>
/// <param name="TemporaryFolder">Where it spills to.</param>
/// <param name="Folders">The folders whose files it may read and write.</param>
internal sealed record DuckSettings(int Threads, long MemoryBytes, string TemporaryFolder, IReadOnlyList<string> Folders);
