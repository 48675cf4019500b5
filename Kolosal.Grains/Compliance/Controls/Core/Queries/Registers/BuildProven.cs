namespace Kolosal.Compliance.Controls;

/// <summary>Q54: the last build is signed, tested and was reviewed by somebody who did not write it.</summary>
internal sealed class BuildProven() : RegisterQuery(
    "Q54", "build", "Build provenance and tests", TimeSpan.FromDays(90),
    "Stop the rollout and deploy the last signed build whose suites passed.", "Build")
{
    /// <summary>What must have passed for the revision that was built.</summary>
    private static readonly string[] Suites = ["tests", "purity", "conventions", "permissions"];

    public override bool IsRedAtOnce => true;

    public override Judgement Judge(WorkspaceFacts facts)
    {
        if (facts.Outside.Builds is not [.., var build]) return Judgement.Absent("A build report, signed by the build's key.");
        string path = $"builds/{build.BuildId}";
        List<Offender> wrong = [];
        if (build.Assemblies.IsEmpty) wrong.Add(new(path, "It names no assembly."));
        foreach (string suite in Suites)
        {
            if (!build.Suites.TryGetValue(suite, out bool passed)) wrong.Add(new(path, $"Nothing says that the suite {suite} ran."));
            else if (!passed) wrong.Add(new(path, $"The suite {suite} did not pass."));
        }

        if (build.ReviewedBy is null) wrong.Add(new(path, "Nobody reviewed the change."));
        else if (build.AuthoredBy is null || build.ReviewedBy == build.AuthoredBy)
            wrong.Add(new(path, "It is not known that somebody else than the author reviewed the change."));
        return Judgement.Of(1, wrong) with { Reason = "not judged: which assemblies each silo runs" };
    }
}
