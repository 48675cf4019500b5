using System.Globalization;
using System.Text.Json;
using Kolosal.Compliance.Controls;

namespace Kolosal.Compliance.Evidence;

/// <summary>Reads what outside tools report: one JSON document each.</summary>
/// <remarks>
/// <c>build</c>: <c>build_id</c>, <c>commit</c>, <c>built_at</c>, and where known <c>authored_by</c>, <c>reviewed_by</c>, <c>assemblies</c>
/// (SHA-256 by
/// name), <c>suites</c> (passed or not by name). <c>vulnerabilities</c>: <c>scanned_at</c>, <c>components</c>, <c>unlicensed</c>, <c>findings</c>
/// (<c>id</c>, <c>component</c>, <c>severity</c>, <c>known_since</c>), and <c>build_id</c> where known. <c>sbom</c>: CycloneDX in JSON, of which
/// <c>components</c> (name, version, licences, hashes) and <c>metadata.timestamp</c> are read.
/// </remarks>
internal static class FeedDocument
{
    public const string Build = "build", Vulnerabilities = "vulnerabilities", Sbom = "sbom";

    private const int MostNames = 100;

    private static readonly string[] Severities = ["low", "medium", "high", "critical"];

    public static ImmutableArray<string> Kinds { get; } = [Build, Vulnerabilities, Sbom];

    public static bool IsFeed(string? kind) => kind is Build or Vulnerabilities or Sbom;

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="evidenceId">The evidence that it is.</param>
    /// <param name="key">The key that signed.</param>
    /// <param name="content">The document.</param>
    /// <param name="fact">What it says.</param>
    /// <param name="fault">Why it cannot be read; null when it can.</param>
    public static bool TryRead(string kind, string evidenceId, string key, ReadOnlySpan<byte> content, out object? fact, out string? fault)
    {
        (fact, fault) = (null, null);
        try
        {
            var reader = new Utf8JsonReader(content);
            using var document = JsonDocument.ParseValue(ref reader);
            fact = kind switch
            {
                Build => ReadBuild(document.RootElement, evidenceId, key),
                Vulnerabilities => ReadScan(document.RootElement, evidenceId, key),
                _ => ReadBill(document.RootElement, evidenceId, key),
            };
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            fault = e is KeyNotFoundException ? "a member that is needed is missing." : e.Message;
            return false;
        }
    }

    private static BuildFact ReadBuild(JsonElement read, string id, string key) => new(
        id, Text(read, "build_id"), Text(read, "commit"), Time(read, "built_at"), Optional(read, "reviewed_by"), Optional(read, "authored_by"),
        Members(read, "assemblies").ToImmutableSortedDictionary(one => one.Name, one => one.Value.GetString()!.ToLowerInvariant(),
            StringComparer.Ordinal),
        Members(read, "suites").ToImmutableSortedDictionary(one => one.Name, one => one.Value.GetBoolean(), StringComparer.Ordinal), key);

    private static VulnerabilityScanFact ReadScan(JsonElement read, string id, string key) => new(
        id, Optional(read, "build_id"), Time(read, "scanned_at"), Count(read, "components"), Count(read, "unlicensed"),
        [.. Items(read, "findings").Select(one => new VulnerabilityFact(
            Text(one, "id"), Text(one, "component"), Severity(Text(one, "severity")), Time(one, "known_since")))], key);

    private static BillOfMaterialsFact ReadBill(JsonElement read, string id, string key)
    {
        if (Text(read, "bomFormat") != "CycloneDX") throw new FormatException("bomFormat must be CycloneDX.");
        var metadata = read.GetProperty("metadata");
        var components = Items(read, "components").ToArray();
        return new(id, metadata.TryGetProperty("component", out var whole) ? Optional(whole, "version") : null, Time(metadata, "timestamp"),
            components.Length, [.. Without(components, "licenses")], [.. Without(components, "hashes")], key);
    }

    private static IEnumerable<string> Without(JsonElement[] components, string member) => components
        .Where(one => !Items(one, member).Any())
        .Select(one => $"{Text(one, "name")} {Optional(one, "version")}".TrimEnd()).Order(StringComparer.Ordinal).Take(MostNames);

    private static string Text(JsonElement read, string member) =>
        read.GetProperty(member).GetString() is { Length: > 0 } text ? text : throw new FormatException($"{member} is empty.");

    private static string? Optional(JsonElement read, string member) =>
        read.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset Time(JsonElement read, string member) =>
        DateTimeOffset.TryParse(Text(read, member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : throw new FormatException($"{member} is no time.");

    private static int Count(JsonElement read, string member) =>
        read.GetProperty(member).TryGetInt32(out int count) && count >= 0 ? count : throw new FormatException($"{member} is no count.");

    private static string Severity(string text) =>
        Severities.Contains(text) ? text : throw new FormatException($"severity is one of {string.Join(", ", Severities)}; got '{text}'.");

    private static IEnumerable<JsonElement> Items(JsonElement read, string member) =>
        read.TryGetProperty(member, out var list) ? list.EnumerateArray() : [];

    private static IEnumerable<JsonProperty> Members(JsonElement read, string member) =>
        read.TryGetProperty(member, out var map) ? map.EnumerateObject() : [];
}
