using Kolosal.Models;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>What decides the scores of a request: the version, exactly what it is, and the bytes with the way they are read.</summary>
/// <param name="Version">The version.</param>
/// <param name="PackageSha256">Its package.</param>
/// <param name="Epoch">Rises when everything remembered of the model is to be forgotten.</param>
/// <param name="Format">How the rows are written.</param>
/// <param name="Strict">Whether rows that leave out an input are refused.</param>
/// <param name="RowsSha256">SHA-256 of the rows as they came, 32 bytes.</param>
internal readonly record struct AnswerKey(VersionKey Version, string PackageSha256, long Epoch, RowFormat Format, bool Strict,
    byte[] RowsSha256)
{
    public bool Equals(AnswerKey other) => Version == other.Version && PackageSha256 == other.PackageSha256 && Epoch == other.Epoch
        && Format == other.Format && Strict == other.Strict && RowsSha256.AsSpan().SequenceEqual(other.RowsSha256);

    // Any four bytes of a hash are a hash.
    public override int GetHashCode() => HashCode.Combine(Version, Epoch, BitConverter.ToInt32(RowsSha256));
}

/// <summary>Scores of requests that came before, for models whose plan wants it; what was used longest ago makes room. Safe for any number of
/// callers.</summary>
/// <remarks>
/// Decoded and scored rows are kept, not replies: every request is logged with its own id, whether it was scored or remembered, so that monitors,
/// audit and feedback see the same.
/// </remarks>
internal sealed class AnswerCache(IOptionsMonitor<PredictionsOptions> options)
{
    /// <summary>Of an entry beside its values: key, hash, list node, arrays' heads.</summary>
    private const int Overhead = 400;

    private readonly Lock guard = new();
    private readonly Dictionary<AnswerKey, LinkedListNode<Entry>> known = [];
    private readonly LinkedList<Entry> byUse = new();
    private long bytes;

    /// <summary>Bytes held.</summary>
    public long Bytes
    {
        get { lock (guard) return bytes; }
    }

    public ScoredRequest? Find(AnswerKey key)
    {
        lock (guard)
        {
            if (!known.TryGetValue(key, out var node)) return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Scored;
        }
    }

    public void Keep(AnswerKey key, ScoredRequest scored)
    {
        long limit = options.CurrentValue.CacheMegabytes * (1L << 20), size = SizeOf(scored);

        // One that would push out most of the others is not worth it.
        if (size > limit / 8) return;
        lock (guard)
        {
            if (known.ContainsKey(key)) return;
            known.Add(key, byUse.AddFirst(new Entry(key, scored, size)));
            bytes += size;
            while (bytes > limit && byUse.Last is { } last)
            {
                byUse.RemoveLast();
                known.Remove(last.Value.Key);
                bytes -= last.Value.Size;
            }
        }
    }

    /// <summary>Forgets all of it: a person was erased, and nobody knows whose rows are in here.</summary>
    public void Clear()
    {
        lock (guard)
        {
            known.Clear();
            byUse.Clear();
            bytes = 0;
        }
    }

    private static long SizeOf(ScoredRequest scored) =>
        Overhead + (scored.Inputs.Length + scored.Outputs.Length) * sizeof(double) + scored.Decisions.Length * sizeof(int);

    private sealed record Entry(AnswerKey Key, ScoredRequest Scored, long Size);
}
