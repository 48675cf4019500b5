using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>One caller of the REST contract.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient http;

    public Client(Uri address, string apiKey) =>
        http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "X-Api-Key", apiKey } }, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>The longest that any call took, whatever came of it.</summary>
    public TimeSpan LongestWait { get; private set; }

    public Task<JsonElement> GetAsync(string path) => CallAsync(() => http.GetAsync(path), path);

    public async Task<string> TextAsync(string path) => await http.GetStringAsync(path);

    public Task<JsonElement> PostAsync(string path, JsonNode body) => CallAsync(() => http.PostAsync(path, JsonContent.Create(body)), path);

    /// <summary>A write that is done once, however often it is sent under this key.</summary>
    public Task<JsonElement> PostOnceAsync(string path, JsonNode body, string key) => CallAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };
        return await http.SendAsync(request);
    }, path);

    public Task<JsonElement> PutAsync(string path, JsonNode body) => CallAsync(() => http.PutAsync(path, JsonContent.Create(body)), path);

    public async Task<JsonElement> UploadAsync(string name, string csv)
    {
        using var form = new MultipartFormDataContent { { new StringContent(csv), "file", name } };
        return await CallAsync(() => http.PostAsync("/api/data/upload", form), "/api/data/upload");
    }

    /// <summary>Asks until the answer is as wanted.</summary>
    /// <param name="path">What is asked.</param>
    /// <param name="wanted">Judges an answer.</param>
    /// <param name="within">Five minutes where nothing else is said: it costs nothing, and a busy machine is none of a test's concern.</param>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted, TimeSpan? within = null)
    {
        object last = "";
        for (var patience = DateTime.UtcNow + (within ?? TimeSpan.FromMinutes(5)); DateTime.UtcNow < patience; await Task.Delay(100))
        {
            try
            {
                var found = await GetAsync(path);
                if (wanted(found)) return found;
                last = found;
            }
            catch (RefusedException notYet) when (notYet.Status is 404 or 503)
            {
                last = notYet.Message; // a monitor that has counted nothing yet, or a grain that is still on its way
            }
        }

        throw new TimeoutException($"{path} last answered {last}");
    }

    /// <summary>A write that is sent again under one key while the answer is to come again: a scene has to stand before a test begins.</summary>
    private async Task<JsonElement> SetUpAsync(string path, JsonNode body)
    {
        string key = $"{Guid.NewGuid():N}";
        for (var patience = DateTime.UtcNow + TimeSpan.FromMinutes(5); ; await Task.Delay(100))
        {
            try
            {
                return await PostOnceAsync(path, body, key);
            }
            catch (RefusedException later) when (later is { Status: 503, SaysWhenToRetry: true } && DateTime.UtcNow < patience)
            {
                continue;
            }
        }
    }

    /// <summary>Rows of a sample data set as a caller sends them, without the target.</summary>
    public async Task<JsonNode[]> SampleRowsAsync(string sample, string target)
    {
        string dataset = (await SetUpAsync($"/api/data/sample/{sample}", new JsonObject())).GetProperty("dataset_id").GetString()!;
        var preview = JsonNode.Parse((await UntilAsync($"/api/data/{dataset}/preview?rows=100", _ => true)).GetRawText())!;
        string[] columns = [.. preview["columns"]!.AsArray().Select(name => name!.GetValue<string>())];
        return [.. preview["rows"]!.AsArray().Select(row => new JsonObject(
            columns.Zip(row!.AsArray()).Where(cell => cell.First != target)
                .Select(cell => KeyValuePair.Create(cell.First, cell.Second?.DeepClone()))))];
    }

    /// <summary>Has somebody else train a model on German credit, and promotes it.</summary>
    public async Task ServeAsync(string model, int seed = 1)
    {
        var made = await SetUpAsync("/api/security/api-keys",
            new JsonObject { ["name"] = $"author of {model}", ["roles"] = new JsonArray("trainer", "data_owner") });
        using var author = new Client(http.BaseAddress!, made.GetProperty("api_key").GetString()!);
        string dataset = (await author.SetUpAsync("/api/data/sample/german_credit", new JsonObject())).GetProperty("dataset_id").GetString()!;
        string run = (await author.SetUpAsync("/api/automl/run", new JsonObject
        {
            ["dataset_id"] = dataset,
            ["target"] = "risk",
            ["model_name"] = model,
            ["max_trials"] = 1,
            ["folds"] = 2,
            ["seed"] = seed,
            ["trainers"] = new JsonArray("logistic_regression"),
        })).GetProperty("run_id").GetString()!;
        await UntilAsync($"/api/automl/status/{run}", found => found.GetProperty("state").GetString() == "completed");
        await SetUpAsync($"/api/models/{model}:1/validate", new JsonObject());
        await SetUpAsync($"/api/models/{model}:1/promote", new JsonObject { ["note"] = "first" });
    }

    /// <summary>Waits until so many requests are sealed into the trail, which follows the answers: later would be one entry more.</summary>
    /// <returns>How many are.</returns>
    public Task<long> SealedAsync(long requests) => Eventually.HoldsAsync(async () =>
    {
        const int Page = 500;
        long found = 0;
        for (int page = 1, read = Page; read == Page; page++)
        {
            var batches = await UntilAsync($"/api/audit/predictions?sort=created_at&limit={Page}&page={page}", _ => true);
            read = batches.GetProperty("items").GetArrayLength();
            found += batches.GetProperty("items").EnumerateArray()
                .Sum(batch => batch.GetProperty("detail").GetProperty("requests").GetInt64());
        }

        return found;
    }, found => found >= requests);

    public void Dispose() => http.Dispose();

    private static string Code(string text) =>
        text.StartsWith('{') && JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("code", out var code) ? code.GetString()! : "";

    private async Task<JsonElement> CallAsync(Func<Task<HttpResponseMessage>> call, string path)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await call();
            string text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text)
                : throw new RefusedException(
                    (int)answer.StatusCode, Code(text), answer.Headers.RetryAfter is not null, $"{path} answered {(int)answer.StatusCode}: {text}");
        }
        finally
        {
            var waited = Stopwatch.GetElapsedTime(began);
            if (waited > LongestWait) LongestWait = waited;
        }
    }
}

/// <summary>The server answered, and the answer was no.</summary>
internal sealed class RefusedException(int status, string code, bool saysWhenToRetry, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Of the problem document; empty when the answer was none.</summary>
    public string Code { get; } = code;

    /// <summary>The answer carries Retry-After.</summary>
    public bool SaysWhenToRetry { get; } = saysWhenToRetry;
}
