namespace Kolosal.Backup;

/// <summary>Where backups lie: objects by backup and name. What is written is there whole or not at all. Safe for any number of callers.</summary>
internal interface IBackupTarget
{
    /// <summary>Another machine keeps it.</summary>
    bool IsOffHost { get; }

    /// <summary>Where a backup lies, in words.</summary>
    string Locate(string backup);

    /// <summary>Durable on return.</summary>
    Task WriteAsync(string backup, string name, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>As <see cref="WriteAsync"/>; what lay there before is overwritten, as far as the target can.</summary>
    Task ReplaceAsync(string backup, string name, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>Removes one object, its content overwritten as far as the target can; nothing happens when there is none.</summary>
    Task ShredAsync(string backup, string name, CancellationToken cancel);

    /// <summary>Null when there is none.</summary>
    Task<byte[]?> ReadAsync(string backup, string name, CancellationToken cancel);

    /// <summary>Names of a backup's objects.</summary>
    Task<IReadOnlyList<string>> ListAsync(string backup, CancellationToken cancel);

    /// <summary>Removes a backup, its manifest first; nothing happens when there is none.</summary>
    Task DeleteAsync(string backup, CancellationToken cancel);
}
