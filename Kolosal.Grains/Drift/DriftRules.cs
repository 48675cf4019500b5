namespace Kolosal.Drift;

/// <summary>What a drift monitor can be told to judge by.</summary>
internal static class DriftRules
{
    /// <returns>Null when the settings are in order.</returns>
    public static Refusal? Refuse(DriftSettings settings) => settings switch
    {
        { WindowRows: < DriftOptions.MinWindowRows or > DriftOptions.MaxWindowRows } => Refusal.Invalid(
            "drift.window-rows",
            $"Need a window of {DriftOptions.MinWindowRows} to {DriftOptions.MaxWindowRows} rows, got {settings.WindowRows}."),
        { FalseAlarm: not (>= DriftOptions.MinFalseAlarm and <= DriftOptions.MaxFalseAlarm) } => Refusal.Invalid(
            "drift.false-alarm",
            $"Need a false-alarm rate of {DriftOptions.MinFalseAlarm} to {DriftOptions.MaxFalseAlarm}, got {settings.FalseAlarm}."),
        _ => null,
    };
}
