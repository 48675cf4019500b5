using System.Runtime.CompilerServices;
using Kolosal.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Kolosal.Audit;

/// <remarks>
/// Reads and appends the audit log; keeps the last checkpoint; lists entries in the catalogue. Reports damage. Calls no grain. What comes while one
/// batch is written waits and is the next: one write of log, list and checkpoint serves all who wait for it.
/// </remarks>
[MayInterleave(nameof(AuditGrain.MayInterleave))]
internal sealed partial class AuditGrain(
    [PersistentState("audit")] IPersistentState<AuditState> storage,
    IAuditLog log, ICatalogue catalogue, ISigner signer, ILogSigner notes, IVerifier verifier, IOptions<AuditOptions> options,
    AuditInstruments instruments, IStorageLosses losses, IBlobStore blobs, TimeProvider clock)
    : Grain, IAuditGrain
{
    /// <summary>Entries written at once, and so those that may stand behind the checkpoint beside what the option allows: what one crash
    /// leaves.</summary>
    private const int LargestBatch = 512;

    private readonly Queue<(ImmutableArray<AuditEntry> Entries, TaskCompletionSource Done)> waiting = new();
    private AuditTree? tree;
    private bool writing, signing;

    // Null until the log has been read: a damaged log must not keep verification from saying so.
    private Head? head;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    private AuditTree Tree => tree ??= new(log, catalogue, new(blobs, () => storage.State), Workspace);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (head is { } reached && reached.Entries > (storage.State.Checkpoint?.Entries ?? 0)) await CheckpointAsync(reached);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Appending and signing wait in line by themselves, so that who comes while one batch is written is in the next.</summary>
    public static bool MayInterleave(IInvokable request) => request.GetMethodName() is nameof(AppendAsync) or nameof(SealAsync);

    public Task AppendAsync(ImmutableArray<AuditEntry> reported)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue((reported, done));
        if (!writing) _ = WriteWaitingAsync();
        return done.Task;
    }

    public async Task<AuditCheckpoint?> SealAsync()
    {
        signing = true;
        await AppendAsync([]);
        return storage.State.Checkpoint;
    }

    public async IAsyncEnumerable<AuditLine> ExportAsync(long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        // The entry before the first one wanted is where the check begins; before what was dropped the tombstone is.
        var (first, before, _) = storage.State.Start();
        from = Math.Max(from, first);
        long sealedEntries = Math.Max(head?.Entries ?? 0, storage.State.Checkpoint?.Entries ?? 0), anchor = Math.Max(first, from - 1);
        var check = anchor == first ? new ChainCheck(first, before) : null;
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

    private async Task WriteWaitingAsync()
    {
        writing = true;
        var batch = new List<(ImmutableArray<AuditEntry> Entries, TaskCompletionSource Done)>();
        while (waiting.Count > 0)
        {
            batch.Clear();
            int entries = 0;
            while (waiting.TryPeek(out var next) && (batch.Count == 0 || entries + next.Entries.Length <= LargestBatch))
            {
                batch.Add(waiting.Dequeue());
                entries += next.Entries.Length;
            }

            try
            {
                await WriteAsync([.. batch.SelectMany(call => call.Entries).DistinctBy(entry => entry.EventId)]);
                foreach (var (_, done) in batch) done.SetResult();
            }
            catch (Exception fault)
            {
                // The log may hold more than this activation knows; whoever comes next reads it.
                head = null;
                changes.Clear();
                DeactivateOnIdle();
                foreach (var (_, done) in batch) done.SetException(fault);
            }
        }

        writing = false;
    }

    private async Task WriteAsync(AuditEntry[] reported)
    {
        var before = head ??= await FindHeadAsync();
        if (reported.Length == 0 && !signing) return;
        var listed = await Task.WhenAll(reported.Select(
            entry => catalogue.FindAsync(Workspace, CatalogueKinds.AuditEvent, entry.EventId, CancellationToken.None)));
        var (sealedEntries, tiles) = (new List<ChainedEntry>(reported.Length), new List<(long Tile, byte[] Root, DateTimeOffset At)>());
        var (last, grown) = (before.Hash, before.Tree.Copy());
        for (int i = 0; i < reported.Length; i++)
        {
            if (listed[i] is not null) continue;
            var entry = reported[i];
            var chained = ChainedEntry.Seal(
                last, grown.Size, entry.EventId, entry.At, entry.Actor, entry.Action, entry.Subject, entry.Model, entry.Detail);
            sealedEntries.Add(chained);
            last = chained.Hash;
            if (grown.Add(chained.LeafHash()) is { } tile) tiles.Add((grown.Size / TreeFrontier.TileWidth - 1, tile, entry.At));
        }

        if (sealedEntries.Count > 0)
        {
            await log.AppendAsync(Workspace, sealedEntries, CancellationToken.None);
            head = new(last, grown);
            instruments.Sealed(sealedEntries.Count);

            // Listed before it is signed: what a checkpoint covers is not read again when the head is found.
            await Task.WhenAll(sealedEntries.Select(chained => catalogue.UpsertAsync(AuditListing.Of(Workspace, chained), CancellationToken.None))
                .Concat(tiles.Select(tile => Tree.KeepAsync(tile.Tile, tile.Root, tile.At))));
        }

        long behind = head.Entries - (storage.State.Checkpoint?.Entries ?? 0);
        bool unnoted = storage.State.Checkpoint is { Note: null };
        bool changed = changes.Count > 0;
        while (changes.TryDequeue(out var change)) change(storage.State);
        if (changed || behind >= options.Value.CheckpointEvery || (signing && (behind > 0 || unnoted))) await CheckpointAsync(head);
        signing = false;
    }

    /// <summary>Reads on from the last checkpoint, and lists again what a crash may have kept out of the catalogue.</summary>
    private async Task<Head> FindHeadAsync()
    {
        var (hash, grown) = (HashChain.Genesis, new TreeFrontier());
        long listFrom = 0;
        if (storage.State.Checkpoint is { } checkpoint)
        {
            listFrom = checkpoint.Entries;
            if (storage.State.Frontier is { } frontier) (hash, grown) = (checkpoint.Head, TreeFrontier.FromBytes(checkpoint.Entries, frontier));
        }

        long from = grown.Size;
        await foreach (var entry in log.ReadAsync(Workspace, from, CancellationToken.None))
        {
            hash = entry.Hash;
            if (grown.Add(entry.LeafHash()) is { } tile && entry.Sequence >= listFrom)
                await Tree.KeepAsync(grown.Size / TreeFrontier.TileWidth - 1, tile, default);
            if (entry.Sequence >= listFrom) await catalogue.UpsertAsync(AuditListing.Of(Workspace, entry), CancellationToken.None);
        }

        return new(hash, grown);
    }

    private async Task CheckpointAsync(Head reached)
    {
        storage.State.Checkpoint = AuditSigning.Sign(signer, notes, Workspace, reached.Entries, reached.Hash, reached.Tree.Root());
        storage.State.Frontier = reached.Tree.ToBytes();
        await storage.WriteStateAsync();
    }

    private bool Signed(AuditCheckpoint checkpoint) => AuditSigning.Verify(verifier, Workspace, checkpoint);

    /// <summary>How far the chain goes.</summary>
    /// <param name="Hash">Of the last entry.</param>
    /// <param name="Tree">Of all entries.</param>
    private sealed record Head(string Hash, TreeFrontier Tree)
    {
        public long Entries => Tree.Size;
    }
}
