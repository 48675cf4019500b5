using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kolosal.Compliance.Report;

/// <summary>Ids, times and headers of OSCAL 1.2.1 documents: the same report gives the same document.</summary>
internal static class OscalNames
{
    public const string Namespace = "https://kolosal.example/ns/oscal", Version = "1.2.1";

    /// <summary>A name-based UUID of version 5 (RFC 9562, section 5.5) of what it names.</summary>
    public static string Uuid(params ReadOnlySpan<string> parts)
    {
        // RFC 9562 says SHA-1; nothing rests on its strength here.
#pragma warning disable CA5350
        byte[] hash = SHA1.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Namespace, .. parts])));
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }

    /// <summary>A control's id as a token: letters, digits, dot, hyphen; unique for the rows of the catalogue.</summary>
    public static string Token(string framework, string control) =>
        string.Concat($"{framework}_{control}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Metadata(string title, ComplianceReport report) => new()
    {
        ["title"] = title,
        ["last-modified"] = Time(report.AsOf),
        ["version"] = Time(report.AsOf),
        ["oscal-version"] = Version,
        ["remarks"] = report.Statement,
    };

    public static JsonObject Property(string name, string value) =>
        new() { ["name"] = name, ["ns"] = Namespace, ["value"] = Line(value) };

    public static JsonArray Properties(params ReadOnlySpan<(string Name, string? Value)> properties)
    {
        var all = new JsonArray();
        foreach (var (name, value) in properties) if (!string.IsNullOrWhiteSpace(value)) all.Add(Property(name, value));
        return all;
    }

    /// <summary>A text of one line without white space around it; never empty.</summary>
    public static string Line(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : "-";
}
