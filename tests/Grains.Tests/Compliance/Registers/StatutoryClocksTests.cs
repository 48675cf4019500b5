namespace Kolosal.Compliance.Registers;

public sealed class StatutoryClocksTests
{
    /// <summary>Regulation 1182/71 Art. 3(2)(c): the month ends on the same date, or on the last day where there is none.</summary>
    [Theory]
    [InlineData("2026-01-15", false, "2026-02-15")]
    [InlineData("2026-01-31", false, "2026-02-28")]
    [InlineData("2028-01-31", false, "2028-02-29")]
    [InlineData("2026-11-30", true, "2027-02-28")]
    [InlineData("2026-03-31", true, "2026-06-30")]
    public void A_request_is_answered_within_a_month_or_three(string received, bool extended, string due) =>
        Assert.Equal(Day(due), StatutoryClocks.SubjectRequest(Day(received), extended));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 5, 25)]
    [InlineData(3, 5, 15)]
    public void A_level_is_likelihood_times_consequence(int likelihood, int consequence, int level) =>
        Assert.Equal(level, RiskLevel.Of(likelihood, consequence));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(6, 3)]
    [InlineData(3, 0)]
    [InlineData(3, 6)]
    public void A_value_off_its_scale_is_none(int likelihood, int consequence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RiskLevel.Of(likelihood, consequence));

    private static DateTimeOffset Day(string date) => new(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), default, default);
}
