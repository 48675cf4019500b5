using Kolosal.LogConsumers;

namespace Kolosal.Slo;

/// <summary>Each objective with its counts.</summary>
[GenerateSerializer, Alias("kolosal.slo-state")]
internal sealed class SloState : LogConsumerState
{
    [Id(0)] public List<TrackedObjective> Objectives { get; set; } = [];

    [Id(1)] public long Requests { get; set; }

    /// <summary>Hour (since the epoch) that <see cref="ThisHour"/> is about.</summary>
    [Id(2)] public long Hour { get; set; }

    [Id(3)] public LatencySketch ThisHour { get; set; } = new();

    [Id(4)] public LatencySketch LastHour { get; set; } = new();

    /// <summary>Adds an objective with nothing counted, in place of the one of the same id.</summary>
    public TrackedObjective Track(SloObjective objective)
    {
        Objectives.RemoveAll(tracked => tracked.Objective.Id == objective.Id);
        var added = new TrackedObjective { Objective = objective, Counts = RequestCounts.Over(objective.WindowDays) };
        Objectives.Add(added);
        return added;
    }

    public void Time(double milliseconds, long hour)
    {
        if (hour > Hour)
        {
            LastHour = hour == Hour + 1 ? ThisHour : new();
            (ThisHour, Hour) = (new(), hour);
        }
        ThisHour.Add(milliseconds);
    }

    /// <summary>Latencies of the current and the previous hour; null without any.</summary>
    public LatencyQuantiles? Recent()
    {
        var recent = new LatencySketch();
        recent.Merge(ThisHour);
        recent.Merge(LastHour);
        return recent.Count == 0 ? null : new(recent.Quantile(0.5), recent.Quantile(0.95), recent.Quantile(0.99), recent.Count);
    }
}

/// <summary>One objective, what was counted for it, and its open alert.</summary>
[GenerateSerializer, Alias("kolosal.tracked-objective")]
internal sealed class TrackedObjective
{
    [Id(0)] public required SloObjective Objective { get; set; }

    [Id(1)] public required RequestCounts Counts { get; set; }

    /// <summary>Log position of the request with which the present alert began; null while none fires. Names the alert's evidence.</summary>
    [Id(2)] public long? FiringSince { get; set; }

    [Id(3)] public string? IncidentId { get; set; }

    public SloFinding Judge(long minute) => SloJudge.Judge(Objective.Budget(), Counts, minute);
}
