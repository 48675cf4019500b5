using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>The duties after one incident: closed when it is decided whether it is reportable, and who had to be told was.</summary>
internal sealed class IncidentDutyRules : IRegisterRules<IncidentDuty>
{
    public RegisterKind Kind => RegisterKinds.IncidentDuty;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Duty;

    public string? IdOf(IncidentDuty fields) => fields.Incident;

    public IncidentDuty Complete(IncidentDuty fields, string by, DateTimeOffset at) => fields with { AwareAt = fields.AwareAt ?? at };

    public IncidentDuty Stamp(IncidentDuty? was, IncidentDuty fields, DateTimeOffset at) =>
        fields with { DecidedAt = was?.DecidedAt ?? (fields.Regimes is null ? null : at) };

    public IEnumerable<(string Path, string Needed)> Faults(IncidentDuty fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Texts(("incident", fields.Incident)), .. Hashes(("notice_hash", fields.NoticeHash)),
            .. When(fields.AwareAt > at, "aware_at", "Nobody was aware later than now."),
            .. When(fields.ReportedAt > at, "reported_at", "Nothing was reported later than now."),
            .. When(fields.ToldAt > at, "told_at", "Nobody was told later than now."),
            .. When(fields.ToldAt is not null && fields is not { NoticeHash: not null, Recipients.IsDefaultOrEmpty: false }, "notice_hash",
                "Say whom, and what: recipients and the SHA-256 of the notice."),
            .. status == RegisterStatus.Closed
                ? [
                    .. Values(("regimes", fields.Regimes), ("affects_users", fields.AffectsUsers)), .. Texts(("reason", fields.Reason)),
                    .. When(fields is { Regimes.IsDefaultOrEmpty: false, ReportedAt: null }, "reported_at", "An authority must be told first."),
                    .. When(fields is { AffectsUsers: true, ToldAt: null }, "told_at", "Those who are affected must be told first."),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];

    public IEnumerable<RegisterDeadline> Deadlines(IncidentDuty fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first)
    {
        var aware = fields.AwareAt ?? madeAt;
        yield return new("decide", aware + StatutoryClocks.DecideReportability, fields.DecidedAt);
        foreach (var regime in fields.Regimes ?? []) yield return new(WireJson.Word(regime), aware + Clock(regime), fields.ReportedAt);
        if (fields.AffectsUsers == true) yield return new("tell_affected", aware + StatutoryClocks.TellAffected, fields.ToldAt);
    }

    private static TimeSpan Clock(ReportingRegime regime) => regime switch
    {
        ReportingRegime.GdprBreach => StatutoryClocks.GdprBreach,
        ReportingRegime.AiActSerious => StatutoryClocks.AiActSerious,
        ReportingRegime.AiActDeath => StatutoryClocks.AiActDeath,
        ReportingRegime.AiActWidespread => StatutoryClocks.AiActWidespread,
        _ => StatutoryClocks.HipaaBreach,
    };
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="IncidentDuty"/>; listed as <c>incident_duty</c>.</remarks>
internal sealed class IncidentDutyGrain(
    [PersistentState("incident-duty")] IPersistentState<RegisterState<IncidentDuty>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<IncidentDuty>(storage, catalogue, clock, new IncidentDutyRules(), instruments), IIncidentDutyGrain;
