using System.Text.Json.Serialization;

namespace Kolosal.Slo;

/// <param name="ModelId">The model's name.</param>
/// <param name="Name">Names the objective among the model's: a-z, 0-9 and -.</param>
/// <param name="Type">availability, latency, error_rate, freshness, quality or fairness.</param>
/// <param name="Target">Promised share of good events; may be left out beside a percentile.</param>
/// <param name="ThresholdMilliseconds">For latency: slower is bad.</param>
/// <param name="WindowDays">Default: 30.</param>
/// <param name="Percentile">For latency, in place of the target: 50, 95 or 99.</param>
/// <param name="MaxAgeHours">For freshness: an older version is bad.</param>
/// <param name="MaxError">For quality of a regression: a larger error is bad.</param>
/// <param name="MinImpactRatio">For fairness: a window with a smaller disparate impact is bad. Default: 0.8, the four-fifths rule.</param>
/// <param name="Policy">none, freeze_promotion or rollback. Default: none.</param>
internal sealed record DefineSloRequest(
    [property: JsonRequired] string ModelId, [property: JsonRequired] string Name, [property: JsonRequired] SloType Type,
    double? Target = null, double? ThresholdMilliseconds = null, int WindowDays = 30, int? Percentile = null, double? MaxAgeHours = null,
    double? MaxError = null, double? MinImpactRatio = null, BudgetPolicy Policy = BudgetPolicy.None)
{
    private const double FourFifths = 0.8;

    /// <returns>The objective, or why nothing says how much is promised.</returns>
    public Result<SloObjective> ToObjective()
    {
        if ((Target ?? Percentile / 100.0) is not { } target) return Refusal.Invalid(
            "slo.target", "Say how much is promised: a target as a share, 0.99, or for latency a percentile.");
        return new SloObjective(
            new SloId(ModelId, Name).ToString(), Type, target, ThresholdMilliseconds, WindowDays, Percentile, MaxAgeHours, MaxError,
            Type == SloType.Fairness ? MinImpactRatio ?? FourFifths : MinImpactRatio, Policy);
    }
}
