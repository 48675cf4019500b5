using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>One line of the chain: an entry's canonical text and the hash that seals it and all before it.</summary>
/// <param name="Sequence">From 0, without gaps.</param>
/// <param name="Text">Canonical JSON of the entry, the sequence number included.</param>
/// <param name="Hash">See <see cref="HashChain"/>.</param>
public sealed record ChainedEntry(long Sequence, string Text, string Hash)
{
    /// <summary>Seals an entry behind <paramref name="previous"/>.</summary>
    /// <exception cref="FormatException">The detail is not canonicalisable JSON.</exception>
    public static ChainedEntry Seal(
        string previous, long sequence, string eventId, DateTimeOffset at, string actor, string action, string subject, string? model, string detail)
    {
        using var parsed = JsonDocument.Parse(detail);
        string canonicalDetail = CanonicalJson.Write(parsed.RootElement);

        // Members in ordinal order, as canonical JSON demands.
        var text = new StringBuilder("{\"action\":");
        CanonicalJson.AppendString(text, action);
        text.Append(",\"actor\":");
        CanonicalJson.AppendString(text, actor);
        text.Append(",\"at\":");
        CanonicalJson.AppendString(text, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        text.Append(",\"detail\":").Append(canonicalDetail).Append(",\"event_id\":");
        CanonicalJson.AppendString(text, eventId);
        text.Append(",\"model\":");
        if (model is null) text.Append("null");
        else CanonicalJson.AppendString(text, model);
        text.Append(CultureInfo.InvariantCulture, $",\"seq\":{sequence},\"subject\":");
        CanonicalJson.AppendString(text, subject);
        string line = text.Append('}').ToString();
        return new(sequence, line, HashChain.Next(previous, line));
    }

    /// <summary>The log record: hash, LF, text; UTF-8.</summary>
    public byte[] ToRecord() => Encoding.UTF8.GetBytes($"{Hash}\n{Text}");

    /// <summary>The entry's leaf in the tree of its log.</summary>
    public byte[] LeafHash() => MerkleTree.LeafHash(Encoding.UTF8.GetBytes(Text));

    /// <exception cref="FormatException">Not a record of this form.</exception>
    public static ChainedEntry FromRecord(ReadOnlySpan<byte> record)
    {
        if (record.Length < 66 || record[64] != (byte)'\n') throw new FormatException("Need an audit record of the form hash, LF, JSON.");
        string text = Encoding.UTF8.GetString(record[65..]);
        using var parsed = JsonDocument.Parse(text);
        return new(parsed.RootElement.GetProperty("seq").GetInt64(), text, Encoding.ASCII.GetString(record[..64]));
    }
}
