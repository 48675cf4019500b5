using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary>A command cannot go on; the text is for whoever typed it.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What was needed, what came, what to do.</param>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}

/// <summary>What the program answers the shell.</summary>
internal static class ExitCodes
{
    /// <summary>The server refused, or a run ended without a model.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;

    /// <summary>No server answered, or it did not let the caller in.</summary>
    public const int NoServer = 3;

    /// <summary>Stopped by Ctrl-C, as shells count it (128 and the number of the signal).</summary>
    public const int Interrupted = 130;
}

/// <summary>A server as the client commands use it: the REST contract over HTTP.</summary>
internal sealed class ServerConnection : IDisposable
{
    /// <summary>A server that starts again is back within half a minute.</summary>
    private const int MostBreaks = 30;

    private static readonly TimeSpan BetweenBreaks = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;

    /// <param name="address">Where it serves.</param>
    /// <param name="apiKey">The caller's.</param>
    public ServerConnection(Uri address, string apiKey)
    {
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
    }

    public Uri Address => http.BaseAddress!;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, null, cancel);

    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body, options: WireJson.Options), cancel);

    /// <summary>Sends rows as CSV.</summary>
    public Task<JsonElement> PostCsvAsync(string path, byte[] csv, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, cancel);

    /// <summary>The dataset that a file is.</summary>
    public async Task<JsonElement> UploadAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(Path.GetFileNameWithoutExtension(path), Encoding.UTF8), "name");
        form.Add(new StreamContent(file), "file", Path.GetFileName(path));
        return await SendAsync(HttpMethod.Post, "/api/data/upload", form, cancel);
    }

    /// <summary>A file that the server makes of a request, and its name for it.</summary>
    public async Task<(string Name, byte[] Bytes)> PostForFileAsync(string path, object body, CancellationToken cancel)
    {
        using var answer = await AskAsync(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body,
            options: WireJson.Options)
        }, cancel);
        var named = answer.Content.Headers.ContentDisposition;
        return ((named?.FileNameStar ?? named?.FileName)?.Trim('"') is { Length: > 0 } name ? name
            : "model", await answer.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <summary>Copies an answer as it comes.</summary>
    public async Task CopyAsync(string path, Stream to, CancellationToken cancel)
    {
        using var answer = await AskAsync(new HttpRequestMessage(HttpMethod.Get, path), cancel);
        await (await answer.Content.ReadAsStreamAsync(cancel)).CopyToAsync(to, cancel);
    }

    /// <summary>The events of something that is at work, until it has ended. Where the stream breaks off (a server that starts again, a proxy), it is
    /// taken up behind the last event.</summary>
    /// <param name="path">Of the stream.</param>
    /// <param name="cancel">Ends the listening.</param>
    public async IAsyncEnumerable<JsonElement> EventsAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        long last = 0;
        for (int broken = 0; ;)
        {
            await using var events = ReadEventsAsync(path, last, cancel).GetAsyncEnumerator(cancel);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync()) yield break;
                    broken = 0;
                }
                catch (IOException) when (broken < MostBreaks)
                {
                    broken++;
                    break;
                }
                catch (CommandException away) when (away.ExitCode == ExitCodes.NoServer && last > 0 && broken < MostBreaks)
                {
                    broken++; // it answered before, so it may again
                    break;
                }
                last = events.Current.GetProperty("sequence").GetInt64();
                yield return events.Current;
            }
            await Task.Delay(BetweenBreaks, cancel);
        }
    }

    public void Dispose() => http.Dispose();

    private async IAsyncEnumerable<JsonElement> ReadEventsAsync(string path, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after > 0) request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var answer = await AskAsync(request, cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await reader.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonSerializer.Deserialize<JsonElement>(line.AsSpan("data: ".Length));
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancel)
    {
        using var answer = await AskAsync(new HttpRequestMessage(method, path) { Content = body }, cancel);
        string text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw new CommandException(ExitCodes.NoServer,
                $"What answers at {Address.GetLeftPart(UriPartial.Authority)} is no Kolosal server; name another with --server or KOLOSAL_SERVER.");
        }
    }

    /// <summary>Sends a request as it is; the answer's body is still to come.</summary>
    /// <exception cref="CommandException">No server answered, or it refused.</exception>
    public async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException fault)
        {
            throw new CommandException(ExitCodes.NoServer, $"No server answers at {Address.GetLeftPart(UriPartial.Authority)} ({fault.Message}). "
                + "Start one with 'kolosal up', or name another with --server or KOLOSAL_SERVER.");
        }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await RefusalAsync(answer, cancel);
    }

    private static async Task<CommandException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        string text = await answer.Content.ReadAsStringAsync(cancel);
        string said = $"The server answered {(int)answer.StatusCode}.";
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(text);
            if (problem.TryGetProperty("detail", out var detail)) said = $"{detail.GetString()} ({problem.Text("code")})";
            if (problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object)
                foreach (var error in errors.EnumerateObject()) said += $"\n  {error.Name}: {error.Value}";
        }
        catch (JsonException)
        {
            // No problem document: something between us and the server has answered.
        }
        return answer.StatusCode == HttpStatusCode.Unauthorized
            ? new(ExitCodes.NoServer, $"{said}\nGive a key with --api-key or KOLOSAL_API_KEY.")
            : new(ExitCodes.Failed, said);
    }
}
