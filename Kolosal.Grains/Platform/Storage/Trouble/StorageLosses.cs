using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Kolosal.Storage;

/// <summary>Keeps reports until whoever raises incidents takes them.</summary>
public sealed class StorageLosses : IStorageLosses
{
    /// <summary>Reports that are remembered so that repetitions are dropped; beyond it the desk does that.</summary>
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<string, byte> known = new(StringComparer.Ordinal);
    private readonly Channel<StorageLoss> waiting = Channel.CreateUnbounded<StorageLoss>();

    public void Report(StorageLoss loss)
    {
        if (known.Count > Remembered) known.Clear();
        if (known.TryAdd(loss.EvidenceId, 0)) waiting.Writer.TryWrite(loss);
    }

    /// <summary>The reports as they come, each once. For one reader.</summary>
    public IAsyncEnumerable<StorageLoss> TakeAsync(CancellationToken cancel) => waiting.Reader.ReadAllAsync(cancel);
}
