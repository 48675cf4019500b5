using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>What the trail keeps. Of a dropped entry the text goes; its hash stays, so that roots, checkpoints and proofs still hold.</summary>
internal sealed partial class AuditGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(6), FirstLook = TimeSpan.FromMinutes(5);

    /// <summary>What is done to the state with the next checkpoint: one write at a time.</summary>
    private readonly Queue<Action<AuditState>> changes = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (options.Value.RetentionDays is not null)
            this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(FirstLook, LookEvery));
    }

    public Task<AuditRetention> GetRetentionAsync() => Task.FromResult(
        new AuditRetention(options.Value.RetentionDays, storage.State.Hold, storage.State.Dropped));

    public async Task<AuditRetention> HoldAsync(string? reason)
    {
        var hold = storage.State.Hold;
        if (reason == hold?.Reason) return await GetRetentionAsync();
        var now = clock.GetUtcNow();
        string actor = Principal.CurrentSubject;
        changes.Enqueue(state => state.Hold = reason is null ? null : new(reason, now, actor));
        await AppendAsync([new(
            $"audit:hold:{Workspace}:{Guid.NewGuid():N}", now, actor, reason is null ? "audit.release-hold" : "audit.hold", "audit/trail", null,
            JsonSerializer.Serialize(new { reason = reason ?? hold!.Reason }))]);
        return await GetRetentionAsync();
    }

    public Task<AuditTombstone?> GetTombstoneAsync()
    {
        if (storage.State is not { Dropped: { } dropped, DroppedFrontier: { } frontier }) return Task.FromResult<AuditTombstone?>(null);
        if (!IsSound(dropped, frontier)) throw new LogIncompleteException($"audit-{Workspace}", dropped.Before);
        string note = AuditSigning.SignNote(notes, Workspace, dropped.Before, dropped.Head, TreeFrontier.FromBytes(dropped.Before, frontier).Root());
        return Task.FromResult<AuditTombstone?>(new(
            dropped.Before, dropped.Head,
            [.. frontier.Chunk(MerkleTree.HashBytes).Select(hash => Convert.ToHexStringLower(hash))], note));
    }

    public async Task<AuditRetention> DropDueAsync(CancellationToken cancel)
    {
        if (options.Value.RetentionDays is not { } days) return await GetRetentionAsync();

        // What a crash has left behind the last tombstone.
        if (storage.State.Dropped is { } before) await log.DropAsync(Workspace, before.Before, cancel);
        if (storage.State.Hold is not null || storage.State is not { Frontier: not null, Checkpoint: { Note: not null } checkpoint })
            return await GetRetentionAsync();

        var now = clock.GetUtcNow();
        long due = await DueAsync(now.AddDays(-days), cancel);

        // The last entry stays: what is signed must have something to be compared with.
        long cut = await log.CutAtAsync(Workspace, Math.Min(due, checkpoint.Entries - 1), cancel);
        if (cut <= storage.State.Start().First) return await GetRetentionAsync();
        await DropAsync(cut, days, now, cancel);
        return await GetRetentionAsync();
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await DropDueAsync(cancel);
        }
        catch (Exception damaged) when (damaged is LogCorruptException or LogIncompleteException or FormatException)
        {
            losses.Report(new(
                $"audit/{Workspace}/retention", Workspace, "audit", null, "The audit trail cannot be read for its retention", damaged.Message));
        }
    }

    /// <summary>The number of the first entry that is not older than an instant.</summary>
    private async Task<long> DueAsync(DateTimeOffset oldest, CancellationToken cancel)
    {
        long first = storage.State.Start().First;
        await foreach (var entry in log.ReadAsync(Workspace, first, cancel))
        {
            if (AuditListing.At(entry) >= oldest) return entry.Sequence;
            first = entry.Sequence + 1;
        }

        return first;
    }

    private async Task DropAsync(long cut, int days, DateTimeOffset now, CancellationToken cancel)
    {
        var (from, head, tree) = storage.State.Start();
        var check = new ChainCheck(from, head);
        var newest = DateTimeOffset.MinValue;
        var events = new List<string>();
        using var leaves = new MemoryStream();
        await foreach (var entry in log.ReadAsync(Workspace, from, cancel))
        {
            if (entry.Sequence == cut) break;
            if (!check.Add(entry)) throw new LogIncompleteException($"audit-{Workspace}", check.Entries);
            byte[] leaf = entry.LeafHash();
            tree.Add(leaf);
            leaves.Write(leaf);
            events.Add(AuditListing.EventId(entry));
            if (AuditListing.At(entry) is var at && at > newest) newest = at;
        }

        if (check.Entries != cut) throw new LogIncompleteException($"audit-{Workspace}", check.Entries);
        leaves.Position = 0;
        var stored = await blobs.PutAsync(Workspace, leaves, cancel);
        byte[] root = tree.Root();
        var dropped = new AuditDropped(
            cut, check.Head, now, newest, days, AuditSigning.SignNote(notes, Workspace, cut, check.Head, root),
            AuditSigning.Keys(notes, Workspace)[^1].ToString());

        // Lists first: a crash before the tombstone leaves entries unlisted, and the next look drops them; after it nobody would know their ids.
        foreach (string id in events) await catalogue.RemoveAsync(Workspace, CatalogueKinds.AuditEvent, id, cancel);
        byte[] frontier = tree.ToBytes();
        changes.Enqueue(state => state.Drop(dropped, frontier, new(from, cut, stored)));
        await AppendAsync([new(
            $"audit:drop:{Workspace}:{cut}", now, Principal.SystemSubject, "audit.drop", "audit/trail", null, JsonSerializer.Serialize(new
            {
                from,
                before = cut,
                head = check.Head,
                root = Convert.ToHexStringLower(root),
                retention_days = days,
            }))]);
        await log.DropAsync(Workspace, cut, cancel);
        instruments.Dropped(cut - from);
    }

    /// <summary>Whether one of the installation's keys signed the tombstone, and for this frontier.</summary>
    private bool IsSound(AuditDropped dropped, byte[] frontier) =>
        AuditSigning.ReadNote(notes, Workspace, new(dropped.Before, dropped.Head, "", "", dropped.Note, dropped.NoteKey)) is { } stated
        && stated.Root.AsSpan().SequenceEqual(TreeFrontier.FromBytes(dropped.Before, frontier).Root());

    private Refusal Gone(long sequence) => new(RefusalKind.Gone, "audit.entry-dropped",
        $"Entry {sequence} was dropped under the retention of {storage.State.Dropped!.RetentionDays} days, with all before entry "
        + $"{storage.State.Dropped.Before}; what is left of it is its hash. GET /api/audit/retention has the signed tombstone.");
}
