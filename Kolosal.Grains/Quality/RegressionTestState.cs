namespace Kolosal.Quality;

/// <summary>What a regression test remembers. A crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.regression-test-state")]
internal sealed class RegressionTestState : RecordState
{
    private const int MostOutcomes = 100;

    [Id(0)] public RegressionTestSpec? Spec { get; set; }

    /// <summary>The latest, newest first.</summary>
    [Id(1)] public List<RegressionOutcome> Outcomes { get; set; } = [];

    /// <summary>Up to when the schedule was looked at.</summary>
    [Id(2)] public DateTimeOffset ScheduledUpTo { get; set; }

    /// <summary>The version that was active when it last ran because of that; null before.</summary>
    [Id(3)] public int? Champion { get; set; }

    /// <summary>Results ever taken.</summary>
    [Id(4)] public long Count { get; set; }

    public void Define(RegressionTestSpec spec, DateTimeOffset at)
    {
        if (Spec?.Schedule != spec.Schedule || Spec?.TimeZone != spec.TimeZone) ScheduledUpTo = at;
        Spec = spec;
    }

    public void Add(RegressionOutcome outcome)
    {
        Count++;
        Outcomes.Insert(0, outcome);
        if (Outcomes.Count > MostOutcomes) Outcomes.RemoveAt(Outcomes.Count - 1);
    }
}
