using System.Collections.Concurrent;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Explanations;

/// <summary>The versions that a silo has explained last, by version and package hash. Safe for any number of callers.</summary>
internal sealed class ExplainedVersions(
    IBlobStore blobs, IVersionRows rows, ExplanationThreads threads, IOptions<ExplanationsOptions> options, ExplanationsInstruments instruments)
{
    // Of usual rows and held-out rows that are drawn.
    private const ulong Seed = 0;

    private readonly ConcurrentDictionary<(VersionKey Version, string Sha256), Entry> made = new();
    private long uses;

    /// <summary>The version, made ready at most once at a time however many ask.</summary>
    /// <exception cref="StorageException">The stored package is missing or cannot be read.</exception>
    public async Task<ExplainedVersion> GetAsync(VersionKey version, VersionRegistration registration, CancellationToken cancel)
    {
        var key = (version, registration.PackageSha256);
        var entry = made.GetOrAdd(key, static (_, make) => new Entry(new Lazy<Task<ExplainedVersion>>(make)), () => MakeAsync(version, registration));
        entry.LastUse = Interlocked.Increment(ref uses);
        try
        {
            var ready = await entry.Version.Value.WaitAsync(cancel);
            while (made.Count > options.Value.CachedVersions) made.TryRemove(made.MinBy(other => other.Value.LastUse));
            return ready;
        }
        catch when (entry.Version.Value.IsFaulted || entry.Version.Value.IsCanceled)
        {
            made.TryRemove(new(key, entry)); // the next caller tries again
            throw;
        }
    }

    private async Task<ExplainedVersion> MakeAsync(VersionKey version, VersionRegistration registration)
    {
        instruments.Loaded();
        byte[] package = await ReadAsync(version, registration);
        var opened = await rows.OpenAsync(version.Workspace, registration, CancellationToken.None);
        return await threads.RunAsync(takesLong: false, () =>
        {
            var model = Load(version, package);
            VersionRows? dealt = null;
            var why = opened.Refusal;
            try
            {
                dealt = opened.Accepted ? opened.Value() : null;
            }
            catch (TrainingException cannot)
            {
                why = Refusal.Unprocessable("explain.no-held-out-rows", $"The rows of this version cannot be dealt as they were: {cannot.Message}");
            }
            string name = $"{version.Name}:{version.Number}";
            var own = options.Value;
            return dealt is null
                ? new ExplainedVersion(name, version.Number, registration, model, Distributed(model, registration), null, 0, why, own)
                : new ExplainedVersion(name, version.Number, registration, model,
                    UsualRows.Of(model, dealt.Development, own.SampleRows, Seed, UsualRows.OfTraining), UsualRows.Draw(dealt.Test, own.HeldOutRows,
                        Seed),
                    dealt.Test.Rows, null, own);
        }, CancellationToken.None);
    }

    private UsualRows Distributed(ExplainedModel model, VersionRegistration registration)
    {
        var columns = model.Package.Manifest.InputDistributions ?? [];
        return UsualRows.Of(model, columns.IsDefaultOrEmpty ? registration.Reference.InputDistributions() : columns, options.Value.SampleRows, Seed);
    }

    private async Task<byte[]> ReadAsync(VersionKey version, VersionRegistration registration)
    {
        try
        {
            await using var stream = await blobs.OpenAsync(registration.Package, CancellationToken.None)
                ?? throw new BlobCorruptException(registration.Package.Sha256, "it is gone.");
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            return content.ToArray();
        }
        catch (BlobCorruptException damaged)
        {
            throw Damaged(version, damaged);
        }
    }

    private static ExplainedModel Load(VersionKey version, byte[] package)
    {
        try
        {
            return new ExplainedModel(ModelPackage.Load(new MemoryStream(package, writable: false)));
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(version, damaged);
        }
    }

    private static StorageException Damaged(VersionKey version, Exception cause) => new(StorageTrouble.Damaged, StorageCodes.PackageDamaged,
        $"The stored package of version {version.Number} of '{version.Name}' is damaged or gone; put it back from a backup. {cause.Message}", cause);

    private sealed class Entry(Lazy<Task<ExplainedVersion>> version)
    {
        public Lazy<Task<ExplainedVersion>> Version { get; } = version;

        public long LastUse { get; set; }
    }
}
