using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Kolosal.Demo;

/// <summary>The demo's way in: the REST contract over HTTP, as any client has it.</summary>
internal sealed class DemoClient(Uri address, string apiKey) : IDisposable
{
    private readonly HttpClient http = new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { { "X-Api-Key", apiKey } },
        Timeout = TimeSpan.FromMinutes(5)
    };

    public Task<JsonElement> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, null, cancel);

    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancel) => SendAsync(HttpMethod.Post, path, body, cancel);

    public Task<JsonElement> PutAsync(string path, object body, CancellationToken cancel) => SendAsync(HttpMethod.Put, path, body, cancel);

    /// <summary>The data of a server-sent event stream, until the server ends it.</summary>
    public async IAsyncEnumerable<JsonElement> EventsAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var body = await http.GetStreamAsync(path, cancel);
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonSerializer.Deserialize<JsonElement>(line.AsSpan("data: ".Length));
    }

    /// <summary>Asks until the answer satisfies, because monitors follow the log a moment behind.</summary>
    /// <exception cref="TimeoutException">It did not within the time.</exception>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> satisfied, TimeSpan within, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(within);
        while (true)
        {
            using var answer = await http.GetAsync(path, cancel);
            if (answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<JsonElement>(cancel) is var found && satisfied(found))
                return found;
            if (deadline.IsCancellationRequested) throw new TimeoutException($"{path} did not get there within {within.TotalSeconds:0} s.");
            await Task.Delay(100, cancel);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method,
            path)
        { Content = body is null ? null : JsonContent.Create(body, options: WireJson.Options) };
        using var answer = await http.SendAsync(request, cancel);
        string text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
