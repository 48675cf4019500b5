namespace Kolosal.Chaos;

/// <summary>One test. Written when it changes its phase, the fault's coming into force before the silos are told, so that whoever takes it up after a
/// crash lifts it; the crash loses the probes since the phase began.</summary>
[GenerateSerializer, Alias("kolosal.chaos-test-state")]
internal sealed class ChaosTestState : RecordState
{
    /// <summary>Acknowledged predictions that are looked for in the log afterwards; of more than these the first.</summary>
    private const int MostAcknowledged = 5_000;

    [Id(0)] public ChaosPlan? Plan { get; set; }

    [Id(1)] public ChaosTestStatus Status { get; set; }

    [Id(2)] public ChaosPhase Phase { get; set; }

    [Id(3)] public string StartedBy { get; set; } = "";

    [Id(4)] public DateTimeOffset? InjectedAt { get; set; }

    [Id(5)] public DateTimeOffset? LiftedAt { get; set; }

    [Id(6)] public DateTimeOffset? FinishedAt { get; set; }

    [Id(7)] public PhaseTally Before { get; set; } = new();

    [Id(8)] public PhaseTally During { get; set; } = new();

    [Id(9)] public PhaseTally After { get; set; } = new();

    /// <summary>Silos that are kept for the test, as they write themselves.</summary>
    [Id(10)] public List<string> Kept { get; set; } = [];

    /// <summary>Those of them that the fault is for.</summary>
    [Id(11)] public List<string> Targets { get; set; } = [];

    /// <summary>Targets that took the fault.</summary>
    [Id(12)] public int Reached { get; set; }

    [Id(13)] public long? Struck { get; set; }

    [Id(14)] public double LastBadSeconds { get; set; }

    [Id(15)] public int GoodInRow { get; set; }

    [Id(16)] public long? Lost { get; set; }

    [Id(17)] public bool? Held { get; set; }

    [Id(18)] public List<string> FailurePoints { get; set; } = [];

    /// <summary>What people added to them.</summary>
    [Id(19)] public List<string> ReviewedPoints { get; set; } = [];

    [Id(20)] public string Lessons { get; set; } = "";

    [Id(21)] public string? ReviewedBy { get; set; }

    [Id(22)] public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>Why the abort condition was met; null when it was not.</summary>
    [Id(23)] public string? Aborted { get; set; }

    /// <summary>How far each log of the model was counted when the test began; null where that is not compared, or was not to be had.</summary>
    [Id(24)] public Dictionary<string, long>? CountedUpTo { get; set; }

    /// <summary>Requests that were counted then.</summary>
    [Id(25)] public long CountedBefore { get; set; }

    [Id(26)] public List<Guid> Acknowledged { get; set; } = [];

    /// <summary>What the first failed probe met while the fault was in force.</summary>
    [Id(27)] public string? FirstFailure { get; set; }

    public bool IsRunning => Exists && Status == ChaosTestStatus.Running;

    public bool IsKill => Plan?.Fault == ChaosFault.SiloKill;

    public Recovery Recovery => new(LastBadSeconds, GoodInRow);

    /// <summary>When the fault ended: a silo that is killed is so at once. Null before.</summary>
    public DateTimeOffset? FaultEndedAt => IsKill ? InjectedAt : LiftedAt;

    public void Begin(ChaosPlan plan, string by, IEnumerable<string> kept, IEnumerable<string> targets) =>
        (Plan, StartedBy, Kept, Targets) = (plan, by, [.. kept], [.. targets]);

    public void StandAt(Dictionary<string, long> upTo, long counted) => (CountedUpTo, CountedBefore) = (upTo, counted);

    public void Inject(DateTimeOffset at) => (Phase, InjectedAt) = (ChaosPhase.During, at);

    public void Lift(DateTimeOffset at, long struck, string? aborted) => (Phase, LiftedAt, Struck, Aborted) = (ChaosPhase.After, at, struck, aborted);

    /// <summary>A probe ended.</summary>
    /// <param name="phase">In which it was sent.</param>
    /// <param name="sentAt">When.</param>
    /// <param name="endedAt">When it ended.</param>
    /// <param name="failure">What it met; null when it was answered.</param>
    /// <param name="milliseconds">How long it took.</param>
    public void Probed(ChaosPhase phase, DateTimeOffset sentAt, DateTimeOffset endedAt, string? failure, double milliseconds)
    {
        bool failed = failure is not null;
        (phase switch { ChaosPhase.Before => Before, ChaosPhase.During => During, _ => After }).Add(failed, milliseconds);
        if (phase != ChaosPhase.Before) FirstFailure ??= failure;
        if (FaultEndedAt is not { } ended || sentAt < ended) return;
        var (bad, good) = Recovery.With(Expected.Keeps(failed, milliseconds), (endedAt - ended).TotalSeconds);
        (LastBadSeconds, GoodInRow) = (bad, good);
    }

    public void Acknowledge(Guid batch)
    {
        if (Acknowledged.Count < MostAcknowledged) Acknowledged.Add(batch);
    }

    public void End(DateTimeOffset at, IEnumerable<string> failurePoints)
    {
        FailurePoints = [.. failurePoints];
        Held = FailurePoints.Count == 0;
        Close(at, Held.Value ? ChaosTestStatus.Completed : ChaosTestStatus.Failed);
    }

    public void Cancel(DateTimeOffset at, long struck)
    {
        if (Phase == ChaosPhase.During) (LiftedAt, Struck) = (at, struck);
        Close(at, ChaosTestStatus.Cancelled);
    }

    public bool IsReviewed(ChaosReview review) =>
        ReviewedAt is not null && Lessons == review.Lessons && ReviewedPoints.SequenceEqual(review.FailurePoints);

    public void Review(ChaosReview review, string by, DateTimeOffset at) =>
        (Lessons, ReviewedPoints, ReviewedBy, ReviewedAt) = (review.Lessons, [.. review.FailurePoints], by, at);

    public ChaosTest Read(string id)
    {
        var plan = Plan!;
        return new(
            id, plan.Name, plan.Type, plan.Fault, Status, Phase, plan.LatencyMilliseconds, plan.SkewSeconds, plan.Hypothesis,
            plan.Hypothesis.ModelId is null ? "storage" : "predictions", plan.Radius, plan.Abort, StartedBy, CreatedAt, InjectedAt, LiftedAt,
            FinishedAt, Before.Read(), During.Read(), After.Read(), Reached, Struck,
            Status == ChaosTestStatus.Cancelled || FinishedAt is null || InjectedAt is null ? null : Recovery.Seconds, Lost, Held,
            [.. FailurePoints, .. ReviewedPoints], Lessons, ReviewedBy, ReviewedAt, Revision);
    }

    /// <summary>What probes are expected to keep to.</summary>
    public SteadyState Expected => new(Plan!.Hypothesis.MaxErrorRate, Plan.Hypothesis.MaxP95Milliseconds);

    /// <summary>Rows may be about people, so they go with the test's end, as does what was only kept for the comparison.</summary>
    private void Close(DateTimeOffset at, ChaosTestStatus status)
    {
        (Status, Phase, FinishedAt) = (status, ChaosPhase.Ended, at);
        Plan = Plan! with { Probe = Plan.Probe with { Rows = null } };
        Acknowledged.Clear();
        CountedUpTo = null;
    }
}
