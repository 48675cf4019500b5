using System.Text.Json;
using Kolosal.Predictions;
using Kolosal.Privacy;
using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Backup;

/// <summary>The platform's own backups, whoever ordered them, and outside tools' that were ordered from this workspace.</summary>
/// <remarks>
/// What holds the person in one of the platform's is written anew and the keys of the old bytes are destroyed, so copies of it open no more. The
/// erasure is remembered beside the backups, so that whatever is restored hears of it. Outside tools' backups are named: nobody here can open them.
/// </remarks>
internal sealed class BackupHolder(
    ICatalogue catalogue, IBackupEngine engine, IBlobStore blobs, IRecordRewriter records, SubjectPredictions predictions, WorkspaceDigests digests)
    : ISubjectHolder
{
    private const int PageRows = 500;

    /// <summary>Larger content is looked through as bytes, not read as a document.</summary>
    private const int MostDocumentBytes = 16 << 20;

    public int Turn => 2;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        // An erasure that is carried out again did this when it was ordered.
        if (erasure.Order is not { } order) return [];
        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        try
        {
            var entry = new ErasureEntry(
                erasure.Workspace, order.Id, order.At, order.Ticket, order.By, digests.Tokens(erasure.Workspace, erasure.Identity.Names),
                erasure.Identity.Pseudonyms, erasure.Identity.Predictions, erasure.Datasets, erasure.Blobs, erasure.RemovePackages);
            var known = await engine.RememberAsync(entry, cancel);
            foreach (var one in await engine.RedactAsync(await WhatAsync(erasure, [.. known.Blobs], cancel), cancel))
                places.Add(one.Kept is { } why
                    ? new(SubjectPlace.Backup, one.Id, SubjectPlace.Kept, 1, $"{why} It goes with the schedule of backups, or when the operator "
                        + "removes it; what is restored from it is without the person before it serves.")
                    : new(SubjectPlace.Backup, one.Id, SubjectPlace.Erased, one.Found, "Written anew without the person; the keys of what was there "
                        + "are destroyed."));
        }
        catch (BackupFailedException away)
        {
            places.Add(new(SubjectPlace.Backup, SubjectPlace.Target, SubjectPlace.Kept, 1,
                $"The backups could not be changed: {away.Message} Repeat the erasure."));
        }

        await AddOutsideAsync(erasure.Workspace, places, cancel);
        return places.ToImmutable();
    }

    private async Task<BackupErasure> WhatAsync(SubjectErasure erasure, HashSet<string> own, CancellationToken cancel)
    {
        var (names, _) = await StoredRecordsHolder.LookAsync(records, erasure, cancel);
        var match = erasure.Match.Without(names);
        var rewrite = await predictions.RewriterAsync(erasure, () => { }, cancel);
        byte[] prefix = System.Text.Encoding.UTF8.GetBytes($"{erasure.Workspace}/");
        var searched = new Dictionary<string, bool>(StringComparer.Ordinal);
        return new(
            erasure.Workspace, record => StoredRecordsHolder.Redact(record, match),
            record => rewrite is not null && ServedRecord.Key(record.Span).StartsWith(prefix) ? rewrite(record) : null,
            async (sha256, open, stop) => own.Contains(sha256)
                || (!await IsSearchedAsync(sha256, stop) && await HoldsAsync(erasure, open, stop)));

        // What the running system still has was searched there, and kept with its reason or found to be without the person. Not so what is damaged
        // there, at whatever place, so that nobody could search it.
        async Task<bool> IsSearchedAsync(string sha256, CancellationToken stop) => searched.TryGetValue(sha256, out bool known) ? known
            : searched[sha256] = await blobs.IsWholeAsync(new(erasure.Workspace, sha256, 0), stop);
    }

    /// <exception cref="BlobCorruptException">It is damaged, and what can be read before that place does not hold the person.</exception>
    private static async Task<bool> HoldsAsync(SubjectErasure erasure, Func<CancellationToken, Task<Stream>> open, CancellationToken cancel)
    {
        await using var content = await open(cancel);
        using var start = new MemoryStream();
        BlobCorruptException? damage = null;
        try
        {
            var buffer = new byte[1 << 16];
            while (start.Length < MostDocumentBytes && await content.ReadAsync(buffer, cancel) is var read and > 0) start.Write(buffer, 0, read);
        }
        catch (BlobCorruptException fault)
        {
            damage = fault;
        }

        byte[] bytes = start.ToArray();
        if (erasure.Bytes.StandIn(bytes) || SubjectDocument.Redact(bytes, erasure.Match, out _) is not null) return true;
        return damage is null ? await erasure.Bytes.StandInAsync(bytes, content, cancel) : throw damage;
    }

    private async Task AddOutsideAsync(string workspace, ImmutableArray<SubjectPlace>.Builder places, CancellationToken cancel)
    {
        for (int page = 1; ; page++)
        {
            var listed = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Backup, [], "id", page, PageRows), cancel);
            places.AddRange(listed.Items.Select(entry => JsonSerializer.Deserialize<BackupReport>(entry.Document, WireJson.Options)!)
                .Where(report => report is { External: true, RemovedAt: null, Content: not null })
                .Select(report => new SubjectPlace(SubjectPlace.Backup, report.Id, SubjectPlace.Kept, 1, "An outside tool's, which nobody here can "
                    + "open: it shows the time before the erasure until that tool lets it go.")));
            if (listed.Items.Length < PageRows) return;
        }
    }
}
