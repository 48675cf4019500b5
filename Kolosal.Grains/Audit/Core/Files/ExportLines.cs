using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>Lines of an export, each read and its leaf hashed apart from the chain, which goes from line to line.</summary>
internal sealed class ExportLines
{
    /// <summary>Room before a text: the hash of the entry before it, and a line feed.</summary>
    private const int Room = 2 * MerkleTree.HashBytes + 1;

    private readonly byte[] texts;
    private readonly List<(int Start, int Length, long Sequence)> places;
    private readonly byte[] stated;
    private readonly List<byte[]> leaves;

    private ExportLines(byte[] texts, List<(int, int, long)> places, byte[] stated, List<byte[]> leaves, string? fault) =>
        (this.texts, this.places, this.stated, this.leaves, Fault) = (texts, places, stated, leaves, fault);

    /// <summary>Why the line behind the last one cannot be read; null when all could.</summary>
    public string? Fault { get; }

    public int Count => places.Count;

    /// <param name="block">Whole lines of entries, each with its line feed.</param>
    public static ExportLines Read(ReadOnlySpan<byte> block)
    {
        int lines = block.Count((byte)'\n');
        var texts = new byte[block.Length + lines * Room];
        var places = new List<(int, int, long)>(lines);
        var stated = new byte[lines * 2 * MerkleTree.HashBytes];
        var leaves = new List<byte[]>(lines);
        int at = 0;
        while (!block.IsEmpty)
        {
            int end = block.IndexOf((byte)'\n');
            var line = block[..end];
            block = block[(end + 1)..];
            int length;
            try
            {
                length = Unwrap(line, texts.AsSpan(at + Room), stated.AsSpan(places.Count * 2 * MerkleTree.HashBytes, 2 * MerkleTree.HashBytes));
            }
            catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException or ArgumentException)
            {
                return new(texts, places, stated, leaves, malformed.Message);
            }

            // The leaf's prefix stands where the chain's line feed will.
            texts[at + Room - 1] = 0;
            leaves.Add(SHA256.HashData(texts.AsSpan(at + Room - 1, length + 1)));
            texts[at + Room - 1] = (byte)'\n';
            places.Add((at, length, Sequence(texts.AsSpan(at + Room, length))));
            at += Room + length;
        }

        return new(texts, places, stated, leaves, null);
    }

    /// <summary>Adds the leaves to the tree: full tiles at once.</summary>
    public void AddTo(TreeFrontier tree)
    {
        for (int i = 0; i < leaves.Count;)
        {
            if (tree.Size % TreeFrontier.TileWidth == 0 && i + TreeFrontier.TileWidth <= leaves.Count)
            {
                tree.AddTile(MerkleTree.RootOfHashes(leaves.GetRange(i, TreeFrontier.TileWidth).ToArray()));
                i += TreeFrontier.TileWidth;
            }
            else tree.Add(leaves[i++]);
        }
    }

    /// <summary>Goes along the chain.</summary>
    /// <param name="sequence">Number that the first line must have.</param>
    /// <param name="head">Hash before it, in hexadecimal digits; then that of the last line that holds.</param>
    /// <returns>How many lines hold.</returns>
    public int Follow(long sequence, Span<byte> head)
    {
        Span<byte> hash = stackalloc byte[MerkleTree.HashBytes], digits = stackalloc byte[2 * MerkleTree.HashBytes];
        for (int i = 0; i < places.Count; i++)
        {
            var (start, length, number) = places[i];
            head.CopyTo(texts.AsSpan(start));
            SHA256.HashData(texts.AsSpan(start, Room + length), hash);
            Convert.TryToHexStringLower(hash, digits, out _);
            if (number != sequence + i || !digits.SequenceEqual(stated.AsSpan(i * digits.Length, digits.Length))) return i;
            digits.CopyTo(head);
        }

        return places.Count;
    }

    /// <summary>Takes <c>{"hash":"…","entry":"…"}</c> apart.</summary>
    private static int Unwrap(ReadOnlySpan<byte> line, Span<byte> text, Span<byte> hash)
    {
        var before = "{\"hash\":\""u8;
        var between = "\",\"entry\":"u8;
        var after = "}"u8;
        int head = before.Length + hash.Length;
        if (!line.StartsWith(before) || line.Length < head + between.Length + 3 || !line[head..].StartsWith(between) || !line.EndsWith(after))
            throw new FormatException("Need a line of hash and entry.");
        line.Slice(before.Length, hash.Length).CopyTo(hash);
        var literal = line[(head + between.Length)..^1];
        var reader = new Utf8JsonReader(literal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.BytesConsumed != literal.Length || literal[0] != (byte)'"')
            throw new FormatException("Need an entry in quotation marks.");
        int length = reader.CopyString(text);

        // One text, one way to write it: of an escape by number there are several.
        if (literal.IndexOf("\\u"u8) >= 0 && !Rewritten(reader.GetString()!).SequenceEqual(literal))
            throw new FormatException("The entry is not written as exports write it.");
        return length;
    }

    private static ReadOnlySpan<byte> Rewritten(string text)
    {
        var wrapped = CanonicalFile.Write(json => json.WriteString("t", text)).AsSpan();
        return wrapped[5..^1];
    }

    /// <summary>The number is the last but one member, and within the last, a text, no quotation mark stands bare.</summary>
    private static long Sequence(ReadOnlySpan<byte> text)
    {
        var name = ",\"seq\":"u8;
        int at = text.LastIndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..], out long number, out int read)
            && text.Length > at + name.Length + read && text[at + name.Length + read] == (byte)',' ? number : -1;
    }
}
