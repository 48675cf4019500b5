using Kolosal.Http;

namespace Kolosal.Compliance.Registers;

/// <summary>The routes of the registers that people keep, under <c>/api/compliance</c>.</summary>
internal static class RegisterEndpoints
{
    public static IEndpointRouteBuilder MapRegisters(this IEndpointRouteBuilder routes)
    {
        Of<Risk, IRiskGrain>(RegisterKinds.Risk).Map(routes, "Risk", "Risks");
        Of<ImpactAssessment, IImpactAssessmentGrain>(RegisterKinds.ImpactAssessment).Map(routes, "ImpactAssessment", "ImpactAssessments");
        Of<ProcessingActivity, IProcessingActivityGrain>(RegisterKinds.ProcessingActivity)
            .Map(routes, "ProcessingActivity", "ProcessingActivities");
        Of<SubjectRequest, ISubjectRequestGrain>(RegisterKinds.SubjectRequest).Map(routes, "SubjectRequest", "SubjectRequests");
        Of<Concern, IConcernGrain>(RegisterKinds.Concern).Map(routes, "Concern", "Concerns", makes: false);
        Of<Supplier, ISupplierGrain>(RegisterKinds.Supplier).Map(routes, "Supplier", "Suppliers");
        Of<Competence, ICompetenceGrain>(RegisterKinds.Competence).Map(routes, "Competence", "Competences");
        Of<ManagementObjective, IManagementObjectiveGrain>(RegisterKinds.ManagementObjective)
            .Map(routes, "ManagementObjective", "ManagementObjectives");
        Of<CorrectiveAction, ICorrectiveActionGrain>(RegisterKinds.CorrectiveAction).Map(routes, "CorrectiveAction", "CorrectiveActions");
        Of<Waiver, IWaiverGrain>(RegisterKinds.Waiver).Map(routes, "Waiver", "Waivers");
        new RegisterMapping<Applicability, IApplicabilityGrain>(RegisterKinds.Applicability, fields =>
            fields is { Framework: { } framework, Control: { } control } ? ApplicabilityId.Of(framework, control) : null)
            .Map(routes, "Applicability", "Applicabilities");
        Of<ManagedRole, IManagedRoleGrain>(RegisterKinds.ManagedRole).Map(routes, "ManagedRole", "ManagedRoles");
        new RegisterMapping<IncidentDuty, IIncidentDutyGrain>(RegisterKinds.IncidentDuty, fields => fields.Incident)
            .Map(routes, "IncidentDuty", "IncidentDuties");
        Of<PrivilegedUse, IPrivilegedUseGrain>(RegisterKinds.PrivilegedUse).Map(routes, "PrivilegedUse", "PrivilegedUses");
        routes.MapConcerns();
        return routes;
    }

    private static RegisterMapping<TFields, TGrain> Of<TFields, TGrain>(RegisterKind kind)
        where TFields : RegisterFields
        where TGrain : IRegisterGrain<TFields> => new(kind, _ => null);
}
