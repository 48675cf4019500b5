using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>Whether the chain is what was sealed. Every answer is of entries that were read and hashed anew for it.</summary>
internal sealed partial class AuditGrain
{
    private SharedWork<AuditVerification>? verifications;

    /// <summary>Whoever asks while one is at it shares the next, so that any number of askers cost two readings of the log.</summary>
    public Task<AuditVerification> VerifyAsync(CancellationToken cancel) => (verifications ??= new(RecomputeAsync)).AskAsync(cancel);

    private async Task<AuditVerification> RecomputeAsync(CancellationToken cancel)
    {
        // Other turns may append while this one reads, so what to reach is what is known now.
        var (expected, checkpoint) = (head, storage.State.Checkpoint);
        var (first, before, grown) = storage.State.Start();
        var check = new ChainCheck(first, before);
        string? fault = null;
        string? met = checkpoint?.Entries == first ? before : null;
        byte[]? root = null;
        if (storage.State is { Dropped: { } dropped, DroppedFrontier: { } edge } && !IsSound(dropped, edge))
            fault = $"The tombstone of the entries before {first} does not hold: its signature, or the root of their tree.";
        try
        {
            await foreach (var entry in log.ReadAsync(Workspace, first, cancel))
            {
                if (!check.Add(entry)) break;
                if (check.Entries <= checkpoint?.Entries) grown.Add(entry.LeafHash());
                if (check.Entries == checkpoint?.Entries) (met, root) = (check.Head, grown.Root());
                if (check.Entries == expected?.Entries) break;
            }
        }
        catch (Exception damaged) when (damaged is LogCorruptException or LogIncompleteException or FormatException)
        {
            fault ??= $"Entry {check.Entries} cannot be read: {damaged.Message}";
        }

        long? brokenAt = fault is null ? check.BrokenAt : check.Entries;
        fault ??= brokenAt is { } broken ? $"Entry {broken} does not follow from the entries before it." : null;
        if (fault is null && checkpoint is not null)
        {
            if (!Signed(checkpoint)) (brokenAt, fault) = (check.Entries, "The checkpoint's signature does not hold.");
            else if (met is null)
                (brokenAt, fault) = (check.Entries,
                    $"The log ends at {check.Entries} entries; {checkpoint.Entries} were sealed and signed. Those from {check.Entries} on are lost.");
            else if (met != checkpoint.Head)
            {
                brokenAt = await FirstChangedAsync(checkpoint.Entries, cancel);
                fault = $"The chain was written anew from entry {brokenAt} on: it does not meet its checkpoint, signed at {checkpoint.Entries}.";
            }
            else if (checkpoint.Note is not null
                && (AuditSigning.ReadNote(notes, Workspace, checkpoint) is not { } stated || root is null
                    || !stated.Root.AsSpan().SequenceEqual(root)))
                (brokenAt, fault) = (check.Entries, "The checkpoint's note does not hold: its signature, or the root of the entries' tree.");
        }

        if (fault is null && expected is { } known && (known.Entries, known.Hash) != (check.Entries, check.Head))
            (brokenAt, fault) = (check.Entries, $"The log ends at {check.Entries} entries, {known.Entries} were sealed.");
        long signed = checkpoint?.Entries ?? 0;
        if (fault is null && check.Entries - signed > options.Value.CheckpointEvery + LargestBatch)
            (brokenAt, fault) = (signed, $"The last checkpoint was signed at {signed} entries, the log has {check.Entries}: the state was set back.");
        instruments.Verified(fault is null);
        if (fault is not null)
            losses.Report(new($"audit/{Workspace}/{brokenAt}/{check.Entries}", Workspace, "audit", null, "The audit trail does not verify", fault));
        return new(fault is null, check.Entries, check.Head, brokenAt, fault, checkpoint);
    }

    /// <summary>The first entry that is not the one that was listed when it was sealed; the last one when the list agrees with the log.</summary>
    private async Task<long> FirstChangedAsync(long entries, CancellationToken cancel)
    {
        await foreach (var entry in log.ReadAsync(Workspace, storage.State.Start().First, cancel))
        {
            var listed = await catalogue.FindAsync(Workspace, CatalogueKinds.AuditEvent, AuditListing.EventId(entry), cancel);
            if (listed is null || AuditListing.HashOf(listed.Document) != entry.Hash || entry.Sequence == entries - 1) return entry.Sequence;
        }
        return entries - 1;
    }
}
