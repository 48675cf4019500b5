namespace Kolosal.Models;

/// <summary>What is known when somebody asks for a promotion.</summary>
/// <param name="PackageSha256">The package of the version to be promoted.</param>
/// <param name="Author">Subject that made the version.</param>
/// <param name="Approver">Subject that approves.</param>
/// <param name="ValidatedSha256">The package the last validation looked at; null when there was none.</param>
/// <param name="Passed">Whether that validation passed.</param>
/// <param name="FailedChecks">Names of the checks that failed.</param>
/// <param name="Age">How long ago it was; zero when there was none.</param>
public sealed record PromotionEvidence(
    string PackageSha256, string Author, string Approver, string? ValidatedSha256, bool Passed, ImmutableArray<string> FailedChecks, TimeSpan Age);

/// <summary>Why a promotion is refused.</summary>
/// <param name="Code">Stable refusal code.</param>
/// <param name="Message">What was needed, what came, what to do.</param>
public sealed record PromotionObjection(string Code, string Message);

/// <summary>The rule: a recent, passing validation of this very package, and a second pair of eyes.</summary>
public static class PromotionGate
{
    public const string ApproverIsAuthor = "models.approver-is-author";

    /// <summary>The first objection, or null when the evidence suffices.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="maximumAge">How old a validation may be; this old is still good.</param>
    public static PromotionObjection? Judge(PromotionEvidence evidence, TimeSpan maximumAge)
    {
        if (string.Equals(evidence.Approver, evidence.Author, StringComparison.Ordinal))
            return new(ApproverIsAuthor, "A version must be approved by somebody other than its author; ask a colleague to promote it.");
        if (evidence.ValidatedSha256 is null)
            return new("models.not-validated", "The version was never validated; validate it first.");
        if (!string.Equals(evidence.ValidatedSha256, evidence.PackageSha256, StringComparison.Ordinal))
            return new("models.validation-other-package",
                $"The validation looked at package {evidence.ValidatedSha256}, the version is {evidence.PackageSha256}; validate it again.");
        if (!evidence.Passed)
            return new("models.validation-failed",
                $"The last validation failed ({string.Join(", ", evidence.FailedChecks)}); mend that and validate again.");
        if (evidence.Age > maximumAge)
            return new("models.validation-stale", $"The last validation is {evidence.Age} old, at most {maximumAge} is allowed; validate it again.");
        return null;
    }
}
