using Kolosal.Compliance.Registers;

namespace Kolosal.Compliance.Controls;

/// <summary>What the questions see of a record.</summary>
internal static class RegisterFactsOf
{
    public static RiskFact Fact(Registered<Risk> risk) => new(
        risk.Id, Word(risk), risk.Fields.About ?? [], Level(risk.Fields.Likelihood, risk.Fields.Consequence),
        Level(risk.Fields.ResidualLikelihood, risk.Fields.ResidualConsequence), ApprovedAt(risk), risk.Fields.TreatmentDue, risk.Fields.TreatedAt,
        risk.Fields.MisuseConsidered == true, risk.Fields.VulnerableGroupsConsidered == true);

    public static ImpactFact Fact(Registered<ImpactAssessment> made) => new(
        made.Id, Word(made), made.Fields.Model ?? "", made.Fields.Version ?? 0, ApprovedAt(made), made.Fields.DpiaDue == true,
        made.Fields.DpiaHash is not null);

    public static ProcessingFact Fact(Registered<ProcessingActivity> activity) =>
        new(activity.Id, Word(activity), activity.Fields.About ?? [], ApprovedAt(activity));

    public static SubjectRequestFact Fact(Registered<SubjectRequest> request) => new(
        request.Id, request.Fields.Kind is { } kind ? WireJson.Word(kind) : "", Word(request), request.Fields.ReceivedAt ?? request.CreatedAt,
        request.Deadlines[0].DueAt, request.Deadlines[0].MetAt, request.Fields.ErasureId, request.Fields.IsProbe == true);

    public static ConcernFact Fact(Registered<Concern> concern) => new(
        concern.Id, concern.CreatedAt, concern.Deadlines[0].DueAt, concern.Deadlines[0].MetAt, concern.Deadlines[1].DueAt,
        concern.Deadlines[1].MetAt, concern.Fields.Effect is not null, concern.Fields.IsProbe == true);

    public static SupplierFact Fact(Registered<Supplier> supplier) =>
        new(supplier.Id, Word(supplier), [.. supplier.Fields.About ?? [], .. supplier.Fields.Items ?? []], ApprovedAt(supplier));

    public static CompetenceFact Fact(Registered<Competence> learnt) => new(
        learnt.Id, Word(learnt), learnt.Fields.Principal ?? "", learnt.Fields.Roles ?? [], learnt.Fields.CompletedAt);

    public static ManagementObjectiveFact Fact(Registered<ManagementObjective> objective) => new(
        objective.Id, Word(objective), objective.Fields.IsPostMarket == true,
        objective.Fields is { Metric.Length: > 0, Target: not null, Monitor.Length: > 0 }, objective.Fields.MeasuredAt);

    public static IncidentDutyFact Fact(Registered<IncidentDuty> duty)
    {
        var aware = duty.Fields.AwareAt ?? duty.CreatedAt;
        return new(
            duty.Fields.Incident ?? duty.Id, aware + StatutoryClocks.DecideReportability, duty.Fields.DecidedAt,
            [.. duty.Deadlines.Where(one => one.Name is not ("decide" or "tell_affected"))
                .Select(one => new ClockFact(one.Name, one.DueAt, one.MetAt))],
            duty.Fields.AffectsUsers, aware + StatutoryClocks.TellAffected, duty.Fields.ToldAt, !string.IsNullOrEmpty(duty.Fields.StatusPage));
    }

    public static PrivilegedUseFact Fact(Registered<PrivilegedUse> use) => new(
        use.Id, use.Fields.Action is { } action ? WireJson.Word(action) : "", use.Fields.StartedAt ?? use.CreatedAt, use.Deadlines[0].MetAt,
        use.Deadlines[1].MetAt, !string.IsNullOrEmpty(use.Fields.Ticket),
        use.Fields.SecondPerson is { Length: > 0 } second && second != use.Fields.Owner, use.Fields.Record);

    private static string Word<TFields>(Registered<TFields> record)
        where TFields : RegisterFields => WireJson.Word(record.Status);

    private static DateTimeOffset? ApprovedAt<TFields>(Registered<TFields> record)
        where TFields : RegisterFields => record.Status == RegisterStatus.Approved ? record.DecidedAt : null;

    private static int? Level(int? likelihood, int? consequence) =>
        likelihood is { } often && consequence is { } grave ? RiskLevel.Of(often, grave) : null;
}
