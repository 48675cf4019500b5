namespace Kolosal.WebConsole.Pages.Trust;

/// <summary>What a figure says.</summary>
/// <param name="Value">As measured; null when nothing was.</param>
/// <param name="Tone"><c>good</c>, <c>warn</c>, <c>bad</c> or <c>plain</c>.</param>
/// <param name="Note">What it says beyond the label.</param>
internal sealed record TrustAnswer(string? Value, string Tone = "plain", string? Note = null)
{
    /// <summary>A count that should be zero.</summary>
    public static TrustAnswer Count(double? count, string tone = "bad", string? note = null) => new(
        count?.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
        count switch { null => "plain", 0 => "good", _ => tone },
        note);

    /// <summary>The system did not answer: that is said and no figure is shown.</summary>
    public static TrustAnswer Refused(int status, string code) =>
        status == 404 ? new(null, "plain", "nothing recorded here yet") : new(null, "warn", $"not read: {code}");
}
