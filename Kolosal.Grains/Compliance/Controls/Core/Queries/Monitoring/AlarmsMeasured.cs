namespace Kolosal.Compliance.Controls;

/// <summary>Q29: how often detectors cry wolf, and how late they are, was measured for the build that runs.</summary>
/// <remarks>The measurement (200 stationary replays and seeded drifts for each detector) is a suite of the build: detectors are the same in every
/// workspace, and a workspace has no rows of which it is known that nothing moved.</remarks>
internal sealed class AlarmsMeasured() : RecordQuery(
    "Q29", "alarm", "Alarm contract measured", TimeSpan.FromDays(90),
    "Tune the detector again, and read what it found green as stale.", "Drift", "Fairness", "Build")
{
    private const string Suite = "alarm-contract";
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(90);

    public override int Version => 2;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        int watched = InService(facts).Count(model => model.Drift is not null);
        if (watched == 0) return Judgement.EmptyUniverse("no model has a drift monitor");
        if (facts.Outside.Builds is not [.., var build])
            return Judgement.Absent($"needed: a build report with the suite '{Suite}', signed by the build's key: POST /api/compliance/evidence");
        List<Offender> wrong = [];
        string path = $"builds/{build.BuildId}";
        if (!build.Suites.TryGetValue(Suite, out bool passed)) wrong.Add(new(path, "Nothing says that false alarms and delays were measured."));
        else if (!passed) wrong.Add(new(path, "A detector raises more false alarms than it says, or comes too late."));
        if (Age(facts, build.At) > Oldest) wrong.Add(new(path, $"It was built more than {Oldest.TotalDays:0} days ago."));
        return Judgement.Of(watched, wrong);
    }
}
