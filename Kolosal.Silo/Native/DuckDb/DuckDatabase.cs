using System.Globalization;
using Kolosal.Datasets;

namespace Kolosal.Native.DuckDb;

/// <summary>An in-memory database that may spill to <see cref="DuckSettings.TemporaryFolder"/>
/// and may read or write nothing but the folders it is given.</summary>
internal sealed unsafe class DuckDatabase : IDisposable
{
    private IntPtr handle;

    /// <exception cref="TableEngineMissingException">The native library is not beside the program.</exception>
    /// <exception cref="DuckDbException">A setting is refused.</exception>
    public DuckDatabase(DuckSettings settings)
    {
        if (!DuckDbLibrary.IsPresent)
            throw new TableEngineMissingException("The DuckDB library is not beside the program; install Node.js and build again, or run 'npm ci "
                + "--ignore-scripts' in Kolosal.Silo/Native.");

        DuckDbLibrary.CreateConfig(out var config);
        try
        {
            Set(config, "threads", settings.Threads.ToString(CultureInfo.InvariantCulture));
            Set(config, "memory_limit", string.Create(CultureInfo.InvariantCulture, $"{settings.MemoryBytes / (1 << 20)}MiB"));
            Set(config, "temp_directory", settings.TemporaryFolder);
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            Set(config, "allow_community_extensions", "false");
            if (DuckDbLibrary.Open(null, out handle, config, out byte* error) != DuckDbLibrary.Success)
                throw new DuckDbException(Utf8.Take(error));
        }
        finally
        {
            DuckDbLibrary.DestroyConfig(ref config);
        }

        try
        {
            using var connection = Connect();
            // From here on a query reaches these folders and no other file, address or setting.
            connection.Execute(
                $"SET allowed_directories = [{string.Join(", ", settings.Folders.Append(settings.TemporaryFolder).Select(SqlText.Literal))}]");
            connection.Execute("SET TimeZone = 'UTC'");
            connection.Execute("SET enable_external_access = false");
            connection.Execute("SET lock_configuration = true");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static string Version => Utf8.Read(DuckDbLibrary.LibraryVersion());

    public DuckConnection Connect()
    {
        ObjectDisposedException.ThrowIf(handle == IntPtr.Zero, this);
        return DuckDbLibrary.Connect(handle, out var connection) == DuckDbLibrary.Success
            ? new DuckConnection(connection)
            : throw new DuckDbException("DuckDB opened no connection.");
    }

    public void Dispose()
    {
        if (handle != IntPtr.Zero) DuckDbLibrary.Close(ref handle);
    }

    private static void Set(IntPtr config, string option, string value)
    {
        if (DuckDbLibrary.SetConfig(config, option, value) != DuckDbLibrary.Success)
            throw new DuckDbException($"DuckDB refuses the setting {option} = '{value}'.");
    }
}

/// <summary>What a database may use.</summary>
/// <param name="Threads">Worker threads, ≥ 1.</param>
/// <param name="MemoryBytes">Memory beyond which it spills.</param>
/// <param name="TemporaryFolder">Where it spills to.</param>
/// <param name="Folders">The folders whose files it may read and write.</param>
internal sealed record DuckSettings(int Threads, long MemoryBytes, string TemporaryFolder, IReadOnlyList<string> Folders);
