namespace Kolosal.Access;

/// <summary>Routes of the registers that people keep: risks, impact assessments, processing activities, requests, concerns and the like.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Registers =>
    [
        .. Register("risks"), .. Register("impact-assessments"), .. Register("processing-activities"), .. Register("subject-requests"),
        .. Register("suppliers"), .. Register("competences"), .. Register("objectives"), .. Register("corrective-actions"),
        .. Register("waivers"), .. Register("applicability"), .. Register("roles"), .. Register("incident-duties"),
        .. Register("privileged-uses"),

        // Whoever is known may raise a concern, and whoever is not, at a door of its own.
        .. Register("concerns", makes: Permission.Authenticated),
        new("POST", "/api/concerns/{workspace}", null, RateClass.Letterbox),
    ];

    /// <summary>The rows of one register.</summary>
    /// <param name="path">Its name in addresses.</param>
    /// <param name="makes">What making a record takes.</param>
    private static RouteRule[] Register(string path, string makes = Permission.ComplianceWrite) =>
    [
        Row("POST", $"/api/compliance/{path}", makes),
        Row("GET", $"/api/compliance/{path}", Permission.ComplianceRead),
        Row("GET", $"/api/compliance/{path}/{{id}}", Permission.ComplianceRead),
        Row("PATCH", $"/api/compliance/{path}/{{id}}", Permission.ComplianceWrite),
        Row("PATCH", $"/api/compliance/{path}/{{id}}/status", Permission.ComplianceWrite),
        Row("POST", $"/api/compliance/{path}/{{id}}/decisions", Permission.ComplianceApprove),
    ];
}
