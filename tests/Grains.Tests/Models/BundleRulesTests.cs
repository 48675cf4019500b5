namespace Kolosal.Models;

public class BundleRulesTests
{
    [Theory]
    [InlineData(0.80, 0.75, 0.85, true, 0.75, true), InlineData(0.80, 0.74, 0.86, true, 0.75, false)]
    [InlineData(0.20, 0.15, 0.25, false, 0.25, true), InlineData(0.20, 0.15, 0.26, false, 0.25, false)]
    public void Against_a_threshold_the_whole_interval_decides(double value, double low, double high, bool higher, double threshold, bool holds) =>
        Assert.Equal(holds, BundleRules.Metric("m", value, low, high, higher, threshold, prior: 0.5).Passed);

    [Theory]
    [InlineData(0.6, true, 0.5, true), InlineData(0.5, true, 0.5, false), InlineData(0.4, false, 0.5, true), InlineData(0.5, false, 0.5, false)]
    public void Without_a_threshold_the_prior_model_must_be_beaten(double value, bool higher, double prior, bool holds) =>
        Assert.Equal(holds, BundleRules.Metric("m", value, 0, 1, higher, threshold: null, prior).Passed);

    [Fact]
    public void What_was_not_measured_is_missing_and_never_passes()
    {
        Assert.Null(BundleRules.Metric("m", null, 0, 0, true, 0.5, 0.5).Passed);
        Assert.Null(BundleRules.Metric("m", 0.9, 0, 1, true, null, null).Passed);
        Assert.Null(BundleRules.TestDrift(null, []).Passed);
        Assert.Null(BundleRules.Latency(null, 100).Passed);
        Assert.True(BundleRules.Calibration(true, null, 0, 0, 0.1) is { Passed: null, Applies: true });
        Assert.True(BundleRules.Calibration(false, null, 0, 0, 0.1) is { Passed: null, Applies: false });
    }

    [Fact]
    public void A_calibration_error_is_too_large_when_its_whole_interval_is()
    {
        Assert.True(BundleRules.Calibration(true, 0.12, 0.1, 0.14, 0.1).Passed);
        Assert.False(BundleRules.Calibration(true, 0.12, 0.11, 0.14, 0.1).Passed);
    }

    [Fact]
    public void A_latency_is_compared_in_milliseconds()
    {
        Assert.True(BundleRules.Latency(0.1, 100).Passed);
        Assert.False(BundleRules.Latency(0.1001, 100).Passed);
    }

    [Fact]
    public void Approvals_count_people_with_the_role_who_are_not_the_author()
    {
        (string, IReadOnlyCollection<string>)[] words =
            [("alice", ["admin"]), ("bob", ["reviewer"]), ("bob", ["reviewer"]), ("carol", ["trainer"])];
        Assert.True(BundleRules.Approvals(2, [], "alice", words).Passed);
        Assert.Null(BundleRules.Approvals(3, [], "alice", words).Passed);
        Assert.Null(BundleRules.Approvals(2, ["reviewer"], "alice", words).Passed);
        Assert.True(BundleRules.Approvals(1, ["reviewer"], "alice", words).Passed);
    }
}
