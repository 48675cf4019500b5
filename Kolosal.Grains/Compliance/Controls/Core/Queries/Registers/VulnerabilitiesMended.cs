namespace Kolosal.Compliance.Controls;

/// <summary>Q53: the components of the running build are known, scanned, licensed, and mended in time.</summary>
internal sealed class VulnerabilitiesMended() : RegisterQuery(
    "Q53", "vulns", "Bill of materials and vulnerabilities", TimeSpan.FromDays(7),
    "Update the component, or waive it for at most 30 days with what mitigates it.", "Security", "Build")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var outside = facts.Outside;
        if (outside.BillsOfMaterials is not [.., var bill]) return Judgement.Absent("A bill of materials, signed by the build's key.");
        if (outside.Scans is not [.., var scan]) return Judgement.Absent("A scan for vulnerabilities, signed by its tool's key.");
        var limits = facts.Registers.Parameters;
        List<Offender> wrong = [];
        if (IsOlder(facts, scan.At, TimeSpan.FromDays(limits.ScanDays)))
            wrong.Add(new($"evidence/{scan.EvidenceId}", $"It was scanned more than {limits.ScanDays} days ago."));
        if (scan.BuildId != bill.BuildId)
            wrong.Add(new($"evidence/{scan.EvidenceId}", "Another build was scanned than the bill of materials is of."));
        if (outside.Builds is [.., var build] && bill.BuildId != build.BuildId)
            wrong.Add(new($"evidence/{bill.EvidenceId}", "It is of another build than the last one."));
        wrong.AddRange(bill.Unlicensed.Select(component => new Offender($"components/{component}", "It has no licence.")));
        if (scan.Unlicensed > bill.Unlicensed.Length)
            wrong.Add(new($"evidence/{scan.EvidenceId}", $"{scan.Unlicensed} components have no licence."));
        foreach (var finding in scan.Findings)
        {
            int? days = finding.Severity switch { "critical" => limits.CriticalDays, "high" => limits.HighDays, _ => null };
            if (days is { } most && IsOlder(facts, finding.KnownSince, TimeSpan.FromDays(most)))
                wrong.Add(new($"vulnerabilities/{finding.Id}", $"{finding.Component} has it for more than {most} days."));
        }

        return Judgement.Of(Math.Max(1, bill.Components), wrong);
    }
}
