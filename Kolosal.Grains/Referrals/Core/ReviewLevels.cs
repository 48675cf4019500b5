namespace Kolosal.Referrals;

/// <summary>One referral as the levels count it.</summary>
/// <param name="Open">It waits.</param>
/// <param name="Overridden">A person decided otherwise than the model.</param>
/// <param name="Expired">Nobody decided in time.</param>
/// <param name="SecondsToDecide">From its opening to the decision; null when there was none.</param>
public readonly record struct ReviewedCase(bool Open, bool Overridden, bool Expired, double? SecondsToDecide);

/// <summary>How well people do what is referred to them.</summary>
/// <param name="Open">Waiting.</param>
/// <param name="Upheld">Decided as the model did.</param>
/// <param name="Overridden">Decided otherwise.</param>
/// <param name="Expired">Not decided in time.</param>
/// <param name="OverrideRate">
/// Overridden of all decided; null without any. Near 0 over many decisions it may say that nobody looks (automation bias, EU AI Act Art. 14(4)(b)),
/// and a high one that the model should not decide.
/// </param>
/// <param name="InTimeShare">Decided of all that are over; null without any.</param>
/// <param name="MedianSeconds">Half were decided sooner; null without any.</param>
/// <param name="P95Seconds">Nineteen of twenty were decided sooner; null without any.</param>
public sealed record ReviewLevels(
    int Open, int Upheld, int Overridden, int Expired, double? OverrideRate, double? InTimeShare, double? MedianSeconds, double? P95Seconds)
{
    /// <summary>Counts.</summary>
    /// <param name="cases">In any order.</param>
    public static ReviewLevels Of(IEnumerable<ReviewedCase> cases)
    {
        int open = 0, upheld = 0, overridden = 0, expired = 0;
        var seconds = new List<double>();
        foreach (var one in cases)
        {
            if (one.Open) open++;
            else if (one.Expired) expired++;
            else if (one.Overridden) overridden++;
            else upheld++;
            if (one is { Open: false, Expired: false, SecondsToDecide: { } took }) seconds.Add(took);
        }
        seconds.Sort();
        int decided = upheld + overridden;
        return new(
            open, upheld, overridden, expired, decided == 0 ? null : (double)overridden / decided,
            decided + expired == 0 ? null : (double)decided / (decided + expired), Rank(seconds, 0.5), Rank(seconds, 0.95));
    }

    /// <summary>The smallest that at least the share does not exceed.</summary>
    private static double? Rank(List<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
