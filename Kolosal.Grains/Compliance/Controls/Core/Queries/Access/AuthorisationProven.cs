namespace Kolosal.Compliance.Controls;

/// <summary>Q45: the build's doors were tried, each with each role, and one workspace cannot reach into another.</summary>
internal sealed class AuthorisationProven() : RecordQuery(
    "Q45", "authz", "Authorisation proven", TimeSpan.FromHours(24),
    "Raise a sev1 incident, take the route down and repair the table.", "Access", "Security")
{
    private const string Suite = "permissions";

    public override int Version => 2;

    public override bool IsRedAtOnce => true;

    protected override string NotJudged => "that the assemblies that run are those of the signed build";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        List<Offender> wrong = [];
        if (facts.Platform?.ForeignCallRefused == false) wrong.Add(new("platform/isolation", "A call from another workspace was let through."));
        if (facts.Outside.Builds is [.., var build])
        {
            string path = $"builds/{build.BuildId}";
            if (!build.Suites.TryGetValue(Suite, out bool passed)) wrong.Add(new(path, "Nothing says that its suite of routes by roles ran."));
            else if (!passed) wrong.Add(new(path, "Its suite of routes by roles did not pass."));
        }
        else if (wrong.Count == 0)
        {
            return Judgement.Absent($"needed: a build report with the suite '{Suite}', signed by the build's key: POST /api/compliance/evidence");
        }

        if (wrong.Count == 0 && facts.Platform?.ForeignCallRefused is null)
            return Judgement.Absent("needed: a call from another workspace that is refused, which this host did not try");
        return Judgement.Of(2, wrong);
    }
}
