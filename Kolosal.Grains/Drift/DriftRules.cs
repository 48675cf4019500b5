namespace Kolosal.Drift;

/// <summary>What a drift monitor can be told to judge by.</summary>
internal static class DriftRules
{
    public const int MostWindowMinutes = 43_200; // thirty days

    /// <returns>Null when the settings are in order.</returns>
    public static Refusal? Refuse(DriftSettings settings) => settings switch
    {
        { WindowRows: < DriftOptions.MinWindowRows or > DriftOptions.MaxWindowRows } => Refusal.Invalid(
            "drift.window-rows",
            $"Need a window of {DriftOptions.MinWindowRows} to {DriftOptions.MaxWindowRows} rows, got {settings.WindowRows}."),
        { FalseAlarm: not (>= DriftOptions.MinFalseAlarm and <= DriftOptions.MaxFalseAlarm) } => Refusal.Invalid(
            "drift.false-alarm",
            $"Need a false-alarm rate of {DriftOptions.MinFalseAlarm} to {DriftOptions.MaxFalseAlarm}, got {settings.FalseAlarm}."),
        { WindowMinutes: < 1 or > MostWindowMinutes } => Refusal.Invalid(
            "drift.window-minutes", $"Need a window of 1 to {MostWindowMinutes} minutes, got {settings.WindowMinutes}."),
        { Test: not DriftJudge.StandardTest } when settings.Test is null || DriftTests.Find(settings.Test) is null => Refusal.Invalid(
            "drift.test", $"There is no test '{settings.Test}'; there are {DriftJudge.StandardTest}, {DriftTests.Names}."),
        _ => settings.Chosen().FirstOrDefault(name => !DetectorBank.Names.Contains(name)) is { } unknown
            ? Refusal.Invalid(
                "drift.detector", $"There is no detector '{unknown}' for a live monitor; there are {string.Join(", ", DetectorBank.Names)}.")
            : null,
    };
}
