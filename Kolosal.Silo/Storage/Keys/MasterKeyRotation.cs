using System.Security.Cryptography;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Keys;

/// <summary>
/// Rotation on a single machine. The ring gets another key, which wraps from then on, and is itself wrapped under the new master key; then the key of
/// every blob is wrapped anew.
/// </summary>
/// <remarks>
/// Order, so that a crash at any point leaves a master key that opens the ring: the ring under both keys, the new key in its place, the ring under
/// the
/// new key alone. What the old master key had opened it opens no more, once the walk over the blobs is done.
/// </remarks>
internal sealed partial class MasterKeyRotation(
    DataDirectory directory, IKeyRing keys, IMasterKeyStore store, IOptions<StorageOptions> options, IServiceProvider services,
    ILogger<MasterKeyRotation> log) : BackgroundService, IMasterKeyRotation
{
    private readonly SemaphoreSlim turn = new(1), wanted = new(0);
    private volatile RewrapProgress progress = new(1, 0, 0, false);

    public RewrapProgress Progress => progress with { Generation = (keys as KeyRing)?.Keys.Count ?? 1 };

    public async Task<Result<string>> RotateAsync(CancellationToken cancel)
    {
        if (options.Value.ConnectionString is not null || keys is not KeyRing ring)
            return Refusal.Conflict(
                "secrets.not-from-here", "The silos of a cluster share one master key, which stands in their environment; it is not rotated while "
                    + "they run.");
        if (!store.CanWrite && store.Next is null)
            return Refusal.Conflict(
                "secrets.no-next-key", $"The master key comes from the {store.Name}. Put the next one into {MasterKey.NextVariable}, restart, "
                    + "rotate, and then "
                + $"put it into {MasterKey.Variable}.");
        await turn.WaitAsync(cancel);
        try
        {
            string path = MasterKey.RingPath(directory);
            byte[] old = store.Read(), next = store.Next ?? RandomNumberGenerator.GetBytes(MasterKeyText.Bytes);
            if (CryptographicOperations.FixedTimeEquals(old, next))
                return Refusal.Conflict("secrets.same-key",
                    $"{MasterKey.NextVariable} holds the present key; make another with: openssl rand -base64 32");
            byte[] wrapping = RandomNumberGenerator.GetBytes(MasterKeyText.Bytes);
            RingFile.Write(path, [.. ring.Keys, wrapping], old, next);
            if (store.CanWrite)
            {
                store.Write(next);
                RingFile.Write(path, [.. ring.Keys, wrapping], next);
            }

            ring.Add(wrapping);
            wanted.Release();
            LogRotated(log, ring.Keys.Count, store.Name);
            return store.CanWrite ? "The master key is another; the keys of blobs are wrapped anew in the background."
                : $"Both keys open the ring. Put the next key into {MasterKey.Variable}, take {MasterKey.NextVariable} away, and restart: the old "
                    + "one opens "
                + "nothing from then on.";
        }
        finally
        {
            turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        if (services.GetService<IBlobStore>() is not FolderBlobStore blobs) return;

        // A walk that a stop interrupted is taken up again.
        if (keys is KeyRing { Keys.Count: > 1 }) wanted.Release();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wanted.WaitAsync(stopping);
                progress = new(0, 0, 0, true);
                var (wrapped, left) = await Task.Run(() => blobs.Rewrap(count => progress = progress with { Wrapped = count }, stopping), stopping);
                progress = new(0, wrapped, left, false);
                LogWalked(log, wrapped, left);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                LogFailed(log, fault);
                progress = progress with { Walking = false };
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The master key was rotated: generation {Generation}, kept in the {Store}")]
    private static partial void LogRotated(ILogger log, int generation, string store);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The keys of {Wrapped} blobs are wrapped under the present generation; {Left} could not be")]
    private static partial void LogWalked(ILogger log, long wrapped, long left);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Wrapping the keys of blobs anew failed; it goes on at the next start or rotation")]
    private static partial void LogFailed(ILogger log, Exception fault);
}
