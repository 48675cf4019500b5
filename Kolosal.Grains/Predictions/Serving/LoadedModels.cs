using System.Collections.Concurrent;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>The models loaded on this silo, shared by its predictors. Safe for any number of callers.</summary>
/// <remarks>The key holds the version, the hash of its package and the epoch of its model, so nothing can be served under another's name.</remarks>
internal sealed class LoadedModels(
    IBlobStore blobs, IOptionsMonitor<PredictionsOptions> options, PredictionsInstruments instruments, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Key, Entry> loaded = new();
    private long uses;

    /// <summary>The model, loaded at most once at a time however many ask.</summary>
    /// <param name="version">Which version.</param>
    /// <param name="serving">Its package and epoch.</param>
    /// <param name="reference">Asked for the monitors' columns when the model is not loaded yet.</param>
    /// <exception cref="InvalidOperationException">The stored package is missing or cannot be read: a fault of ours, whatever was asked.</exception>
    public async Task<LoadedModel> GetAsync(VersionKey version, ServingVersion serving, Func<Task<MonitoringReference>> reference)
    {
        var key = new Key(version, serving.Package.Sha256, serving.CacheEpoch);
        var entry = loaded.GetOrAdd(key, static (_, load) => new Entry(new Lazy<Task<LoadedModel>>(load)),
            () => LoadAsync(serving.Package, reference));
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

    private async Task<LoadedModel> LoadAsync(BlobRef package, Func<Task<MonitoringReference>> reference)
    {
        long began = clock.GetTimestamp();
        var columns = await reference();
        await using var stream = await blobs.OpenAsync(package, CancellationToken.None)
            ?? throw new InvalidOperationException($"The package {package.Sha256} is not in the store.");
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        content.Position = 0;
        try
        {
            var model = new LoadedModel(ModelPackage.Load(content), columns);
            instruments.Loaded(clock.GetElapsedTime(began));
            return model;
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidOperationException($"The package {package.Sha256} cannot be read.", damaged);
        }
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
