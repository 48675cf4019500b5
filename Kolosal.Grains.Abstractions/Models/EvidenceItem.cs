using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>What a feature found out about a version: left with the version, read by validation and promotion, shown in the card.</summary>
/// <remarks>
/// Of one kind and source the latest counts; an earlier one that arrives late is passed over. Whether a kind bars a promotion is the policy's
/// to say (<see cref="PromotionPolicy"/>); kinds that no policy knows are shown.
/// </remarks>
/// <param name="Kind">Stable, lower-case: one of <see cref="EvidenceKinds"/>, or the feature's own.</param>
/// <param name="Passed">Whether what was looked at holds.</param>
/// <param name="Sha256">Hash of what was found, lower-case hexadecimal: the same findings have the same.</param>
/// <param name="Summary">The figures, a JSON object of at most 16,000 characters; no rows of data, no personal data.</param>
/// <param name="At">When it was measured.</param>
/// <param name="Reason">In one sentence what was found; null where the figures say it.</param>
/// <param name="Source">What it was found with, where there may be several: a golden dataset's id; empty for one of its kind.</param>
[GenerateSerializer, Immutable, Alias("kolosal.evidence-item")]
public sealed record EvidenceItem(
    string Kind, bool Passed, string Sha256, [property: JsonConverter(typeof(JsonTextConverter))] string Summary, DateTimeOffset At,
    string? Reason = null, string Source = "");

/// <summary>Kinds of evidence that policies know.</summary>
public static class EvidenceKinds
{
    public const string
        Fairness = "fairness",
        TestDrift = "test_drift",
        GoldenSet = "golden_set";
}
