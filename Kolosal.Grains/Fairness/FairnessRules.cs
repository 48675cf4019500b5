namespace Kolosal.Fairness;

/// <summary>What a fairness monitor can be told to judge by.</summary>
internal static class FairnessRules
{
    public const int MostEdges = 31, MostBands = 50;

    /// <returns>Null when the settings are in order.</returns>
    public static Refusal? Refuse(FairnessSettings settings) => settings switch
    {
        { WindowRows: < FairnessOptions.MinWindowRows or > FairnessOptions.MaxWindowRows } => Refusal.Invalid(
            "fairness.window-rows",
            $"Need a window of {FairnessOptions.MinWindowRows} to {FairnessOptions.MaxWindowRows} rows, got {settings.WindowRows}."),
        { OutcomeWindowRows: < FairnessOptions.MinWindowRows or > FairnessOptions.MaxWindowRows } => Refusal.Invalid(
            "fairness.outcome-window-rows",
            $"Need a window of {FairnessOptions.MinWindowRows} to {FairnessOptions.MaxWindowRows} outcomes, got {settings.OutcomeWindowRows}."),
        { MinimumGroupRows: < FairnessOptions.MinGroupRows or > FairnessOptions.MaxGroupRows } => Refusal.Invalid(
            "fairness.minimum-group-rows",
            $"Need a minimum group of {FairnessOptions.MinGroupRows} to {FairnessOptions.MaxGroupRows} rows, got {settings.MinimumGroupRows}."),
        { MinimumImpactRatio: not (>= 0 and <= 1) } => Refusal.Invalid(
            "fairness.minimum-impact-ratio", $"Need a smallest disparate impact of 0 to 1, got {settings.MinimumImpactRatio}."),
        { MaximumDifference: not (>= 0 and <= 1) } => Refusal.Invalid(
            "fairness.maximum-difference", $"Need a largest difference of 0 to 1, got {settings.MaximumDifference}."),
        { FalseAlarm: not (>= FairnessOptions.MinFalseAlarm and <= FairnessOptions.MaxFalseAlarm) } => Refusal.Invalid(
            "fairness.false-alarm",
            $"Need a false-alarm rate of {FairnessOptions.MinFalseAlarm} to {FairnessOptions.MaxFalseAlarm}, got {settings.FalseAlarm}."),
        { OfLastWindows: not (>= 1 and <= SustainedPolicy.MostWindows) } => Refusal.Invalid(
            "fairness.of-last-windows", $"Need 1 to {SustainedPolicy.MostWindows} windows to look back on, got {settings.OfLastWindows}."),
        _ when settings.SustainedWindows < 1 || settings.SustainedWindows > settings.OfLastWindows => Refusal.Invalid(
            "fairness.sustained-windows", $"Need 1 to {settings.OfLastWindows} windows in violation of those looked back on, got "
            + $"{settings.SustainedWindows}."),
        { Bands: { } bands } => RefuseBands(bands),
        _ => null,
    };

    /// <summary>What is wrong with declared bands; null when nothing is.</summary>
    private static Refusal? RefuseBands(ImmutableArray<AttributeBands> bands)
    {
        if (bands.IsDefault || bands.Length > MostBands)
            return Bad($"Need bands of at most {MostBands} attributes, got {(bands.IsDefault ? 0 : bands.Length)}.");
        foreach (var declared in bands)
        {
            if (declared?.Attribute is null || declared.Edges.IsDefaultOrEmpty || declared.Edges.Length > MostEdges)
                return Bad($"Need an attribute and 1 to {MostEdges} edges for each of the bands.");
            for (int i = 0; i < declared.Edges.Length; i++)
                if (!double.IsFinite(declared.Edges[i]) || (i > 0 && !(declared.Edges[i] > declared.Edges[i - 1])))
                    return Bad($"Need ascending edges for '{declared.Attribute}', got {string.Join(", ", declared.Edges)}.");
        }
        return bands.DistinctBy(declared => declared.Attribute).Count() == bands.Length ? null : Bad("Need the bands of an attribute once.");
    }

    private static Refusal Bad(string message) => Refusal.Invalid("fairness.bands", message);
}
