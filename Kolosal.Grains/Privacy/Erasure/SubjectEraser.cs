using System.Text.Json;
using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Disclosure;
using Kolosal.Storage;
using Kolosal.Subjects;
using Kolosal.Tabular;

namespace Kolosal.Privacy;

/// <summary>Takes a person out of the datasets of a workspace.</summary>
/// <remarks>
/// A dataset that holds the person is replaced by a new one without: another content, under another key. Then the old one is deleted, and with its
/// blobs the keys that opened them. What else may hold the person is swept on a silo. Whatever fails in between is repeated with the same request,
/// which finds what is left. The audit chain seals hashes of rows and no values of them, so nothing in it changes.
/// </remarks>
public sealed class SubjectEraser
{
    public const string MadeBy = "erasure";

    private const int PageLimit = 500;

    /// <summary>What an erasure does not reach, whatever it did.</summary>
    internal static readonly ImmutableArray<string> NotReached =
    [
        "Model versions keep what they learnt: retrain those that are listed, and retire them. Their packages are searched for the person's values "
            + "literally; that a person's numbers shaped a tree or a coefficient is found by no search.",
        "A row of the prediction log is the person's when the model takes a column by which the person is known, or when the prediction's id was "
            + "given. Other rows hold numbers and numbers of categories, without a name, and go with the retention of the log.",
        "Names without a digit, a blank or a sign, and numbers of fewer than eight digits, are looked for in their column alone, not in other texts.",
        "Files that were exported or downloaded are not reached, and the contents of artifacts that were taken away from their run are not searched.",
        "In backups of this platform the tables of datasets that had been deleted before are not searched; they go with the schedule of backups. "
            + "Copies of the key store of the backups (keystore/) that somebody took elsewhere open what they opened.",
    ];

    private readonly IGrainFactory grains;
    private readonly ICatalogue catalogue;
    private readonly DatasetTexts texts;
    private readonly WorkspaceDigests digests;
    private readonly IStorageScrub scrub;
    private readonly PrivacyInstruments instruments;
    private readonly TimeProvider clock;

    internal SubjectEraser(
        IGrainFactory grains, ICatalogue catalogue, DatasetTexts texts, WorkspaceDigests digests, IStorageScrub scrub, PrivacyInstruments instruments,
        TimeProvider clock) =>
        (this.grains, this.catalogue, this.texts, this.digests, this.scrub, this.instruments, this.clock) =
            (grains, catalogue, texts, digests, scrub, instruments, clock);

    /// <param name="workspace">Where to look.</param>
    /// <param name="identifiers">Columns and the values by which the person is known in them; rows with any of them are theirs.</param>
    /// <param name="ticket">The request's number elsewhere.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="scope">What goes with the person.</param>
    /// <param name="cancel">Stops it between two datasets.</param>
    public async Task<Result<ErasureReport>> EraseAsync(
        string workspace, IReadOnlyCollection<(string Column, string Value)> identifiers, string? ticket, string by, ErasureScope scope,
        CancellationToken cancel)
    {
        var digest = digests.Of(workspace);
        string subject = digest.Pseudonym("erasure", string.Join('\u0001', identifiers.Select(
            known => $"{known.Column}\u0002{known.Value.Trim().ToUpperInvariant()}").Order(StringComparer.Ordinal)));
        var identity = new SubjectIdentity(
            [.. identifiers.Select(known => new SubjectName(known.Column, known.Value.Trim()))],
            [.. identifiers.Select(known => digest.Pseudonym(known.Column, known.Value.Trim()))], [.. scope.Predictions], []);
        var order = new SubjectOrder($"er_{subject[2..]}", clock.GetUtcNow(), ticket, by);
        return await EraseAsync(workspace, identity, [], scope.RemovePackages, order, isNew: true, cancel);
    }

    /// <summary>Carries an erasure out again on data from before it. What went with it then goes again; its record is made as it was.</summary>
    /// <param name="entry">What was remembered.</param>
    /// <param name="cancel">Stops it between two datasets.</param>
    public Task<Result<ErasureReport>> RepeatAsync(ErasureEntry entry, CancellationToken cancel) => EraseAsync(
        entry.Workspace, new([], entry.Pseudonyms, entry.Predictions, entry.Tokens), entry.Datasets, entry.RemovePackages,
        new(entry.Id, entry.At, entry.Ticket, entry.By), isNew: false, cancel);

    private async Task<Result<ErasureReport>> EraseAsync(
        string workspace, SubjectIdentity identity, ImmutableArray<string> wereGone, bool removePackages, SubjectOrder order, bool isNew,
        CancellationToken cancel)
    {
        var match = digests.Match(workspace, identity);
        var done = ImmutableArray.CreateBuilder<ErasedDataset>();
        var models = new SortedSet<string>(StringComparer.Ordinal);
        var content = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string id in await DatasetsAsync(workspace, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (await EraseAsync(new(workspace, id), match, models, content, wereGone.Contains(id), cancel) is { } erased) done.Add(erased);
        }

        var gone = done.Where(dataset => dataset.Outcome != "kept").Select(dataset => dataset.DatasetId);
        var places = await grains.SubjectSweep(workspace).SweepAsync(
            new(identity, [.. gone], removePackages, [.. content], isNew ? order : null));
        var left = await scrub.ScrubAsync(cancel);
        instruments.Erased(done.Where(dataset => dataset.Outcome != "kept").Sum(dataset => (long)dataset.Rows));
        return await grains.Erasure(workspace, order.Id).RecordAsync(new(
            order.Id, $"p-{order.Id[3..]}", order.Ticket, done.ToImmutable(), [.. models], [.. NotReached, .. left],
            done.All(dataset => dataset.Outcome != "kept") && places.All(IsDone), order.At, order.By, places));
    }

    private async Task<ErasedDataset?> EraseAsync(
        ResourceKey key, SubjectMatch match, SortedSet<string> models, SortedSet<string> content, bool wasGone, CancellationToken cancel)
    {
        var grain = grains.Dataset(key);
        var described = await grain.DescribeAsync();
        if (!described.Accepted) return null; // deleted in between
        var opened = await texts.OpenAsync(key);
        if (!opened.Accepted) return Kept(key.Id, 0, 0, opened.Refusal);
        Result<Frame> frame;
        try
        {
            frame = await texts.ReadAsync(opened.Value, null, cancel);
        }
        catch (StorageException shredded) when (wasGone && shredded.Trouble == StorageTrouble.Damaged)
        {
            // A backup brought the record back, and the keys of its rows were destroyed: the record goes as well.
            var cleared = await grain.DeleteAsync();
            return cleared.Accepted ? new(key.Id, "deleted", 0, 0, null, null, null) : Kept(key.Id, 0, 0, cleared.Refusal);
        }

        if (!frame.Accepted) return Kept(key.Id, 0, 0, frame.Refusal);
        (string Name, string?[] Values)[] columns =
            [.. frame.Value.Schema.Columns.Zip(frame.Value.Columns).Select(c => (c.First.Name, DatasetTexts.Texts(c.Second)))];
        var (rows, cells) = match.Find(columns);
        int own = rows.Count(row => row);
        if (own == 0 && cells.Count == 0) return null;

        var lineage = await grain.GetLineageAsync();
        if (lineage.Accepted) models.UnionWith(lineage.Value.Models);
        // Before a successor is made: what may not go must not be there twice.
        var allowed = await grains.ClassificationOfDataset(key).AllowAsync(DataUse.Delete, null);
        if (!allowed.Accepted) return Kept(key.Id, own, cells.Count, allowed.Refusal);
        string? successor = null;
        if (own < rows.Length)
        {
            var made = await ReplaceAsync(key, described.Value, columns, rows, cells, cancel);
            if (!made.Accepted) return Kept(key.Id, own, cells.Count, made.Refusal);
            successor = made.Value;
        }

        var deleted = await grain.DeleteAsync();
        if (deleted.Accepted || deleted.Refusal.Kind == RefusalKind.NotFound)
        {
            content.UnionWith([opened.Value.Data.Sha256, opened.Value.Profile.Sha256]);
            return new(key.Id, successor is null ? "deleted" : "replaced", own, cells.Count, successor, null, null);
        }

        return Kept(key.Id, own, cells.Count, deleted.Refusal) with { Successor = successor };
    }

    private async Task<Result<string>> ReplaceAsync(
        ResourceKey key, DatasetDescription parent, (string Name, string?[] Values)[] columns, bool[] rows, List<(int Column, int Row)> cells,
        CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        foreach (var (column, row) in cells) columns[column].Values[row] = null;
        int[] kept = [.. Enumerable.Range(0, rows.Length).Where(row => !rows[row])];
        (string, string?[])[] left = [.. columns.Select(column => (column.Name, kept.Select(row => column.Values[row]).ToArray()))];
        var derivation = new DatasetDerivation(MadeBy, key.Id, parent.Root ?? key.Id, parent.Version + 1, [new(
            "erase_subject", rows.Length, kept.Length, JsonSerializer.Serialize(new { cells_emptied = cells.Count }), [], cells.Count, null,
            clock.GetElapsedTime(began).TotalMilliseconds, "No example is kept: it would be of the person.")]);
        var made = await texts.DeriveAsync(key.Workspace, parent, parent.Name, left, derivation, cancel);
        if (!made.Accepted) return made.Refusal;
        var budget = await grains.PrivacyBudget(key).GetAsync();
        if (budget.Accepted) await grains.PrivacyBudget(new(key.Workspace, made.Value.DatasetId)).InheritAsync(budget.Value);
        return made.Value.DatasetId;
    }

    private async Task<List<string>> DatasetsAsync(string workspace, CancellationToken cancel)
    {
        var all = new List<string>();
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Dataset, [], "created_at", page, PageLimit), cancel);
            all.AddRange(found.Items.Select(entry => entry.Id));
            if (found.Items.Length < PageLimit) return all;
        }
    }

    /// <summary>A backup that cannot be changed holds the person until it goes; where backups lie must have been reached.</summary>
    private static bool IsDone(SubjectPlace place) =>
        place.Outcome != SubjectPlace.Kept || place is { Kind: SubjectPlace.Backup, Id: not SubjectPlace.Target };

    private static ErasedDataset Kept(string id, int rows, int cells, Refusal refusal) =>
        new(id, "kept", rows, cells, null, refusal.Code, refusal.Message);
}
