using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Chaos;

/// <summary>A server that takes faults, and looks at them often.</summary>
public sealed class ChaosApi() : ApiHost(new ApiHostOptions
{
    Settings = new Dictionary<string, string>
    {
        ["Kolosal:Chaos:Enabled"] = "true",
        ["Kolosal:Chaos:LookMilliseconds"] = "50",
        ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
    },
    GrainsAreOpen = true,
})
{
    /// <summary>Asks until the test has ended.</summary>
    public static async Task<JsonElement> EndedAsync(HttpClient client, string id) => await Eventually.HoldsAsync(
        async () => await client.GetFromJsonAsync<JsonElement>($"/api/chaos/tests/{id}"),
        found => found.GetProperty("status").GetString() != "running", TimeSpan.FromMinutes(2));
}
