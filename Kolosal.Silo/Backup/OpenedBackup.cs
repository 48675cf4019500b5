using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>One backup with what opens it.</summary>
/// <param name="Seal">Under the backup's key.</param>
/// <param name="Manifest">As it stands now, erasures carried out.</param>
/// <param name="Book">Keys of its chunks.</param>
internal sealed record OpenedBackup(BackupSeal Seal, BackupManifest Manifest, KeyBook Book)
{
    /// <param name="target">Where the keys lie.</param>
    /// <param name="id">The backup's.</param>
    /// <param name="file">Its manifest as it lies in the target.</param>
    /// <param name="keys">Of the installation.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="BackupDamagedException">Manifest or keys are not what was written, or the keys are not there.</exception>
    public static async Task<OpenedBackup> OfAsync(IBackupTarget target, string id, byte[] file, IKeyRing keys, CancellationToken cancel)
    {
        var (seal, manifest) = BackupSeal.Open(id, file, keys);
        try
        {
            if (manifest.Format == BackupManifest.FirstFormat) return new(seal, manifest, new());
            byte[] sealedBook = await target.ReadAsync(KeyBook.Area, id, cancel)
                ?? throw new BackupDamagedException(
                    $"The keys of {id} are missing: need '{id}' in {target.Locate(KeyBook.Area)}, which lies beside the backups "
                    + "and is copied with them.");
            var book = seal.OpenBook(sealedBook);
            return new(seal, book.Apply(manifest), book);
        }
        catch
        {
            seal.Dispose();
            throw;
        }
    }
}
