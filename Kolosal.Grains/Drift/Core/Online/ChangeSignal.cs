namespace Kolosal.Drift;

/// <summary>What a detector says after a value.</summary>
public enum ChangeSignal
{
    /// <summary>Nothing to report.</summary>
    Stable,

    /// <summary>A change may be coming; only detectors with two thresholds say so.</summary>
    Warning,

    /// <summary>The stream has changed. The detector begins anew with the next value.</summary>
    Change,
}
