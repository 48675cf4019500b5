namespace Kolosal.Drift;

/// <summary>How a detector did on streams whose changes are known.</summary>
/// <param name="Streams">How many streams it saw.</param>
/// <param name="Changes">Changes in them.</param>
/// <param name="Found">Changes with an alarm before the next change, or the end.</param>
/// <param name="FalseAlarms">Alarms before the first change of a stream.</param>
/// <param name="Alarming">Streams with a false alarm.</param>
/// <param name="StableValues">Values before the first change of a stream, all of a stable one.</param>
/// <param name="MeanDelay">Values from a change to its first alarm, over the changes found; null when none was.</param>
public sealed record DetectorScore(int Streams, int Changes, int Found, long FalseAlarms, int Alarming, long StableValues, double? MeanDelay)
{
    /// <summary>The share of changes found; null without changes.</summary>
    public double? Recall => Changes > 0 ? (double)Found / Changes : null;

    /// <summary>The share of alarms that speak of a change, repeats about the same change left out; null without alarms.</summary>
    public double? Precision => Found + FalseAlarms > 0 ? Found / (double)(Found + FalseAlarms) : null;

    /// <summary>The harmonic mean of both; 0 when nothing was found, null without changes.</summary>
    public double? F1 => Changes == 0 ? null : Found == 0 ? 0 : 2 / (1 / Recall!.Value + 1 / Precision!.Value);

    /// <summary>False alarms by look at a stable stream, or by stable stream: whatever the promise is of.</summary>
    public double FalseAlarmRate(FalseAlarmPromise promise) => promise.Of == FalseAlarmOf.Stream ? Alarming / (double)Streams
        : FalseAlarms * (double)promise.LookEvery / StableValues;
}
