using System.Runtime.CompilerServices;
using System.Text;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Audit;

/// <remarks>Reads and appends the audit log; keeps the last checkpoint; lists entries in the catalogue. Calls no grain.</remarks>
internal sealed class AuditGrain(
    [PersistentState("audit")] IPersistentState<AuditState> storage,
    IAuditLog log, ICatalogue catalogue, ISigner signer, IVerifier verifier, IOptions<AuditOptions> options,
    AuditInstruments instruments)
    : Grain, IAuditGrain
{
    // Null until the log has been read: a damaged log must not keep verification from saying so.
    private (long Entries, string Hash)? head;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task AppendAsync(ImmutableArray<AuditEntry> reported)
    {
        var sealedEntries = new List<ChainedEntry>(reported.Length);
        var (next, last) = head ??= await FindHeadAsync();
        foreach (var entry in reported.DistinctBy(e => e.EventId))
        {
            if (await catalogue.FindAsync(Workspace, CatalogueKinds.AuditEvent, entry.EventId, CancellationToken.None) is not null) continue;
            var chained = ChainedEntry.Seal(
                last, next, entry.EventId, entry.At, entry.Actor, entry.Action, entry.Subject, entry.Model, entry.Detail);
            sealedEntries.Add(chained);
            (next, last) = (next + 1, chained.Hash);
        }
        if (sealedEntries.Count == 0) return;

        try
        {
            await log.AppendAsync(Workspace, sealedEntries, CancellationToken.None);
            head = (next, last);
            instruments.Sealed(sealedEntries.Count);
            foreach (var chained in sealedEntries) await catalogue.UpsertAsync(AuditListing.Of(Workspace, chained), CancellationToken.None);
            await CheckpointAsync(next, last);
        }
        catch
        {
            // The log may hold more than this activation knows; the next one reads it.
            DeactivateOnIdle();
            throw;
        }
    }

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancel)
    {
        // Other turns may append while this one reads, so the head to reach is the one known now.
        var (expected, checkpoint) = (head, storage.State.Checkpoint);
        var check = new ChainCheck();
        string? fault = null;
        bool checkpointMet = checkpoint is null;
        try
        {
            await foreach (var entry in log.ReadAsync(Workspace, 0, cancel))
            {
                if (!check.Add(entry)) break;
                checkpointMet |= check.Entries == checkpoint?.Entries && check.Head == checkpoint.Head;
                if (check.Entries == expected?.Entries) break;
            }
        }
        catch (Exception e) when (e is LogCorruptException or FormatException)
        {
            fault = $"The log cannot be read behind entry {check.Entries}: {e.Message}";
        }

        fault ??= check.BrokenAt is { } broken ? $"Entry {broken} does not follow from the entries before it."
            : expected is { } known && known != (check.Entries, check.Head) ? $"The log ends at {check.Entries} entries, {known.Entries} were sealed."
            : !checkpointMet ? "The chain does not pass through its signed checkpoint."
            : checkpoint is not null && !Signed(checkpoint) ? "The checkpoint's signature does not hold."
            : null;
        instruments.Verified(fault is null);
        return new(fault is null, check.Entries, check.Head, fault is null ? null : check.BrokenAt ?? check.Entries, fault, checkpoint);
    }

    public async IAsyncEnumerable<AuditLine> ExportAsync(long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in log.ReadAsync(Workspace, from, cancel)) yield return new(entry.Hash, entry.Text);
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

    private async Task CheckpointAsync(long entries, string hash)
    {
        if (entries - (storage.State.Checkpoint?.Entries ?? 0) < options.Value.CheckpointEvery) return;
        storage.State.Checkpoint = new(entries, hash, signer.KeyId, Convert.ToBase64String(signer.Sign(Statement(entries, hash))));
        await storage.WriteStateAsync();
    }

    private bool Signed(AuditCheckpoint checkpoint) => verifier.Verify(
        checkpoint.SigningKeyId, Statement(checkpoint.Entries, checkpoint.Head), Convert.FromBase64String(checkpoint.Signature));

    private byte[] Statement(long count, string hash) => Encoding.UTF8.GetBytes($"{Workspace}\n{count}\n{hash}");
}
