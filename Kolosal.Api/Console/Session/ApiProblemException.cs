using System.Net.Http.Json;
using System.Text.Json;

namespace Kolosal.WebConsole.Session;

/// <summary>The API's refusal, as its problem document says it.</summary>
public sealed class ApiProblemException(int status, string code, string detail, string? traceId, ImmutableArray<(string Place, string Text)> errors)
    : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    public string? TraceId => traceId;

    /// <summary>What is wrong where, by JSON path; empty when the problem is of no place.</summary>
    public ImmutableArray<(string Place, string Text)> Errors => errors;

    internal static async Task<ApiProblemException> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new((int)answer.StatusCode, "answer.unreadable", $"The server answered {(int)answer.StatusCode}.", null, []);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new((int)answer.StatusCode, Text("code") ?? "", Text("detail") ?? Text("title") ?? "", Text("trace_id"), [.. Places()]);

        string? Text(string name) => problem.TryGetProperty(name, out var value) ? value.GetString() : null;

        IEnumerable<(string, string)> Places()
        {
            if (!problem.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Object) yield break;
            foreach (var error in errors.EnumerateObject())
                yield return (error.Name,
                    error.Value.ValueKind == JsonValueKind.Array ? string.Join(' ', error.Value.EnumerateArray()) : error.Value.ToString());
        }
    }
}
