using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Slo;

/// <summary>Each objective with its counts, and the model's traffic.</summary>
[GenerateSerializer, Alias("kolosal.slo-state")]
internal sealed class SloState : LogConsumerState
{
    private const int HoursKept = 72, DaysKept = 90;

    [Id(0)] public List<TrackedObjective> Objectives { get; set; } = [];

    [Id(1)] public long Requests { get; set; }

    /// <summary>Hour (since the epoch) that <see cref="ThisHour"/> is about.</summary>
    [Id(2)] public long Hour { get; set; }

    [Id(3)] public LatencySketch ThisHour { get; set; } = new();

    [Id(4)] public LatencySketch LastHour { get; set; } = new();

    [Id(5)] public TrafficSeries Hours { get; set; } = TrafficSeries.Of(60, HoursKept);

    [Id(6)] public TrafficSeries Days { get; set; } = TrafficSeries.Of(24 * 60, DaysKept);

    /// <summary>All requests; those that failed by our fault are bad.</summary>
    [Id(7)] public RequestCounts Traffic { get; set; } = RequestCounts.Over(1);

    /// <summary>Adds an objective with nothing counted, in place of the one of the same id.</summary>
    public TrackedObjective Track(SloObjective objective)
    {
        Objectives.RemoveAll(tracked => tracked.Objective.Id == objective.Id);
        var added = new TrackedObjective { Objective = objective, Counts = RequestCounts.Over(objective.WindowDays) };
        Objectives.Add(added);
        return added;
    }

    public TrackedObjective? Find(string id) => Objectives.Find(tracked => tracked.Objective.Id == id);

    public bool Promises(SloType type)
    {
        foreach (var tracked in Objectives)
            if (tracked.Objective.Type == type) return true;
        return false;
    }

    /// <summary>Adds a request to the model's traffic.</summary>
    public void Count(ServedRequest request, long minute)
    {
        bool answered = request.Error is null, ours = !answered && !request.ClientFault;
        int? bin = answered ? LatencySketch.BinOf(request.LatencyMilliseconds) : null;
        Requests++;
        Traffic.Add(minute, ours);
        Hours.Add(minute, ours, request.ClientFault && !answered, bin);
        Days.Add(minute, ours, request.ClientFault && !answered, bin);
        if (bin is { } found) Time(found, minute / 60);
    }

    /// <summary>Latencies of the current and the previous hour; null without any.</summary>
    public LatencyQuantiles? Recent()
    {
        var recent = new LatencySketch();
        recent.Merge(ThisHour);
        recent.Merge(LastHour);
        return recent.Count == 0 ? null : new(recent.Quantile(0.5), recent.Quantile(0.95), recent.Quantile(0.99), recent.Count);
    }

    private void Time(int bin, long hour)
    {
        if (hour > Hour)
        {
            LastHour = hour == Hour + 1 ? ThisHour : new();
            (ThisHour, Hour) = (new(), hour);
        }
        ThisHour.AddBin(bin);
    }
}

/// <summary>One objective, what was counted for it, its open alert and what its policy has done.</summary>
[GenerateSerializer, Alias("kolosal.tracked-objective")]
internal sealed class TrackedObjective
{
    [Id(0)] public required SloObjective Objective { get; set; }

    [Id(1)] public required RequestCounts Counts { get; set; }

    /// <summary>Log position of the record with which the present alert began; null while none fires. Names the alert's evidence.</summary>
    [Id(2)] public long? FiringSince { get; set; }

    [Id(3)] public string? IncidentId { get; set; }

    /// <summary>How loud the present alert is.</summary>
    [Id(4)] public AlertLevel Level { get; set; }

    /// <summary>The model was told to keep its active version.</summary>
    [Id(5)] public bool Frozen { get; set; }

    /// <summary>Fairness: the open window.</summary>
    [Id(6)] public SelectionWindow Selection { get; set; } = new();

    /// <summary>When it was last looked at whether the alert is over.</summary>
    [Id(7)] public long JudgedMinute { get; set; }

    /// <summary>Something is to be taken back when the trouble is over.</summary>
    public bool IsActing => Level != AlertLevel.None || FiringSince is not null || Frozen;

    private bool MayFreeze => Objective.Policy == BudgetPolicy.FreezePromotion && !Frozen;

    public SloFinding Judge(long minute) => SloJudge.Judge(Objective.Budget(), Counts, minute);

    /// <summary>Whether it is worth judging: only a bad event starts an alert or makes it louder, and whether one is over is looked at once a
    /// minute.</summary>
    public bool IsDue(bool worse, long minute) =>
        worse ? Level < AlertLevel.Page || MayFreeze : IsActing && minute > JudgedMinute;

    /// <summary>Whether the policy asks for a freeze now.</summary>
    public bool Freezes(SloFinding found) => MayFreeze && found.Actionable;

    public void Fire(AlertLevel level, long position, string incident) => (Level, FiringSince, IncidentId) = (level, position, incident);

    public void Recover() => (Level, FiringSince) = (AlertLevel.None, null);
}
