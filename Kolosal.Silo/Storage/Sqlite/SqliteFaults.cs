using Microsoft.Data.Sqlite;

namespace Kolosal.Storage.Sqlite;

/// <summary>Says of SQLite's result codes what is wrong with where the file lies.</summary>
internal static class SqliteFaults
{
    // Primary result codes, https://www.sqlite.org/rescode.html.
    private const int Busy = 5, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <returns>The fault itself when it does not come from the disk.</returns>
    public static Exception Translate(Exception fault, string path)
    {
        string name = Path.GetFileName(path);
        return fault switch
        {
            SqliteException { SqliteErrorCode: Full } =>
                Told(StorageTrouble.Full, StorageCodes.Full, $"There is no space left for {name}. Free some."),
            SqliteException { SqliteErrorCode: ReadOnly } => Told(
                StorageTrouble.ReadOnly, StorageCodes.ReadOnly,
                $"{name} cannot be written. Mount its folder for writing, or give the process the right."),
            SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => Told(
                StorageTrouble.Damaged, StorageCodes.Damaged, $"{name} is damaged. Stop the server and put it back from a backup."),
            SqliteException { SqliteErrorCode: InputOutput or CannotOpen or Busy } => Told(
                StorageTrouble.Unavailable, StorageCodes.Unavailable, $"{name} cannot be read or written. Look at the disk and its mount."),
            IOException or UnauthorizedAccessException => StorageTroubles.Of(fault) switch
            {
                StorageTrouble.Full => Told(StorageTrouble.Full, StorageCodes.Full, $"There is no space left for {name}. Free some."),
                StorageTrouble.ReadOnly => Told(
                    StorageTrouble.ReadOnly, StorageCodes.ReadOnly,
                    $"{name} cannot be written. Mount its folder for writing, or give the process the right."),
                _ => Told(StorageTrouble.Unavailable, StorageCodes.Unavailable, $"{name} cannot be read or written. Look at the disk and its mount."),
            },
            _ => fault,
        };

        StorageException Told(StorageTrouble trouble, string code, string message) => new(trouble, code, message, fault);
    }
}
