using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>Refusals as MLflow's clients read them: <c>error_code</c> and <c>message</c>, under the status that MLflow gives the code.</summary>
internal static class MlflowErrors
{
    /// <summary>The addresses below which refusals are told so.</summary>
    public static readonly ImmutableArray<ProblemDialect> Dialects =
        [new("/api/2.0/mlflow", Status, Members), new("/api/2.0/mlflow-artifacts", Status, Members)];

    /// <summary>MLflow's word for a refusal.</summary>
    public static string CodeOf(Problem problem) => problem.Status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 or 405 when problem.Code is "not-found" or "request.method-not-allowed" => "ENDPOINT_NOT_FOUND",
        404 or 410 => "RESOURCE_DOES_NOT_EXIST",
        409 when problem.Code.EndsWith("-taken", StringComparison.Ordinal) => "RESOURCE_ALREADY_EXISTS",
        409 when problem.Code.StartsWith("tracking.", StringComparison.Ordinal) || problem.Code.StartsWith("workflow.", StringComparison.Ordinal) =>
            "INVALID_PARAMETER_VALUE",
        409 => "RESOURCE_CONFLICT",
        429 => "REQUEST_LIMIT_EXCEEDED",
        413 or 415 => "BAD_REQUEST",
        400 when problem.Code.StartsWith("request.", StringComparison.Ordinal) => "BAD_REQUEST",
        503 or 507 => "TEMPORARILY_UNAVAILABLE",
        >= 500 => "INTERNAL_ERROR",
        _ => "INVALID_PARAMETER_VALUE",
    };

    private static int Status(Problem problem) => CodeOf(problem) switch
    {
        "INVALID_PARAMETER_VALUE" or "RESOURCE_ALREADY_EXISTS" => 400,
        "RESOURCE_DOES_NOT_EXIST" => 404,
        _ => problem.Status,
    };

    private static ImmutableArray<(string, string)> Members(Problem problem) =>
    [
        ("error_code", CodeOf(problem)),
        ("message", problem.Errors.Values.FirstOrDefault(text => text != problem.Detail) is { } more ? $"{problem.Detail} {more}" : problem.Detail),
    ];
}
