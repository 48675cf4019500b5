using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Client;

/// <summary>A server's REST interface, one method an operation.</summary>
/// <remarks>Safe for many callers at once. Every request that changes something carries an <c>Idempotency-Key</c> of its own, so a handler below
/// may send it again after a lost answer without doing it twice.</remarks>
public sealed partial class KolosalClient
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient http;

    /// <param name="http">Its base address is the server's. Not disposed of here.</param>
    /// <param name="apiKey">The caller's key; null when <paramref name="http"/> says who calls, by a token.</param>
    /// <exception cref="ArgumentException">There is no base address.</exception>
    public KolosalClient(HttpClient http, string? apiKey = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null) throw new ArgumentException("Need a base address: that of the server.", nameof(http));
        this.http = http;
        if (apiKey is not null) http.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
    }

    /// <summary>The events of something at work (a run, an analysis, an explanation), until it has ended.</summary>
    /// <param name="path">Of the stream, such as <c>/api/runs/{run_id}/events</c>.</param>
    /// <param name="after">The last sequence number seen; 0 for all that are kept.</param>
    /// <param name="cancel">Ends the listening.</param>
    /// <exception cref="KolosalException">The server refused, or failed.</exception>
    public async IAsyncEnumerable<JsonElement> FollowAsync(
        string path, long after = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after > 0) request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw await KolosalException.OfAsync(answer, cancel).ConfigureAwait(false);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonSerializer.Deserialize<JsonElement>(line.AsSpan("data: ".Length));
    }

    private static string Part(string value) => Uri.EscapeDataString(value);

    private static string Address(string path, IReadOnlyDictionary<string, string>? filter, params (string Name, object? Value)[] query)
    {
        var pairs = query.Where(pair => pair.Value is not null).Select(pair => (pair.Name, TextOf(pair.Value!)))
            .Concat((filter ?? new Dictionary<string, string>()).Select(pair => (Name: pair.Key, pair.Value)));
        string tail = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Item2)}"));
        return tail.Length == 0 ? path : $"{path}?{tail}";

        static string TextOf(object value) => value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
    }

    private static ByteArrayContent Document<T>(T document) => new(JsonSerializer.SerializeToUtf8Bytes(document, Written))
    { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static MultipartFormDataContent FileForm(Stream file, string fileName) => new()
    {
        { new StringContent(Path.GetFileNameWithoutExtension(fileName), Encoding.UTF8), "name" },
        { new StreamContent(file), "file", fileName },
    };

    private async Task<T> ReadAsync<T>(HttpMethod method, string address, HttpContent? content, CancellationToken cancel)
    {
        using var answer = await SendAsync(method, address, content, cancel).ConfigureAwait(false);
        await using var body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync<T>(body, Written, cancel).ConfigureAwait(false)
            ?? throw new JsonException($"{method} {address} answered null.");
    }

    private async Task DoAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancel)
    {
        using var answer = await SendAsync(method, address, content, cancel).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (method != HttpMethod.Get) request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await KolosalException.OfAsync(answer, cancel).ConfigureAwait(false);
    }
}
