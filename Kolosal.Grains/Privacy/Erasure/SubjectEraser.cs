using System.Text.Json;
using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Disclosure;
using Kolosal.Storage;

namespace Kolosal.Privacy;

/// <summary>Takes a person out of the datasets of a workspace.</summary>
/// <remarks>
/// A dataset that holds the person is replaced by a new one without: another content, under another key. Then the old one is deleted, and with its
/// blobs the keys that opened them. Whatever fails in between is repeated with the same request, which finds what is left. The audit chain names no
/// values of rows, so nothing in it changes.
/// </remarks>
public sealed class SubjectEraser
{
    public const string MadeBy = "erasure";

    private const int PageLimit = 500;

    /// <summary>What an erasure does not reach, whatever it did.</summary>
    internal static readonly ImmutableArray<string> NotReached =
    [
        "Model versions keep what they learnt, and in their packages the words of categorical columns: retrain those that are listed, and retire "
            + "them.",
        "The prediction log keeps inputs as numbers and numbers of categories, without a name; texts are never logged. A row of it is not found by a "
            + "person's identifiers. It goes with the retention of the log.",
        "Artifacts of tracked runs, analyses, files that were exported, and backups are not searched.",
        "Answers kept for Idempotency-Key may repeat words of categorical columns; they go after 24 hours.",
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
    /// <param name="cancel">Stops it between two datasets.</param>
    public async Task<Result<ErasureReport>> EraseAsync(
        string workspace, IReadOnlyCollection<(string Column, string Value)> identifiers, string? ticket, string by, CancellationToken cancel)
    {
        var digest = digests.Of(workspace);
        string subject = digest.Pseudonym("erasure", string.Join('\u0001', identifiers.Select(
            known => $"{known.Column}\u0002{known.Value.Trim().ToUpperInvariant()}").Order(StringComparer.Ordinal)));
        var match = new SubjectMatch(identifiers, digest.Pseudonym);
        var done = ImmutableArray.CreateBuilder<ErasedDataset>();
        var models = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string id in await DatasetsAsync(workspace, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (await EraseAsync(new(workspace, id), match, models, cancel) is { } erased) done.Add(erased);
        }

        var left = await scrub.ScrubAsync(cancel);
        instruments.Erased(done.Where(dataset => dataset.Outcome != "kept").Sum(dataset => (long)dataset.Rows));
        return await grains.Erasure(workspace, $"er_{subject[2..]}").RecordAsync(new(
            $"er_{subject[2..]}", subject, ticket, done.ToImmutable(), [.. models], [.. NotReached, .. left],
            done.All(dataset => dataset.Outcome != "kept"), clock.GetUtcNow(), by));
    }

    private async Task<ErasedDataset?> EraseAsync(ResourceKey key, SubjectMatch match, SortedSet<string> models, CancellationToken cancel)
    {
        var grain = grains.Dataset(key);
        var described = await grain.DescribeAsync();
        if (!described.Accepted) return null; // deleted in between
        var opened = await texts.OpenAsync(key);
        if (!opened.Accepted) return Kept(key.Id, 0, 0, opened.Refusal);
        var frame = await texts.ReadAsync(opened.Value, null, cancel);
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
            return new(key.Id, successor is null ? "deleted" : "replaced", own, cells.Count, successor, null, null);
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

    private static ErasedDataset Kept(string id, int rows, int cells, Refusal refusal) =>
        new(id, "kept", rows, cells, null, refusal.Code, refusal.Message);
}
