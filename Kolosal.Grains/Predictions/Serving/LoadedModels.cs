using System.Collections.Concurrent;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>The models loaded on this silo, shared by its predictors. Safe for any number of callers.</summary>
/// <remarks>The key holds the version, the hash of its package and the epoch of its model, so nothing can be served under another's name.</remarks>
internal sealed class LoadedModels(IBlobStore blobs, IOptionsMonitor<PredictionsOptions> options, PredictionsInstruments instruments,
    TimeProvider clock, IStorageLosses losses)
{
    private readonly ConcurrentDictionary<Key, Entry> loaded = new();
    private long uses;

    /// <summary>The model, loaded at most once at a time however many ask.</summary>
    /// <param name="version">Which version.</param>
    /// <param name="serving">Its package and epoch.</param>
    /// <param name="reference">Asked for the monitors' columns when the model is not loaded yet.</param>
    /// <exception cref="StorageException">The stored package is missing or cannot be read: a fault of ours, whatever was asked.</exception>
    public async Task<LoadedModel> GetAsync(VersionKey version, ServingVersion serving, Func<Task<MonitoringReference>> reference)
    {
        var key = new Key(version, serving.Package.Sha256, serving.CacheEpoch);
        var entry = loaded.GetOrAdd(key, static (_, load) => new Entry(new Lazy<Task<LoadedModel>>(load)),
            () => LoadAsync(version, serving.Package, reference));
        entry.LastUse = Interlocked.Increment(ref uses);
        try
        {
            var model = await entry.Model.Value;
            Trim();
            return model;
        }
        catch
        {
            // A failed load must not be remembered: the next request tries again.
            loaded.TryRemove(new(key, entry));
            throw;
        }
    }

    private async Task<LoadedModel> LoadAsync(VersionKey version, BlobRef package, Func<Task<MonitoringReference>> reference)
    {
        long began = clock.GetTimestamp();
        var columns = await reference();
        try
        {
            await using var stream = await blobs.OpenAsync(package, CancellationToken.None)
                ?? throw new BlobCorruptException(package.Sha256, "it is gone.");
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            content.Position = 0;
            var model = new LoadedModel(ModelPackage.Load(content), columns);
            instruments.Loaded(clock.GetElapsedTime(began));
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

    private void Trim()
    {
        while (loaded.Count > options.CurrentValue.CachedModels) loaded.TryRemove(loaded.MinBy(entry => entry.Value.LastUse));
    }

    private readonly record struct Key(VersionKey Version, string PackageSha256, long Epoch);

    private sealed class Entry(Lazy<Task<LoadedModel>> model)
    {
        public Lazy<Task<LoadedModel>> Model { get; } = model;

        public long LastUse { get; set; }
    }
}
