using System.Globalization;

namespace Kolosal.Audit;

/// <summary>What a log says of itself when it signs (C2SP tlog-checkpoint): its name, how many entries it has, and the root of their tree.</summary>
/// <param name="Origin">The log's name, also that of its key: <c>kolosal/audit/workspace</c>.</param>
/// <param name="Size">Entries.</param>
/// <param name="Root">Root of the tree of their texts, 32 bytes.</param>
/// <param name="ChainHead">Hash of the last entry in the chain (<see cref="HashChain"/>), 64 hexadecimal digits: an extension line.</param>
public sealed record TreeCheckpoint(string Origin, long Size, ImmutableArray<byte> Root, string ChainHead)
{
    private const string ChainLine = "chain ";
    private const int Lines = 4;

    /// <summary>The lines that are signed.</summary>
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.AsSpan())}\n{ChainLine}{ChainHead}\n");

    /// <exception cref="FormatException">It is not the text of a checkpoint of this product.</exception>
    public static TreeCheckpoint Parse(string text)
    {
        string[] lines = text.Split('\n');
        if (lines.Length != Lines + 1 || lines[^1].Length > 0 || lines[0].Length == 0)
            throw new FormatException($"Need a checkpoint of {Lines} lines: origin, size, root, chain.");
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            throw new FormatException("A checkpoint's second line is its size, a whole number.");
        byte[] root = CanonicalBase64.Decode(lines[2]);
        string head = lines[3].StartsWith(ChainLine, StringComparison.Ordinal) ? lines[3][ChainLine.Length..] : "";
        if (root.Length != MerkleTree.HashBytes || head.Length != 2 * MerkleTree.HashBytes || head.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw new FormatException("A checkpoint's root and chain head are hashes of 32 bytes, in base64 and in hexadecimal digits.");
        return new(lines[0], size, [.. root], head);
    }

    public bool Equals(TreeCheckpoint? other) => other is not null && ToText() == other.ToText();

    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);
}
