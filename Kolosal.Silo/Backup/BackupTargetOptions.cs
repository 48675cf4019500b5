using System.ComponentModel.DataAnnotations;
using Kolosal.Storage.Blobs;

namespace Kolosal.Backup;

/// <summary>Where backups go. Section <c>Kolosal:Backup</c>, beside <see cref="BackupOptions"/>.</summary>
public sealed class BackupTargetOptions
{
    /// <summary>Folder of the backups, made with mode 0700; it should lie on another disk, or be another machine's. Default: <c>backups</c> under the
    /// current directory.</summary>
    [Required, MinLength(1)]
    public string Directory { get; set; } = "backups";

    /// <summary>The folder is kept by another machine, as a mounted one is: backups then say that they are off host. Default: false.</summary>
    public bool IsOffHost { get; set; }

    /// <summary>Object store of the backups in place of the folder. Default: none.</summary>
    public S3Options? S3 { get; set; }

    /// <summary>Below it <c>POST /api/backup/backups/{id}/restore</c> makes its folders. Default: <c>restored</c> under the current directory.
    /// </summary>
    [Required, MinLength(1)]
    public string RestoreDirectory { get; set; } = "restored";

    internal IBackupTarget CreateTarget() => S3 is { } store ? new S3BackupTarget(store.CreateClient(), store)
        : new FolderBackupTarget(Directory, IsOffHost);
}
