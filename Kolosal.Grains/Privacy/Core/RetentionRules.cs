namespace Kolosal.Privacy;

/// <summary>When a dataset's days are over.</summary>
public static class RetentionRules
{
    /// <summary>The days that hold for a dataset and what says so; null to keep it.</summary>
    /// <param name="classified">The classification's own days; null when it has none.</param>
    /// <param name="sensitivity">The classification's word; null while nothing is classed.</param>
    /// <param name="dataType">The classification's word.</param>
    /// <param name="rules">In order; a null word fits any, also what is not classed.</param>
    /// <param name="defaultDays">For what no rule fits.</param>
    public static (int Days, string Basis)? Days(
        int? classified, string? sensitivity, string? dataType,
        IEnumerable<(string? Sensitivity, string? DataType, int Days)> rules, int? defaultDays)
    {
        if (classified is { } own) return (own, "classification");
        foreach (var rule in rules)
            if ((rule.Sensitivity is null || rule.Sensitivity == sensitivity) && (rule.DataType is null || rule.DataType == dataType))
                return (rule.Days, "rule");
        return defaultDays is { } days ? (days, "default") : null;
    }

    /// <summary>Whether so many days have passed.</summary>
    public static bool IsDue(DateTimeOffset createdAt, int days, DateTimeOffset now) => createdAt.AddDays(days) <= now;
}
