using System.Text.Json;

namespace Kolosal.Client;

/// <summary>The server refused a request, or failed at it: its problem document (RFC 9457).</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">Stable, such as <c>models.not-found</c>; empty when something between here and the server answered.</param>
/// <param name="message">What was needed, what came, what to do.</param>
/// <param name="errors">By place in the request, such as <c>$.target</c>.</param>
public sealed class KolosalException(int status, string code, string message, IReadOnlyDictionary<string, string> errors) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public IReadOnlyDictionary<string, string> Errors => errors;

    internal static async Task<KolosalException> OfAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        string text = await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(text);
            var problem = document.RootElement;
            var errors = new Dictionary<string, string>(StringComparer.Ordinal);
            if (problem.TryGetProperty("errors", out var listed) && listed.ValueKind == JsonValueKind.Object)
                foreach (var error in listed.EnumerateObject()) errors[error.Name] = error.Value.ToString();
            return new((int)answer.StatusCode, Text(problem, "code") ?? "", Text(problem, "detail") ?? Text(problem, "title") ?? text, errors);
        }
        catch (JsonException)
        {
            // No problem document: a proxy has answered.
            return new((int)answer.StatusCode, "", $"The server answered {(int)answer.StatusCode}.", new Dictionary<string, string>());
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
