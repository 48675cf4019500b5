namespace Kolosal.Slo;

public class SloRulesTests
{
    private static readonly SloObjective Fast = new("slo_loans.fast", SloType.Latency, 0.9, 50, 7);
    private static readonly SloObjective Up = new("slo_loans.up", SloType.Availability, 0.9, null, 7);

    public static TheoryData<SloObjective, string?> Objectives => new()
    {
        { Fast, null },
        { Fast with { Id = "slo_cards.fast" }, "slo.name" },
        { Fast with { Id = "slo_loans.Fast" }, "slo.name" },
        { Fast with { Id = "slo_loans." }, "slo.name" },
        { Fast with { Id = "fast" }, "slo.name" },
        { Up with { Target = 0.49 }, "slo.target" },
        { Up with { Target = 1 }, "slo.target" },
        { Up with { Target = double.NaN }, "slo.target" },
        { Up with { WindowDays = 0 }, "slo.window-days" },
        { Up with { WindowDays = 91 }, "slo.window-days" },
        { Up with { WindowDays = 90, Target = 0.99999 }, null },
        { Fast with { ThresholdMilliseconds = null }, "slo.threshold" },
        { Fast with { ThresholdMilliseconds = 0 }, "slo.threshold" },
        { Fast with { ThresholdMilliseconds = 600_001 }, "slo.threshold" },
        { Up with { ThresholdMilliseconds = 50 }, "slo.threshold" },
        { Fast with { Percentile = 95, Target = 0.95 }, null },
        { Fast with { Percentile = 95 }, "slo.target" },
        { Fast with { Percentile = 90 }, "slo.percentile" },
        { Up with { Percentile = 95, Target = 0.95 }, "slo.threshold" },
        { Up with { Type = SloType.Freshness, MaxAgeHours = 24 }, null },
        { Up with { Type = SloType.Freshness }, "slo.threshold" },
        { Up with { MaxAgeHours = 24 }, "slo.threshold" },
        { Up with { Type = SloType.Quality }, null },
        { Up with { Type = SloType.Quality, MaxError = 3 }, null },
        { Up with { Type = SloType.Quality, MaxError = -3 }, "slo.threshold" },
        { Up with { MaxError = 3 }, "slo.threshold" },
        { Up with { Type = SloType.Fairness, MinImpactRatio = 0.8 }, null },
        { Up with { Type = SloType.Fairness, MinImpactRatio = 1.1 }, "slo.threshold" },
        { Up with { Type = SloType.Fairness }, "slo.threshold" },
        { Up with { MinImpactRatio = 0.8 }, "slo.threshold" },
    };

    [Theory, MemberData(nameof(Objectives))]
    public void What_cannot_be_promised_is_refused(SloObjective objective, string? code) =>
        Assert.Equal(code, SloRules.Refuse(objective, "loans")?.Code);

    [Theory]
    [InlineData(SloType.Quality, "regression", null, "slo.threshold")]
    [InlineData(SloType.Quality, "regression", 2d, null)]
    [InlineData(SloType.Quality, "binary", 2d, "slo.threshold")]
    [InlineData(SloType.Quality, "multiclass", null, null)]
    [InlineData(SloType.Fairness, "binary", null, "slo.type-not-measured")]
    [InlineData(SloType.Latency, "binary", null, null)]
    public void What_cannot_be_measured_of_a_model_is_refused(SloType type, string task, double? maxError, string? code) =>
        Assert.Equal(code, SloRules.RefuseOf(Up with { Type = type, MaxError = maxError }, task, watchesFairness: false)?.Code);
}
