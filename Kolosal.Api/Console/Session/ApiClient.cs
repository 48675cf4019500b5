using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Authorization;

namespace Kolosal.WebConsole.Session;

/// <summary>The REST API as the signed-in person sees it: every page's only way to read or change anything.</summary>
/// <remarks>Each call passes the route table, the limits and the audit like anybody's, so no page can do what its user may not.</remarks>
internal sealed class ApiClient(IHttpClientFactory clients, AuthenticationStateProvider session, IdleCircuit idle)
{
    /// <summary>Name of the client whose handler reaches this process's own front door.</summary>
    public const string Name = "console";

    /// <summary>GETs a document.</summary>
    /// <exception cref="ApiProblemException">It was refused; carries the problem's code, text and trace id.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a JSON document.</summary>
    /// <exception cref="ApiProblemException">It was refused.</exception>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken = default) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) }, cancellationToken);

    /// <summary>Sends a request made by hand, such as a form with a file.</summary>
    /// <exception cref="ApiProblemException">It was refused.</exception>
    public async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        using var answer = await OpenAsync(request, cancellationToken);
        if (answer.Content.Headers.ContentLength is 0) return default;
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Sends a request and leaves the body to the caller, who reads it as it comes.</summary>
    /// <exception cref="ApiProblemException">It was refused.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        if (idle.IsOver)
        {
            throw new ApiProblemException(
                401, "console.idle", "Nobody has touched this page for a while, so you were signed out. Sign in again.", null, []);
        }

        var user = (await session.GetAuthenticationStateAsync()).User;
        request.Headers.Add("X-Api-Key", user.FindFirstValue(ConsoleClaims.Key));
        var answer = await clients.CreateClient(Name).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await ApiProblemException.ReadAsync(answer, cancellationToken);
    }
}
