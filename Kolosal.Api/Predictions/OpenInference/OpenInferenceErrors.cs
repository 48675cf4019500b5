using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>Refusals as clients of the protocol read them: one text in <c>error</c>, and 400 for whatever the request got wrong.</summary>
internal static class OpenInferenceErrors
{
    public static readonly ProblemDialect Dialect = new(
        "/v2", problem => problem.Status == StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status400BadRequest : problem.Status,
        problem => [("error", TextOf(problem.Detail, problem.Errors))]);

    /// <summary>The refusal in one text: what is wrong, and where.</summary>
    public static string TextOf(string detail, ImmutableDictionary<string, string> errors) => errors.IsEmpty ? detail
        : $"{detail} {string.Join(" ", errors.OrderBy(error => error.Key, StringComparer.Ordinal).Select(error => $"{error.Key}: {error.Value}"))}";
}
