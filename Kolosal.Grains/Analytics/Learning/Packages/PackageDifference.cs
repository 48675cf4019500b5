using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Kolosal.Learning.Packages;

/// <summary>Where two packages begin to differ, in words for a person.</summary>
public static class PackageDifference
{
    private const int MagicLength = 8, HeaderLength = MagicLength + 2 * sizeof(int), HashLength = 32;

    /// <summary>The first difference; null when the bytes are the same.</summary>
    /// <param name="recorded">A package.</param>
    /// <param name="made">The one it is compared with.</param>
    public static string? First(ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> made)
    {
        if (recorded.SequenceEqual(made)) return null;
        List<Section> one = Sections(recorded), other = Sections(made);
        if (one is [] || other is []) return Bytes("the bytes, which are no package", recorded, made);
        for (int i = 0; i < Math.Min(one.Count, other.Count); i++)
        {
            ReadOnlySpan<byte> left = one[i].Of(recorded), right = other[i].Of(made);
            if (left.SequenceEqual(right)) continue;
            return i == 1 ? Manifest(left, right) : Bytes(one[i].Name, left, right);
        }
        return $"The packages have {one.Count} and {other.Count} sections.";
    }

    /// <summary>Header, manifest, predictors, hash; empty where the bytes are not laid out so.</summary>
    private static List<Section> Sections(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength + HashLength) return [];
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(MagicLength + sizeof(int))..]), end = bytes.Length - HashLength;
        if (length < 0 || HeaderLength + (long)length > end) return [];
        List<Section> sections = [new("the header", 0, MagicLength + sizeof(int)), new("the manifest", HeaderLength, length)];
        int at = HeaderLength + length;
        for (int member = 0; at < end; member++)
        {
            if (end - at < sizeof(long)) return [];
            long size = BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
            if (size < 0 || at + sizeof(long) + size > end) return [];
            sections.Add(new(string.Create(CultureInfo.InvariantCulture, $"predictor {member}"), at + sizeof(long), (int)size));
            at += sizeof(long) + (int)size;
        }
        sections.Add(new("the hash", end, HashLength));
        return sections;
    }

    private static string Bytes(string section, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int same = left.CommonPrefixLength(right);
        return left.Length == right.Length
            ? string.Create(CultureInfo.InvariantCulture, $"First difference in {section}, byte {same} of {left.Length}.")
            : string.Create(CultureInfo.InvariantCulture,
                $"First difference in {section}, byte {same}; it has {left.Length} bytes in the record and {right.Length} now.");
    }

    private static string Manifest(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        try
        {
            using JsonDocument one = JsonDocument.Parse(left.ToArray()), other = JsonDocument.Parse(right.ToArray());
            if (Path(one.RootElement, other.RootElement, "$") is { } path)
                return $"First difference in the manifest at {path.Path}: {path.Left} in the record, {path.Right} now.";
        }
        catch (JsonException)
        {
            return Bytes("the manifest", left, right); // no JSON, so there is no path to name
        }
        return Bytes("the manifest", left, right);
    }

    private static (string Path, string Left, string Right)? Path(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind) return (path, Short(left), Short(right));
        switch (left.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in left.EnumerateObject())
                {
                    if (!right.TryGetProperty(member.Name, out var counterpart)) return ($"{path}.{member.Name}", Short(member.Value), "nothing");
                    if (Path(member.Value, counterpart, $"{path}.{member.Name}") is { } found) return found;
                }
                foreach (var member in right.EnumerateObject())
                    if (!left.TryGetProperty(member.Name, out _)) return ($"{path}.{member.Name}", "nothing", Short(member.Value));
                return null;
            case JsonValueKind.Array:
                JsonElement[] one = [.. left.EnumerateArray()], other = [.. right.EnumerateArray()];
                for (int i = 0; i < Math.Min(one.Length, other.Length); i++)
                    if (Path(one[i], other[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")) is { } found) return found;
                return one.Length == other.Length ? null
                    : (path, string.Create(CultureInfo.InvariantCulture, $"{one.Length} items"),
                        string.Create(CultureInfo.InvariantCulture, $"{other.Length} items"));
            default:
                return left.GetRawText() == right.GetRawText() ? null : (path, Short(left), Short(right));
        }
    }

    private static string Short(JsonElement value)
    {
        const int Longest = 60;
        string text = value.GetRawText();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private readonly record struct Section(string Name, int Start, int Length)
    {
        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
    }
}
