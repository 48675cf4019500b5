namespace Kolosal.Fairness;

/// <summary>What a fairness monitor can be told to judge by.</summary>
internal static class FairnessRules
{
    /// <returns>Null when the settings are in order.</returns>
    public static Refusal? Refuse(FairnessSettings settings) => settings switch
    {
        { WindowRows: < FairnessOptions.MinWindowRows or > FairnessOptions.MaxWindowRows } => Refusal.Invalid(
            "fairness.window-rows",
            $"Need a window of {FairnessOptions.MinWindowRows} to {FairnessOptions.MaxWindowRows} rows, got {settings.WindowRows}."),
        { MinimumGroupRows: < FairnessOptions.MinGroupRows or > FairnessOptions.MaxGroupRows } => Refusal.Invalid(
            "fairness.minimum-group-rows",
            $"Need a minimum group of {FairnessOptions.MinGroupRows} to {FairnessOptions.MaxGroupRows} rows, got {settings.MinimumGroupRows}."),
        { MinimumImpactRatio: not (>= 0 and <= 1) } => Refusal.Invalid(
            "fairness.minimum-impact-ratio", $"Need a smallest disparate impact of 0 to 1, got {settings.MinimumImpactRatio}."),
        { FalseAlarm: not (>= FairnessOptions.MinFalseAlarm and <= FairnessOptions.MaxFalseAlarm) } => Refusal.Invalid(
            "fairness.false-alarm",
            $"Need a false-alarm rate of {FairnessOptions.MinFalseAlarm} to {FairnessOptions.MaxFalseAlarm}, got {settings.FalseAlarm}."),
        _ => null,
    };
}
