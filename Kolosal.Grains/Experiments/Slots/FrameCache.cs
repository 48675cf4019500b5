using System.Runtime.CompilerServices;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Experiments;

/// <summary>The tables that trials of this process learn from, each read once; least
/// recently used ones make room. Safe for any number of callers.</summary>
public sealed class FrameCache(IDatasetReader reader, IOptions<ExperimentsOptions> options, ExperimentsInstruments instruments)
{
    private readonly object gate = new();
    private readonly LinkedList<Entry> recent = []; // first: used last

    /// <summary>A run's trials on its own silo carry one content: what names it is made once, since wide tables make it long.</summary>
    private readonly ConditionalWeakTable<DatasetContent, string> keys = [];

    /// <summary>The dataset's rows under the schema that its content states.</summary>
    /// <exception cref="FileNotFoundException">The dataset was deleted.</exception>
    public async Task<Frame> GetAsync(DatasetContent content, CancellationToken cancel)
    {
        string key = keys.GetValue(content, KeyOf);
        Entry entry;
        lock (gate)
        {
            var node = recent.First;
            while (node is not null && node.Value.Key != key) node = node.Next;
            if (node is not null) recent.Remove(node);
            // Several trials wait for one reading, so no single trial's token may end it.
            node ??= new(new(key, content.Rows * content.Columns.Length * sizeof(double), new Lazy<Task<Frame>>(() => ReadAsync(content))));
            recent.AddFirst(node);
            entry = node.Value;
            Shrink();
        }
        var frame = entry.Frame.Value; // begun outside the gate: what a reader does before it first waits must not hold up the others
        try
        {
            return await frame.WaitAsync(cancel);
        }
        catch when (frame.IsFaulted || frame.IsCanceled)
        {
            lock (gate) recent.Remove(entry); // the next caller reads again
            throw;
        }
    }

    private static string KeyOf(DatasetContent content) =>
        $"{content.Data.Workspace}/{content.Data.Sha256}/{JsonSerializer.Serialize(content.Columns)}";

    private async Task<Frame> ReadAsync(DatasetContent content)
    {
        instruments.TableRead();
        return await reader.ReadAsync(content, null, null, CancellationToken.None);
    }

    private void Shrink()
    {
        long bytes = recent.Sum(e => e.Bytes), limit = options.Value.FrameCacheMegabytes * 1024L * 1024;
        while (recent.Count > 1 && bytes > limit) // the one in use stays, however large
        {
            bytes -= recent.Last!.Value.Bytes;
            recent.RemoveLast();
        }
    }

    private sealed record Entry(string Key, long Bytes, Lazy<Task<Frame>> Frame);
}
