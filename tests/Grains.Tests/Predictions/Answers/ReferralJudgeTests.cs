using Kolosal.Events;

namespace Kolosal.Predictions;

public class ReferralJudgeTests
{
    private static readonly ReferralTerms Nothing = new(null, false, null, [], 0);

    [Fact]
    public void A_rule_without_parts_refers_nobody() =>
        Assert.Equal(0, ReferralJudge.Judge(Nothing, [0.1, 0.9], 1, 2, 0.999, 0));

    [Fact]
    public void Each_part_has_its_own_reason_and_its_edge()
    {
        var confident = Nothing with { MinConfidence = 0.8 };
        Assert.Equal(ReferralTerms.LowConfidence, ReferralJudge.Judge(confident, [0.21, 0.79], 1, -1, null, 1));
        Assert.Equal(0, ReferralJudge.Judge(confident, [0.2, 0.8], 1, -1, null, 1));

        var single = Nothing with { AmbiguousSet = true };
        Assert.Equal([ReferralTerms.Ambiguous, 0, ReferralTerms.Ambiguous, 0],
            ((int[])[0, 1, 2, -1]).Select(size => ReferralJudge.Judge(single, [0.5, 0.5], 0, size, null, 1)));

        var familiar = Nothing with { OutOfDistribution = 0.95 };
        Assert.Equal(ReferralTerms.Unlike, ReferralJudge.Judge(familiar, [3], -1, -1, 0.95, 1));
        Assert.Equal(0, ReferralJudge.Judge(familiar, [3], -1, -1, 0.94, 1));
        Assert.Equal(0, ReferralJudge.Judge(familiar, [3], -1, -1, null, 1));

        var guarded = Nothing with { Decisions = [true, false] };
        Assert.Equal(ReferralTerms.Protected, ReferralJudge.Judge(guarded, [0.9, 0.1], 0, -1, null, 1));
        Assert.Equal(0, ReferralJudge.Judge(guarded, [0.1, 0.9], 1, -1, null, 1));

        var sampled = Nothing with { SampleShare = 0.25 };
        Assert.Equal(ReferralTerms.Sampled, ReferralJudge.Judge(sampled, [1, 0], 0, -1, null, 0.2499));
        Assert.Equal(0, ReferralJudge.Judge(sampled, [1, 0], 0, -1, null, 0.25));
    }

    [Fact]
    public void Reasons_add_up()
    {
        var all = new ReferralTerms(0.9, true, 0.5, [true, false], 1);
        Assert.Equal(
            ReferralReasons.LowConfidence | ReferralReasons.AmbiguousSet | ReferralReasons.OutOfDistribution | ReferralReasons.ProtectedDecision
                | ReferralReasons.Sampled,
            (ReferralReasons)ReferralJudge.Judge(all, [0.6, 0.4], 0, 2, 0.7, 0));
    }
}
