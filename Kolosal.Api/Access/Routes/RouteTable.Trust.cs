namespace Kolosal.Access;

/// <summary>Routes of who gets in, what happened, what proves it.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Trust =>
    [
        // Access
        Row("POST", "/api/security/api-keys", Permission.AccessManage),
        Row("GET", "/api/security/api-keys", Permission.AccessRead),
        Row("GET", "/api/security/api-keys/{id}", Permission.AccessRead),
        Row("POST", "/api/security/api-keys/{id}/rotate", Permission.AccessManage),
        Row("DELETE", "/api/security/api-keys/{id}", Permission.AccessManage),
        Row("POST", "/api/security/principals", Permission.AccessManage),
        Row("GET", "/api/security/principals", Permission.AccessRead),
        Row("GET", "/api/security/principals/{id}", Permission.AccessRead),
        Row("DELETE", "/api/security/principals/{id}", Permission.AccessManage),
        Row("POST", "/api/security/roles", Permission.AccessManage),
        Row("GET", "/api/security/roles", Permission.AccessRead),
        Row("GET", "/api/security/roles/{id}", Permission.AccessRead),
        Row("PUT", "/api/security/roles/{id}", Permission.AccessManage),
        Row("DELETE", "/api/security/roles/{id}", Permission.AccessManage),
        Row("GET", "/api/security/sign-ins", Permission.AccessRead),
        Row("GET", "/api/security/whoami", Permission.Authenticated),
        Row("GET", "/api/security/status", Permission.AccessRead),
        Row("GET", "/api/security/rate-limit/stats", Permission.AccessRead),

        Row("POST", "/api/compliance/access-reviews", Permission.AccessManage),
        Row("GET", "/api/compliance/access-reviews", Permission.AccessRead),
        Row("GET", "/api/compliance/access-reviews/{id}", Permission.AccessRead),
        Row("PATCH", "/api/compliance/access-reviews/{id}/status", Permission.ReviewDecide),

        // Security
        Row("POST", "/api/security/events", Permission.IncidentsWrite),
        Row("GET", "/api/security/events", Permission.IncidentsRead),
        Row("GET", "/api/security/events/{id}", Permission.IncidentsRead),
        Row("PATCH", "/api/security/events/{id}/status", Permission.IncidentsWrite),
        Row("POST", "/api/security/events/{id}/reports", Permission.IncidentsWrite),
        Row("GET", "/api/security/audit-log", Permission.AuditRead),
        Row("POST", "/api/security/secrets/{name}/rotate", Permission.SystemManage),
        Row("POST", "/api/security/secret-rotations", Permission.AccessManage),
        Row("GET", "/api/security/secret-rotations", Permission.AccessRead),
        Row("GET", "/api/security/secret-rotations/due", Permission.AccessRead),
        Row("GET", "/api/security/secret-rotations/{id}", Permission.AccessRead),

        Row("GET", "/api/trust/overview", Permission.AuditRead),

        // Audit
        Row("GET", "/api/audit/events", Permission.AuditRead),
        Row("GET", "/api/audit/changes", Permission.AuditRead),
        Row("GET", "/api/audit/predictions", Permission.AuditRead),
        Row("GET", "/api/audit/verify", Permission.AuditRead),
        Row("GET", "/api/audit/export", Permission.AuditRead),
        Row("GET", "/api/audit/proof/{prediction_id}", Permission.AuditRead),
        Row("GET", "/api/audit/entries/{sequence}/proof", Permission.AuditRead),
        Row("GET", "/api/audit/consistency", Permission.AuditRead),
        Row("GET", "/api/audit/keys", Permission.AuditRead),
        Row("GET", "/api/audit/retention", Permission.AuditRead),
        Row("PUT", "/api/audit/hold", Permission.ComplianceWrite),
        Row("DELETE", "/api/audit/hold", Permission.ComplianceWrite),
        Row("GET", "/api/audit/tlog/checkpoint", Permission.AuditRead),
        Row("GET", "/api/audit/tlog/tile/{**path}", Permission.AuditRead),
    ];
}
