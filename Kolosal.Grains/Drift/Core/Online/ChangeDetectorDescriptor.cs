namespace Kolosal.Drift;

/// <summary>What a detector takes.</summary>
public enum StreamValues
{
    /// <summary>0 and 1: errors of a model.</summary>
    Bits,

    /// <summary>Any finite numbers.</summary>
    Numbers,
}

/// <summary>What a stated false-alarm rate is a rate of.</summary>
public enum FalseAlarmOf
{
    /// <summary>The share of looks at a stable stream that raise an alarm.</summary>
    Look,

    /// <summary>The share of stable streams, however long, that ever raise one.</summary>
    Stream,
}

/// <summary>What a detector promises about streams that do not change.</summary>
/// <param name="Rate">0 to 1.</param>
/// <param name="Of">What it is a rate of.</param>
/// <param name="LookEvery">The number of values between two looks.</param>
public sealed record FalseAlarmPromise(double Rate, FalseAlarmOf Of, int LookEvery = 1);

/// <summary>One entry of <see cref="ChangeDetectors.All"/>.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Takes">The values it is for.</param>
/// <param name="MinSample">No change is reported before so many values.</param>
/// <param name="Promise">What it promises, or null: a rule of thumb whose false alarms can only be measured.</param>
/// <param name="Create">A detector; some learn what is normal from the reference (values of a stable time, at least
/// <paramref name="MinReference"/>), the others do not look at it.</param>
/// <param name="MinReference">Reference values needed; 0 for detectors that do without.</param>
public sealed record ChangeDetectorDescriptor(
    string Name, StreamValues Takes, int MinSample, FalseAlarmPromise? Promise, Func<double[], IChangeDetector> Create, int MinReference = 0);
