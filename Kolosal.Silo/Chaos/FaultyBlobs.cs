using Kolosal.Storage;

namespace Kolosal.Chaos;

/// <summary>Blobs that are slow while a fault says so.</summary>
internal sealed class FaultyBlobs(IBlobStore inner, FaultInjector faults) : IBlobStore
{
    public async Task<BlobRef> PutAsync(string workspace, Stream content, CancellationToken cancel)
    {
        await DelayAsync(workspace, cancel);
        return await inner.PutAsync(workspace, content, cancel);
    }

    public async Task<BlobRef> PutFileAsync(string workspace, string path, CancellationToken cancel)
    {
        await DelayAsync(workspace, cancel);
        return await inner.PutFileAsync(workspace, path, cancel);
    }

    public async Task<Stream?> OpenAsync(BlobRef blob, CancellationToken cancel)
    {
        await DelayAsync(blob.Workspace, cancel);
        return await inner.OpenAsync(blob, cancel);
    }

    public async Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancel)
    {
        await DelayAsync(blob.Workspace, cancel);
        return await inner.DeleteAsync(blob, cancel);
    }

    private Task DelayAsync(string workspace, CancellationToken cancel) => faults.DelayAsync(ChaosFault.BlobLatency, workspace, null, cancel);
}
