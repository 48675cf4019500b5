using System.Collections.Concurrent;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>The models loaded on this silo, shared by its predictors. Safe for any number of callers.</summary>
/// <remarks>
/// The key holds the version, the hash of its package and the epoch of its model, so nothing can be served under another's name. A model is
/// counted by the bytes of its package and those that building it took, garbage included: more than it holds, whatever kind it is of.
/// </remarks>
internal sealed class LoadedModels(IBlobStore blobs, IOptionsMonitor<PredictionsOptions> options, PredictionsInstruments instruments,
    TimeProvider clock, IStorageLosses losses)
{
    /// <summary>Of models that made room for others: enough to tell a reload from a first load.</summary>
    private const int RememberedEvictions = 4_096;

    private readonly ConcurrentDictionary<Key, Entry> loaded = new();
    private readonly ConcurrentDictionary<Key, bool> evicted = new();
    private readonly Lock trimming = new();
    private long uses;

    /// <summary>Bytes of the models that are loaded.</summary>
    public long Bytes => loaded.Values.Sum(entry => Interlocked.Read(ref entry.Bytes));

    /// <summary>The model when it is loaded; null when it must be asked for by <see cref="GetAsync"/>.</summary>
    public LoadedModel? Recall(VersionKey version, ServingVersion serving)
    {
        if (!loaded.TryGetValue(new(version, serving.Package.Sha256, serving.CacheEpoch), out var entry)) return null;
        if (!entry.Model.IsValueCreated || !entry.Model.Value.IsCompletedSuccessfully) return null;
        entry.LastUse = Interlocked.Increment(ref uses);
        return entry.Model.Value.Result;
    }

    /// <summary>The model, loaded at most once at a time however many ask.</summary>
    /// <param name="version">Which version.</param>
    /// <param name="serving">Its package and epoch.</param>
    /// <param name="reference">Asked for the monitors' columns when the model is not loaded yet.</param>
    /// <exception cref="StorageException">The stored package is missing or cannot be read: a fault of ours, whatever was asked.</exception>
    public async Task<LoadedModel> GetAsync(VersionKey version, ServingVersion serving, Func<Task<MonitoringReference>> reference)
    {
        var key = new Key(version, serving.Package.Sha256, serving.CacheEpoch);
        var entry = loaded.GetOrAdd(key, static (_, load) => new Entry(load), (Entry own) => LoadAsync(own, key, serving.Package, reference));
        entry.LastUse = Interlocked.Increment(ref uses);
        try
        {
            return await entry.Model.Value;
        }
        catch
        {
            // A failed load must not be remembered: the next request tries again.
            loaded.TryRemove(new(key, entry));
            throw;
        }
    }

    private async Task<LoadedModel> LoadAsync(Entry entry, Key key, BlobRef package, Func<Task<MonitoringReference>> reference)
    {
        var version = key.Version;
        long began = clock.GetTimestamp();
        var columns = await reference();
        try
        {
            await using var stream = await blobs.OpenAsync(package, CancellationToken.None)
                ?? throw new BlobCorruptException(package.Sha256, "it is gone.");
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            content.Position = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            var model = new LoadedModel(ModelPackage.Load(content), columns);
            Interlocked.Exchange(ref entry.Bytes, content.Length + GC.GetAllocatedBytesForCurrentThread() - before);
            instruments.Loaded(clock.GetElapsedTime(began), again: evicted.TryRemove(key, out _));
            Trim(key);
            instruments.Hold(Bytes);
            return model;
        }
        catch (Exception damaged) when (damaged is BlobCorruptException or InvalidDataException)
        {
            throw Damaged(version, package, damaged);
        }
    }

    private StorageException Damaged(VersionKey version, BlobRef package, Exception cause)
    {
        string what = $"The stored package of version {version.Number} of '{version.Name}' is damaged or gone. Put blobs/{package.Workspace}/"
            + $"{package.Sha256[..2]}/{package.Sha256} back from a backup, or make another version the active one.";

        // Once a day while it lasts: a repaired package that is damaged again is news.
        losses.Report(new(
            $"{version}/{package.Sha256}/{clock.GetUtcNow():yyyyMMdd}", version.Workspace, $"models/{version.Name}", version.Name,
            $"The package of {version.Name}:{version.Number} cannot be read", $"{what} {cause.Message}"));
        return new(StorageTrouble.Damaged, StorageCodes.PackageDamaged, what, cause);
    }

    private void Trim(Key latest)
    {
        lock (trimming)
        {
            long room = (long)options.CurrentValue.ModelMegabytes << 20;
            while (Bytes > room)
            {
                var old = loaded.Where(entry => entry.Key != latest && Interlocked.Read(ref entry.Value.Bytes) > 0)
                    .OrderBy(entry => entry.Value.LastUse).FirstOrDefault();
                if (old.Value is null) return;
                if (!loaded.TryRemove(old)) continue;
                if (evicted.Count >= RememberedEvictions) evicted.Clear();
                evicted[old.Key] = true;
                instruments.Evicted();
            }
        }
    }

    private readonly record struct Key(VersionKey Version, string PackageSha256, long Epoch);

    private sealed class Entry
    {
        /// <summary>0 while it loads.</summary>
        public long Bytes;

        public Entry(Func<Entry, Task<LoadedModel>> load) => Model = new(() => load(this));

        public Lazy<Task<LoadedModel>> Model { get; }

        public long LastUse { get; set; }
    }
}
