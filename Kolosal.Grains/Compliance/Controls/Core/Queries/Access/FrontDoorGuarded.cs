namespace Kolosal.Compliance.Controls;

/// <summary>Q48: the build's front door was attacked, and held.</summary>
internal sealed class FrontDoorGuarded() : RecordQuery(
    "Q48", "edge", "Front door guarded", TimeSpan.FromDays(30), "Disable the route and repair it.", "Security", "Build")
{
    private const string Suite = "malformed-requests";
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(30);

    public override int Version => 2;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Outside.Builds is not [.., var build])
            return Judgement.Absent($"needed: a build report with the suite '{Suite}', signed by the build's key: POST /api/compliance/evidence");
        List<Offender> wrong = [];
        string path = $"builds/{build.BuildId}";
        if (!build.Suites.TryGetValue(Suite, out bool passed)) wrong.Add(new(path, "Nothing says that its suite of malformed requests ran."));
        else if (!passed) wrong.Add(new(path, "Its suite of malformed requests did not pass."));
        if (Age(facts, build.At) > Oldest) wrong.Add(new(path, $"It was built more than {Oldest.TotalDays:0} days ago."));
        return Judgement.Of(1, wrong);
    }
}
