using System.Text.Json;

namespace Kolosal.Models;

/// <summary>What evidence may look like: it is shown in cards and written into decisions for ever.</summary>
internal static class EvidenceRules
{
    /// <summary>Sources of all kinds together; more golden datasets than this of one model are not kept apart.</summary>
    private const int MostItems = 200;

    private const int LongestName = 128, LongestSummary = 16_000, LongestReason = 2_000;

    /// <returns>What is wrong; null when it can be kept.</returns>
    public static Refusal? Refuse(EvidenceItem evidence, IReadOnlyCollection<EvidenceItem> kept)
    {
        if (evidence.Kind.Length is 0 or > LongestName || !evidence.Kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            return Malformed($"a kind of 1 to {LongestName} of a-z, 0-9 and _, got '{evidence.Kind}'");
        if (evidence.Source.Length > LongestName) return Malformed($"a source of at most {LongestName} characters");
        if (evidence.Sha256.Length != 64 || !evidence.Sha256.All(char.IsAsciiHexDigitLower))
            return Malformed($"a SHA-256 of 64 hexadecimal digits in lower case, got '{evidence.Sha256}'");
        if (evidence.Reason?.Length > LongestReason) return Malformed($"a reason of at most {LongestReason} characters");
        if (evidence.Summary.Length > LongestSummary || !IsObject(evidence.Summary))
            return Malformed($"a summary that is a JSON object of at most {LongestSummary} characters");
        return kept.Count >= MostItems && !kept.Any(known => known.Kind == evidence.Kind && known.Source == evidence.Source)
            ? Refusal.Conflict("models.too-much-evidence", $"A version keeps at most {MostItems} items of evidence.") : null;
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Refusal Malformed(string need) => Refusal.Invalid("models.malformed-evidence", $"Evidence needs {need}.");
}
