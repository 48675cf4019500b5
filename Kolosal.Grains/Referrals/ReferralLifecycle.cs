namespace Kolosal.Referrals;

/// <summary>Which status may follow which. What is decided stays decided: another view is another referral's, or an outcome reported later.</summary>
internal static class ReferralLifecycle
{
    public static readonly Transitions<ReferralStatus> Table = new(
        (ReferralStatus.Open, [ReferralStatus.Upheld, ReferralStatus.Overridden, ReferralStatus.Expired]),
        (ReferralStatus.Upheld, []),
        (ReferralStatus.Overridden, []),
        (ReferralStatus.Expired, []));
}
