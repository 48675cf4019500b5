namespace Kolosal.Access;

/// <summary>Routes of fault injection.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Chaos =>
    [
        Row("POST", "/api/chaos/tests", Permission.ChaosRun),
        Row("GET", "/api/chaos/tests", Permission.BackupRead),
        Row("GET", "/api/chaos/tests/{id}", Permission.BackupRead),
        Row("PATCH", "/api/chaos/tests/{id}/complete", Permission.ChaosRun),
        Row("POST", "/api/chaos/tests/{id}/cancel", Permission.ChaosRun),
    ];
}
