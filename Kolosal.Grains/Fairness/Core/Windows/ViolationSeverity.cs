namespace Kolosal.Fairness;

/// <summary>How bad a violation is, by its size: the level of an incident.</summary>
public static class ViolationSeverity
{
    /// <summary>Beyond the limit by this factor it is of level 1, or 2: a disparate impact of 0.4 or 0.6 with the limit of 0.8, a difference of
    /// 0.2 or 0.13 with that of 0.1.</summary>
    private const double Gravest = 2, Grave = 4.0 / 3;

    /// <summary>1 (worst) to 3, of the gravest measure.</summary>
    /// <param name="failing">At least one.</param>
    public static int Level(IEnumerable<MeasureFinding> failing) => failing.Max(measure => measure.Excess) switch
    {
        >= Gravest => 1,
        >= Grave => 2,
        _ => 3,
    };
}
