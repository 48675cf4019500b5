namespace Kolosal.Access;

/// <summary>Every route and the permission it needs. The only place where routes get one; a route that is not here is refused.</summary>
/// <remarks>
/// To add an endpoint: map it in <c>Kolosal.Api/{Feature}</c>, add its row to the feature's group, in the file of its area. Which role
/// has the permission stands in <see cref="RolePermissions"/>. The walk over routes × roles in the tests then covers it without a further line.
/// </remarks>
internal static partial class RouteTable
{
    public static readonly ImmutableArray<RouteRule> Rules =
    [
        // Operations
        Public("GET", "/"),
        Probe("GET", "/health/live"),
        Probe("GET", "/health/ready"),
        Public("GET", "/openapi/{documentName}.json"),
        Row("GET", "/metrics", Permission.MetricsRead),
        Row("GET", "/api/system/status", Permission.SystemRead),
        Row("GET", "/api/cluster", Permission.SystemRead),
        Row("GET", "/dashboard/{**path}", Permission.SystemManage),

        .. Trust, .. Compliance, .. Registers, .. Backup, .. Chaos, .. Data, .. Training, .. Models, .. Serving, .. Monitoring,
    ];

    private static RouteRule Row(string method, string pattern, string permission) =>
        new(method, pattern, permission, permission == Permission.PredictServe ? RateClass.Serving : RateClass.General);

    private static RouteRule Public(string method, string pattern) => new(method, pattern, null, RateClass.Anonymous);

    /// <summary>For probes, which come often and from one address.</summary>
    private static RouteRule Probe(string method, string pattern) => new(method, pattern, null, RateClass.None);
}
