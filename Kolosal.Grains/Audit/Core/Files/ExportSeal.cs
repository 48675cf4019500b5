using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>The first line of an export: from where it goes, and the signed checkpoint that it reaches.</summary>
/// <param name="From">Number of the first entry.</param>
/// <param name="Before">Hash of the entry before it; 64 zeros for the first of all.</param>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="Dropped">What says of the entries before the first one that they were dropped; null when they were not, or are only not asked for.
/// </param>
public sealed record ExportSeal(long From, string Before, string Checkpoint, string Key, DroppedRange? Dropped = null)
{
    private const string Format = "kolosal-audit/1", AfterDropped = "kolosal-audit/2";

    /// <summary>Without a line feed.</summary>
    public byte[] ToLine() => CanonicalFile.Write(json =>
    {
        json.WriteString("format", Dropped is null ? Format : AfterDropped);
        json.WriteNumber("from", From);
        json.WriteString("before", Before);
        json.WriteString("checkpoint", Checkpoint);
        json.WriteString("key", Key);
        if (Dropped is not { } dropped) return;
        json.WriteStartObject("dropped");
        json.WriteString("tombstone", dropped.Note);
        CanonicalFile.WriteHashes(json, "frontier", dropped.Frontier);
        json.WriteEndObject();
    });

    /// <exception cref="FormatException">It is not such a line.</exception>
    public static ExportSeal Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.ToArray());
            var root = document.RootElement;
            var seal = new ExportSeal(
                root.GetProperty("from").GetInt64(), root.GetProperty("before").GetString() ?? "", root.GetProperty("checkpoint").GetString() ?? "",
                root.GetProperty("key").GetString() ?? "",
                root.TryGetProperty("dropped", out var dropped)
                    ? new(dropped.GetProperty("tombstone").GetString() ?? "", CanonicalFile.ReadHashes(dropped.GetProperty("frontier"))) : null);
            return seal.ToLine().AsSpan().SequenceEqual(line) ? seal
                : throw new FormatException("The first line is not written as exports write it.");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException($"The first line cannot be read: {malformed.Message}", malformed);
        }
    }
}
