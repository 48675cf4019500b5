namespace Kolosal.Models;

/// <summary>How one model answers. Written before anything is acknowledged, so a crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.serving-plan-state")]
internal sealed class ServingPlanState : RecordState
{
    /// <summary>Evidence of halts that is remembered.</summary>
    private const int MostEvidence = 100;

    [Id(0)] public TrafficPlan? Traffic { get; set; }

    [Id(1)] public ReferralRule? Referrals { get; set; }

    [Id(2)] public AnswerSettings? Answers { get; set; }

    [Id(3)] public TrafficHalt? Halted { get; set; }

    [Id(4)] public DateTimeOffset? CanarySince { get; set; }

    [Id(5)] public string? By { get; set; }

    /// <summary>What was halted for before, newest last: it halts nothing again.</summary>
    [Id(6)] public List<string> Evidence { get; set; } = [];

    public void Route(TrafficPlan traffic, string by, DateTimeOffset at)
    {
        bool runs = traffic is { Canary: not null, CanaryPercent: > 0 };
        if (!runs) CanarySince = null;
        else if (Traffic?.Canary != traffic.Canary || CanarySince is null) CanarySince = at;
        (Traffic, Halted, By) = (traffic, null, by);
    }

    public void Halt(string evidence, string reason, string by, DateTimeOffset at)
    {
        Halted = new(evidence, reason, by, at, Traffic ?? TrafficPlan.None);
        (Traffic, CanarySince, By) = (TrafficPlan.None with { Alpha = Traffic?.Alpha ?? TrafficPlan.DefaultAlpha }, null, by);
        if (Evidence.Count >= MostEvidence) Evidence.RemoveAt(0);
        Evidence.Add(evidence);
    }

    public ServingPlan Read(string model) => !Exists ? ServingPlan.Default(model) : new(
        model, Traffic ?? TrafficPlan.None, Referrals, Answers ?? AnswerSettings.Default, Halted, CanarySince, Revision, UpdatedAt, By);
}
