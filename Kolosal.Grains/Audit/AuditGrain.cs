using System.Runtime.CompilerServices;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Audit;

/// <remarks>Reads and appends the audit log; keeps the last checkpoint; lists entries in the catalogue. Reports damage. Calls no grain.</remarks>
internal sealed class AuditGrain(
    [PersistentState("audit")] IPersistentState<AuditState> storage,
    IAuditLog log, ICatalogue catalogue, ISigner signer, IVerifier verifier, IOptions<AuditOptions> options,
    AuditInstruments instruments, IStorageLosses losses)
    : Grain, IAuditGrain
{
    /// <summary>Entries that may stand behind the checkpoint beside those that the option allows: what one crash leaves.</summary>
    private const int LargestRest = 512;

    // Null until the log has been read: a damaged log must not keep verification from saying so.
    private (long Entries, string Hash)? head;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (head is { } reached && reached.Entries > (storage.State.Checkpoint?.Entries ?? 0)) await CheckpointAsync(reached.Entries, reached.Hash);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task AppendAsync(ImmutableArray<AuditEntry> reported)
    {
        try
        {
            var (next, last) = head ??= await FindHeadAsync();
            var sealedEntries = new List<ChainedEntry>(reported.Length);
            foreach (var entry in reported.DistinctBy(e => e.EventId))
            {
                if (await catalogue.FindAsync(Workspace, CatalogueKinds.AuditEvent, entry.EventId, CancellationToken.None) is not null) continue;
                var chained = ChainedEntry.Seal(
                    last, next, entry.EventId, entry.At, entry.Actor, entry.Action, entry.Subject, entry.Model, entry.Detail);
                sealedEntries.Add(chained);
                (next, last) = (next + 1, chained.Hash);
            }
            if (sealedEntries.Count == 0) return;

            await log.AppendAsync(Workspace, sealedEntries, CancellationToken.None);
            head = (next, last);
            instruments.Sealed(sealedEntries.Count);
            bool due = next - (storage.State.Checkpoint?.Entries ?? 0) >= options.Value.CheckpointEvery;
            var listed = sealedEntries.Select(chained => catalogue.UpsertAsync(AuditListing.Of(Workspace, chained), CancellationToken.None));
            await Task.WhenAll([due ? CheckpointAsync(next, last) : Task.CompletedTask, .. listed]);
        }
        catch
        {
            // The log may hold more than this activation knows; whoever comes next reads it.
            head = null;
            DeactivateOnIdle();
            throw;
        }
    }

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancel)
    {
        // Other turns may append while this one reads, so what to reach is what is known now.
        var (expected, checkpoint) = (head, storage.State.Checkpoint);
        var check = new ChainCheck();
        string? fault = null;
        string? met = checkpoint?.Entries == 0 ? HashChain.Genesis : null;
        try
        {
            await foreach (var entry in log.ReadAsync(Workspace, 0, cancel))
            {
                if (!check.Add(entry)) break;
                if (check.Entries == checkpoint?.Entries) met = check.Head;
                if (check.Entries == expected?.Entries) break;
            }
        }
        catch (Exception damaged) when (damaged is LogCorruptException or LogIncompleteException or FormatException)
        {
            fault = $"Entry {check.Entries} cannot be read: {damaged.Message}";
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
        }

        if (fault is null && expected is { } known && known != (check.Entries, check.Head))
            (brokenAt, fault) = (check.Entries, $"The log ends at {check.Entries} entries, {known.Entries} were sealed.");
        long signed = checkpoint?.Entries ?? 0;
        if (fault is null && check.Entries - signed > options.Value.CheckpointEvery + LargestRest)
            (brokenAt, fault) = (signed, $"The last checkpoint was signed at {signed} entries, the log has {check.Entries}: the state was set back.");
        instruments.Verified(fault is null);
        if (fault is not null)
            losses.Report(new($"audit/{Workspace}/{brokenAt}/{check.Entries}", Workspace, "audit", null, "The audit trail does not verify", fault));
        return new(fault is null, check.Entries, check.Head, brokenAt, fault, checkpoint);
    }

    public async IAsyncEnumerable<AuditLine> ExportAsync(long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        // The entry before the first one wanted is where the check begins.
        long sealedEntries = Math.Max(head?.Entries ?? 0, storage.State.Checkpoint?.Entries ?? 0), anchor = Math.Max(0, from - 1);
        var check = anchor == 0 ? new ChainCheck() : null;
        string? fault = null;
        await using var entries = log.ReadAsync(Workspace, anchor, cancel).GetAsyncEnumerator(cancel);
        while (true)
        {
            try
            {
                if (!await entries.MoveNextAsync()) break;
            }
            catch (Exception damaged) when (damaged is LogCorruptException or LogIncompleteException or FormatException)
            {
                fault = $"It cannot be read from here on: {damaged.Message}";
                break;
            }

            var entry = entries.Current;
            if (check is null) check = new ChainCheck(anchor, entry);
            else if (!check.Add(entry))
            {
                fault = "It does not follow from the entries before it.";
                break;
            }
            if (entry.Sequence >= from) yield return new(entry.Hash, entry.Text);
        }

        long reached = check?.Entries ?? anchor;
        if (reached < sealedEntries) fault ??= $"The log ends here; {sealedEntries} entries were sealed.";
        if (fault is not null) yield return new("", "", Math.Max(from, reached), fault);
    }

    /// <summary>Reads on from the last checkpoint, and lists again what a crash may have kept out of the catalogue.</summary>
    private async Task<(long Entries, string Hash)> FindHeadAsync()
    {
        var found = storage.State.Checkpoint is { } checkpoint ? (checkpoint.Entries, checkpoint.Head) : (0, HashChain.Genesis);
        await foreach (var entry in log.ReadAsync(Workspace, found.Item1, CancellationToken.None))
        {
            found = (entry.Sequence + 1, entry.Hash);
            await catalogue.UpsertAsync(AuditListing.Of(Workspace, entry), CancellationToken.None);
        }
        return found;
    }

    /// <summary>The first entry that is not the one that was listed when it was sealed; the last one when the list agrees with the log.</summary>
    private async Task<long> FirstChangedAsync(long entries, CancellationToken cancel)
    {
        await foreach (var entry in log.ReadAsync(Workspace, 0, cancel))
        {
            var listed = await catalogue.FindAsync(Workspace, CatalogueKinds.AuditEvent, AuditListing.EventId(entry), cancel);
            if (listed is null || AuditListing.HashOf(listed.Document) != entry.Hash || entry.Sequence == entries - 1) return entry.Sequence;
        }
        return entries - 1;
    }

    private async Task CheckpointAsync(long entries, string hash)
    {
        storage.State.Checkpoint = AuditSigning.Sign(signer, Workspace, entries, hash);
        await storage.WriteStateAsync();
    }

    private bool Signed(AuditCheckpoint checkpoint) => AuditSigning.Verify(verifier, Workspace, checkpoint);
}
