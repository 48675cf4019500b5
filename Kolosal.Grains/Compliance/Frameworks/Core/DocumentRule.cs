namespace Kolosal.Compliance.Frameworks;

/// <summary>A document that people review and approve.</summary>
/// <param name="Id"><c>R01</c> to <c>R35</c>.</param>
/// <param name="Kind">As <c>ai-policy</c>; what evidence names.</param>
/// <param name="Title">What it is.</param>
/// <param name="MaximumDays">Days after the approval until it must be approved anew; null when only its own dates end it.</param>
/// <param name="SignedBy">The capacities in which it may be approved.</param>
/// <param name="StaleAfterGraveIncident">An incident of severity sev1 that was resolved after the approval makes it stale.</param>
/// <param name="StaleAfterChangeOfLaw">A register of laws that was approved after it makes it stale.</param>
public sealed record DocumentRule(
    string Id, string Kind, string Title, int? MaximumDays, ImmutableArray<string> SignedBy, bool StaleAfterGraveIncident,
    bool StaleAfterChangeOfLaw)
{
    /// <summary>The register of laws, contracts and obligations.</summary>
    public const string RegisterOfLaws = "legal";
}
