using System.Text;

namespace Kolosal.Audit;

/// <summary>Checks an export without its server: the first line signs the head and the tree, every hash follows, no number is left out.</summary>
/// <remarks>Blocks of lines are read beside the chain, which cannot be followed but in order.</remarks>
public sealed class AuditExportCheck(NoteKey? trusted, Ed25519Check check)
{
    private const int BlocksAhead = 3, BlockBytes = 1 << 21, LongestLine = 1 << 26;

    private readonly Queue<Task<ExportLines>> ahead = new();
    private readonly byte[] head = new byte[2 * MerkleTree.HashBytes];
    private string? fault;
    private long first, count;

    // Null for a part of a trail, whose beginning nothing in the file stands for.
    private TreeFrontier? tree;
    private bool beginningDropped;

    /// <param name="start">The bytes before those of the stream.</param>
    /// <param name="rest">Read to its end.</param>
    public AuditVerdict Run(ReadOnlyMemory<byte> start, Stream rest)
    {
        var (key, checkpoint) = ((NoteKey?)null, (TreeCheckpoint?)null);
        bool begun = false;
        foreach (var block in Blocks(start, rest))
        {
            var lines = block;
            if (!begun)
            {
                int end = lines.Span.IndexOf((byte)'\n');
                Begin(lines.Span[..end], out key, out checkpoint);
                begun = true;
                lines = lines[(end + 1)..];
            }

            if (fault is not null) break;
            if (!lines.IsEmpty) ahead.Enqueue(Task.Run(() => ExportLines.Read(lines.Span)));
            if (ahead.Count > BlocksAhead) Follow(ahead.Dequeue().GetAwaiter().GetResult());
        }

        while (ahead.TryDequeue(out var read)) Follow(read.GetAwaiter().GetResult());
        if (!begun) fault ??= "It is empty.";
        fault ??= EndFault(checkpoint!);
        string subject = FormattableString.Invariant($"entries {first} to {first + count - 1}");
        if (beginningDropped) subject += FormattableString.Invariant($" (the {first} before them were dropped, as a signed tombstone says)");
        return new("export", fault, count, key, checkpoint, subject);
    }

    private void Begin(ReadOnlySpan<byte> line, out NoteKey? key, out TreeCheckpoint? checkpoint)
    {
        (key, checkpoint) = (null, null);
        try
        {
            var seal = ExportSeal.Parse(line);
            fault = AuditVerdict.SignatureFault(seal.Checkpoint, seal.Key, trusted, check, out key, out checkpoint);
            first = seal.From;
            if (seal.Before.Length != head.Length || seal.Before.AsSpan().ContainsAnyExcept("0123456789abcdef") || first < 0)
                fault ??= "The first line does not say what it goes on from.";
            else Encoding.ASCII.GetBytes(seal.Before, head);
            if (first == 0 && seal.Before != HashChain.Genesis) fault ??= "Nothing stands before the first entry.";
            if (first == 0) tree = new();
            if (fault is not null || seal.Dropped is not { } dropped) return;
            fault = first == 0 ? "Nothing can be dropped before the first entry." : dropped.Fault(first, seal.Before, seal.Key, trusted, check);
            if (fault is null) (tree, beginningDropped) = (dropped.Tree(first), true);
        }
        catch (FormatException malformed)
        {
            fault = $"{malformed.Message} Without it nothing says who sealed the entries, and how many there are.";
        }
    }

    private void Follow(ExportLines lines)
    {
        if (fault is not null) return;
        int held = lines.Follow(first + count, head);
        if (tree is not null) lines.AddTo(tree);
        count += held;
        if (held < lines.Count) fault = FormattableString.Invariant($"Entry {first + count} does not follow from the entries before it.");
        else if (lines.Fault is { } unread) fault = FormattableString.Invariant($"The line of entry {first + count} cannot be read: {unread}");
    }

    private string? EndFault(TreeCheckpoint checkpoint)
    {
        if (first + count != checkpoint.Size) return $"The export reaches {first + count} entries, {checkpoint.Size} were signed.";
        if (Encoding.ASCII.GetString(head) != checkpoint.ChainHead) return "The chain does not end with the entry that was signed.";
        return tree is not null && !tree.Root().AsSpan().SequenceEqual(checkpoint.Root.AsSpan())
            ? "The entries are not those of the tree that was signed." : null;
    }

    /// <summary>Blocks of whole lines.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Blocks(ReadOnlyMemory<byte> start, Stream rest)
    {
        var (buffer, filled, whole) = (new byte[BlockBytes + start.Length], start.Length, true);
        start.CopyTo(buffer);
        while (true)
        {
            int read = rest.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            int end = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (read == 0)
            {
                if (end > 0) yield return buffer.AsMemory(0, end);
                whole = end == filled;
                break;
            }

            if (filled < buffer.Length) continue;
            if (end == 0)
            {
                if (buffer.Length >= LongestLine)
                {
                    whole = false;
                    break;
                }

                Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }

            var next = new byte[Math.Max(BlockBytes, (filled - end) * 2)];
            buffer.AsSpan(end, filled - end).CopyTo(next);
            yield return buffer.AsMemory(0, end);
            (buffer, filled) = (next, filled - end);
        }

        if (!whole) fault ??= "Its last line is cut short.";
    }
}
