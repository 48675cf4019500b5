namespace Kolosal.Models;

public class PromotionGateTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private static readonly PromotionEvidence Good = new("aa", "alice", "bob", "aa", true, [], TimeSpan.FromHours(1));

    [Fact]
    public void Recent_passing_validation_of_this_package_and_another_approver_suffice() => Assert.Null(PromotionGate.Judge(Good, Week));

    [Fact]
    public void The_author_may_not_approve() => Assert.Equal("models.approver-is-author", Refusal(Good with { Approver = "alice" }));

    [Fact]
    public void A_subject_that_differs_in_case_is_another_subject() => Assert.Null(PromotionGate.Judge(Good with { Approver = "Alice" }, Week));

    [Fact]
    public void Without_a_validation_nothing_is_promoted() =>
        Assert.Equal("models.not-validated", Refusal(Good with { ValidatedSha256 = null, Passed = false }));

    [Fact]
    public void A_validation_of_another_package_is_none() =>
        Assert.Equal("models.validation-other-package", Refusal(Good with { ValidatedSha256 = "bb" }));

    [Fact]
    public void A_failed_validation_is_named_with_its_checks()
    {
        var objection = PromotionGate.Judge(Good with { Passed = false, FailedChecks = ["signature"] }, Week)!;
        Assert.Equal("models.validation-failed", objection.Code);
        Assert.Contains("signature", objection.Message);
    }

    [Fact]
    public void A_validation_is_good_up_to_its_age_and_not_a_tick_longer()
    {
        Assert.Null(PromotionGate.Judge(Good with { Age = Week }, Week));
        Assert.Equal("models.validation-stale", Refusal(Good with { Age = Week + TimeSpan.FromTicks(1) }));
    }

    private static string? Refusal(PromotionEvidence evidence) => PromotionGate.Judge(evidence, Week)?.Code;
}
