using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Scenarios;

/// <summary>One caller of the REST contract.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient http;

    public Client(Uri address, string apiKey) =>
        http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "X-Api-Key", apiKey } }, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await http.GetAsync(path), path);

    public async Task<JsonElement> PostAsync(string path, JsonNode body) =>
        await ReadAsync(await http.PostAsync(path, JsonContent.Create(body)), path);

    public async Task<JsonElement> PutAsync(string path, JsonNode body) => await ReadAsync(await http.PutAsync(path, JsonContent.Create(body)), path);

    public async Task<JsonElement> UploadAsync(string name, string csv)
    {
        using var form = new MultipartFormDataContent { { new StringContent(csv), "file", name } };
        return await ReadAsync(await http.PostAsync("/api/data/upload", form), "/api/data/upload");
    }

    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        JsonElement last = default;
        for (var patience = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < patience; await Task.Delay(100))
            if (wanted(last = await GetAsync(path))) return last;
        throw new TimeoutException($"{path} last answered {last}");
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, string path)
    {
        using (answer)
        {
            string text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text)
                : throw new RefusedException((int)answer.StatusCode, $"{path} answered {(int)answer.StatusCode}: {text}");
        }
    }
}

/// <summary>The server answered, and the answer was no.</summary>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
