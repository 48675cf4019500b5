namespace Kolosal.Access;

/// <summary>Routes of controls, evidence and reports.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Compliance =>
    [
        Row("GET", "/api/compliance/report", Permission.ComplianceRead),
        Row("GET", "/api/compliance/controls", Permission.ComplianceRead),
        Row("GET", "/api/compliance/controls/{framework}/{id}", Permission.ComplianceRead),
        Row("GET", "/api/compliance/applicability-statement", Permission.ComplianceRead),
        Row("GET", "/api/compliance/technical-documentation/{model_id}", Permission.ComplianceRead),
        Row("POST", "/api/compliance/evaluations", Permission.ComplianceWrite),
        Row("GET", "/api/compliance/configuration", Permission.ComplianceRead),
        Row("GET", "/api/compliance/queries/{id}/history", Permission.ComplianceRead),
        Row("GET", "/api/compliance/explanation-samples", Permission.ComplianceRead),
        Row("GET", "/api/compliance/explanation-samples/{model_id}", Permission.ComplianceRead),
        Row("POST", "/api/compliance/explanation-samples/{model_id}", Permission.ComplianceWrite),
        Row("POST", "/api/compliance/evidence", Permission.ComplianceWrite),
        Row("GET", "/api/compliance/evidence", Permission.ComplianceRead),
        Row("GET", "/api/compliance/evidence/due-reviews", Permission.ComplianceRead),
        Row("GET", "/api/compliance/evidence/{id}", Permission.ComplianceRead),
        Row("GET", "/api/compliance/evidence/{id}/document", Permission.ComplianceRead),
        Row("PATCH", "/api/compliance/evidence/{id}/status", Permission.ComplianceApprove),
    ];
}
