namespace Kolosal.Compliance.Registers;

/// <summary>Every kind of record that people keep.</summary>
public static class RegisterKinds
{
    public static readonly RegisterKind Applicability = new(CatalogueKinds.Applicability, "applicability", "app", "applicability");
    public static readonly RegisterKind Competence = new(CatalogueKinds.Competence, "competences", "cmp", "competence");
    public static readonly RegisterKind Concern = new(CatalogueKinds.Concern, "concerns", "con", "concern");
    public static readonly RegisterKind CorrectiveAction = new(CatalogueKinds.CorrectiveAction, "corrective-actions", "cor", "corrective action");
    public static readonly RegisterKind ImpactAssessment = new(CatalogueKinds.ImpactAssessment, "impact-assessments", "imp", "impact assessment");
    public static readonly RegisterKind IncidentDuty = new(CatalogueKinds.IncidentDuty, "incident-duties", "dut", "incident duty");
    public static readonly RegisterKind ManagedRole = new(CatalogueKinds.ManagedRole, "roles", "rol", "role");
    public static readonly RegisterKind ManagementObjective = new(CatalogueKinds.ManagementObjective, "objectives", "obj", "objective");
    public static readonly RegisterKind PrivilegedUse = new(CatalogueKinds.PrivilegedUse, "privileged-uses", "use", "privileged use");
    public static readonly RegisterKind ProcessingActivity =
        new(CatalogueKinds.ProcessingActivity, "processing-activities", "pro", "processing activity");
    public static readonly RegisterKind Risk = new(CatalogueKinds.Risk, "risks", "rsk", "risk");
    public static readonly RegisterKind SubjectRequest = new(CatalogueKinds.SubjectRequest, "subject-requests", "req", "subject request");
    public static readonly RegisterKind Supplier = new(CatalogueKinds.Supplier, "suppliers", "sup", "supplier");
    public static readonly RegisterKind Waiver = new(CatalogueKinds.Waiver, "waivers", "wai", "waiver");
}
