namespace Kolosal.Compliance.Controls;

/// <summary>Q52: what is configured is what somebody else approved.</summary>
/// <remarks>The baseline is the listing of the configuration itself, handed in as evidence for <see cref="Control"/>: its SHA-256 is that of the
/// document. A change shows as another hash until its listing is approved, too.</remarks>
internal sealed class ConfigurationBaseline() : RecordQuery(
    "Q52", "config", "Configuration equals baseline", TimeSpan.FromHours(1),
    "Revert, or hand in what GET /api/compliance/configuration lists and have it approved within 24 hours.", "Platform", "Audit")
{
    /// <summary>Configuration management.</summary>
    public const string Control = "iso27001/A.8.9";

    public override int Version => 2;

    protected override string NotJudged => "silos other than the one that asks, each of which is asked when a workspace is evaluated there";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Platform?.ConfigurationSha256 is not { } effective)
            return Judgement.Absent("needed: the configuration of the host, which was not read");
        var approved = facts.Evidence.Records.Where(one => one.Controls.Contains(Control) && one is { Phase: EvidencePhase.Approved, Resolves: true }
            && !(one.EffectiveUntil <= facts.AsOf) && one.EffectiveFrom <= facts.AsOf).ToList();
        if (approved.Count == 0)
        {
            return Judgement.Absent(
                $"needed: an approved baseline: hand in what GET /api/compliance/configuration lists as evidence for {Control}");
        }

        return Judgement.Of(1, approved.Exists(one => one.Sha256 == effective) ? []
            : [new Offender("platform/configuration", "It is none that was approved: a setting was changed since.")]);
    }
}
