namespace Kolosal.Compliance.Controls;

/// <summary>What the features beside this one report, as listeners hand it on. The same grain as <see cref="IComplianceGrain"/>.</summary>
[Alias("kolosal.compliance.IComplianceIntake")]
internal interface IComplianceIntake : IGrainWithStringKey
{
    /// <summary>Keeps what was reported, and evaluates soon where that is done at all. The same again changes nothing.</summary>
    [Alias("Tell")]
    Task TellAsync(OutsideNews news);

    /// <summary>Evaluates soon: something happened that can change an answer. Nothing in a workspace that was never evaluated.</summary>
    [Alias("Nudge")]
    Task NudgeAsync();
}

/// <summary>One piece of news; exactly one member is given.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.outside-news")]
internal sealed record OutsideNews(
    Events.BackupVerified? Backup = null, Events.RestoreDrilled? Restore = null, Events.DrillJudged? Fault = null,
    Events.PolicyActed? Policy = null, DateTimeOffset? GraveIncidentClosedAt = null)
{
    public OutsideFacts AddTo(OutsideFacts known)
    {
        if (Backup is { } backup)
            return known.With(new BackupFact(backup.BackupId, backup.Type, backup.SnapshotAt, backup.Whole && !backup.External, backup.Encrypted,
                backup.OffHost, backup.External));
        if (Restore is { } drill)
            return known.With(new RestoreDrillFact(drill.DrillId, drill.At, drill.Equal, Seconds(drill.RtoSeconds), Seconds(drill.RpoSeconds)));
        if (Fault is { } fault)
            return known.With(new FaultDrillFact(fault.TestId, fault.Fault, fault.At, fault.Held, fault.Lost, Seconds(fault.RecoverySeconds)));
        if (Policy is { } acted)
            return known.With(new PolicyFact(acted.CaseId, acted.Model, acted.Trigger, acted.At, acted.Outcome, acted.EndedAt));
        return GraveIncidentClosedAt is { } closed ? known.WithGraveIncidentClosed(closed) : known;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
