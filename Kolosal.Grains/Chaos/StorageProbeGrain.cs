using System.Text;
using Kolosal.Storage;

namespace Kolosal.Chaos;

/// <summary>Asks the storage of a workspace as a feature would. Key <c>workspace/chaos-probe-n</c>; one for each probe under way.</summary>
[Alias("kolosal.chaos.IStorageProbeGrain")]
internal interface IStorageProbeGrain : IGrainWithStringKey
{
    /// <summary>Writes a state, an entry of the lists and a blob, and reads what was written.</summary>
    [Alias("Ask")]
    Task AskAsync();

    /// <summary>Removes what it wrote.</summary>
    [Alias("Forget")]
    Task ForgetAsync();
}

[GenerateSerializer, Alias("kolosal.storage-probe-state")]
internal sealed class StorageProbeState
{
    [Id(0)] public long Asked { get; set; }
}

/// <remarks>Keeps <see cref="StorageProbeState"/>; listed as <c>chaos_probe</c> while a test runs. Called by <see cref="ChaosTestGrain"/> alone.
/// </remarks>
internal sealed class StorageProbeGrain(
    [PersistentState("storage-probe")] IPersistentState<StorageProbeState> storage, ICatalogue catalogue, IBlobStore blobs, TimeProvider clock)
    : Grain, IStorageProbeGrain
{
    private ResourceKey Key => ResourceKey.Parse(this.GetPrimaryKeyString());

    public async Task AskAsync()
    {
        storage.State.Asked++;
        await WriteAsync(storage.WriteStateAsync);
        string text = $$"""{"id":"{{Key.Id}}","asked":{{storage.State.Asked}}}""";
        var now = clock.GetUtcNow();
        await catalogue.UpsertAsync(new(Key.Workspace, CatalogueKinds.ChaosProbe, Key.Id, now, now, text), CancellationToken.None);
        var found = await catalogue.FindAsync(Key.Workspace, CatalogueKinds.ChaosProbe, Key.Id, CancellationToken.None);
        if (found is null) throw new InvalidDataException("The lists do not have the entry that was just written.");
        await AskBlobsAsync(Encoding.UTF8.GetBytes($"{this.GetPrimaryKeyString()} {storage.State.Asked}"));
    }

    public async Task ForgetAsync()
    {
        await catalogue.RemoveAsync(Key.Workspace, CatalogueKinds.ChaosProbe, Key.Id, CancellationToken.None);
        if (storage.RecordExists) await WriteAsync(storage.ClearStateAsync);
        DeactivateOnIdle();
    }

    private async Task AskBlobsAsync(byte[] content)
    {
        using var stream = new MemoryStream(content);
        var blob = await blobs.PutAsync(Key.Workspace, stream, CancellationToken.None);
        try
        {
            await using var read = await blobs.OpenAsync(blob, CancellationToken.None)
                ?? throw new InvalidDataException("The store does not have the blob that was just written.");
            using var back = new MemoryStream();
            await read.CopyToAsync(back);
            if (!back.ToArray().AsSpan().SequenceEqual(content)) throw new InvalidDataException("The store answers other bytes than were written.");
        }
        finally
        {
            await blobs.DeleteAsync(blob, CancellationToken.None);
        }
    }

    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch
        {
            DeactivateOnIdle(); // memory may be ahead of the store
            throw;
        }
    }
}
