using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>What a validation says of one item of its bundle.</summary>
[GenerateSerializer, Alias("kolosal.item-outcome")]
public enum ItemOutcome
{
    Passed,

    Failed,

    /// <summary>Nothing was found to judge by; somebody has to measure it first.</summary>
    Missing,

    /// <summary>There is nothing to measure: the task has no such figure.</summary>
    NotApplicable,
}

/// <summary>What an item's outcome means for a promotion.</summary>
[GenerateSerializer, Alias("kolosal.item-rule")]
public enum ItemRule
{
    /// <summary>It must be there and pass, unless it is not applicable.</summary>
    Required,

    /// <summary>Where it is there it must pass.</summary>
    IfPresent,

    /// <summary>It is shown and bars nothing.</summary>
    Shown,
}

/// <summary>One item of a validation's bundle.</summary>
/// <param name="Name">Stable: <c>signature</c>, <c>metric</c>, <c>golden_set</c> …</param>
/// <param name="Outcome">What was found.</param>
/// <param name="Rule">What the policy makes of it.</param>
/// <param name="Bars">Whether it keeps the version from being promoted.</param>
/// <param name="Reason">What was found, in one sentence.</param>
/// <param name="Figures">What was measured, a JSON object; null when nothing was.</param>
/// <param name="Sha256">Of name, outcome, reason and figures; of evidence that a feature left, the feature's own.</param>
/// <param name="At">When it was measured; null when it never was.</param>
/// <param name="Source">What it was found with, where there may be several of a name: a golden dataset's id.</param>
[GenerateSerializer, Immutable, Alias("kolosal.validation-item")]
public sealed record ValidationItem(
    string Name, ItemOutcome Outcome, ItemRule Rule, bool Bars, string Reason,
    [property: JsonConverter(typeof(JsonTextConverter))] string Figures, string Sha256, DateTimeOffset? At, string Source = "");
