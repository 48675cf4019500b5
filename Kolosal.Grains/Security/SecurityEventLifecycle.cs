namespace Kolosal.Security;

/// <summary>Which status of a security event may follow which.</summary>
public static class SecurityEventLifecycle
{
    internal static readonly Transitions<SecurityEventStatus> Table = new(
        (SecurityEventStatus.Open, [SecurityEventStatus.Investigating, SecurityEventStatus.Resolved, SecurityEventStatus.FalsePositive]),
        (SecurityEventStatus.Investigating, [SecurityEventStatus.Resolved, SecurityEventStatus.FalsePositive]),
        (SecurityEventStatus.Resolved, [SecurityEventStatus.Open]),
        (SecurityEventStatus.FalsePositive, [SecurityEventStatus.Open]));

    /// <summary>Nothing of this name was ever recorded.</summary>
    public static Refusal NotFound(string id) => Refusal.NotFound("security.not-found", $"There is no security event '{id}' in this workspace.");

    /// <summary>Over: what is seen again opens another event.</summary>
    internal static bool Closed(SecurityEventStatus status) => status is SecurityEventStatus.Resolved or SecurityEventStatus.FalsePositive;
}
