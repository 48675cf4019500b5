namespace Kolosal.Slo;

/// <summary>What one answer or outcome is to an objective about more than requests.</summary>
public sealed class OwnObjectiveTests
{
    [Theory]
    [InlineData(10.0, 9.5, 0)]
    [InlineData(10.0, 11.0, 0)]
    [InlineData(10.0, 11.1, 1)]
    public void Of_a_regression_an_error_beyond_the_limit_is_bad(double actual, double predicted, int bad) => Assert.Equal(
        (1, bad), (Objective(SloType.Quality) with { MaxError = 1 }).Count(
            new(Guid.NewGuid(), 0, DateTimeOffset.UnixEpoch, actual, null, [], [predicted], -1)));

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, false)]
    [InlineData(24.1, true)]
    public void An_answer_by_an_old_version_is_not_fresh(double hours, bool bad)
    {
        var registered = DateTimeOffset.UnixEpoch;
        var objective = Objective(SloType.Freshness) with { MaxAgeHours = 24 };
        Assert.Equal(bad, objective.IsBad(HandmadeLog.Request(registered.AddHours(hours)), registered));
        Assert.Null(objective.IsBad(HandmadeLog.Request(registered.AddHours(hours)), null));
    }

    private static SloObjective Objective(SloType type) => new("slo_loans.own", type, 0.9, null, 30);
}
