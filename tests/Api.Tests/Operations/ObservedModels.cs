using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>A server with a model in use whose monitors have closed windows, so that every figure of a model is in the metrics.</summary>
internal sealed class ObservedModels() : ApiHost(new ApiHostOptions
{
    Settings = new Dictionary<string, string>
    {
        ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
        ["Kolosal:Metrics:ReadSeconds"] = "1",
        ["Kolosal:Slo:ListSeconds"] = "1",
        ["Kolosal:Drift:WindowRows"] = "100",
        ["Kolosal:Drift:FalseAlarm"] = "0.01",
        ["Kolosal:Fairness:WindowRows"] = "100",
    },
    GrainsAreOpen = true,
})
{
    /// <summary>The model's name, after it has answered and refused requests.</summary>
    public async Task<string> UseAModelAsync()
    {
        string name = await this.ServeAsync();
        using var consumer = As(Role.Consumer);
        string rows = string.Join(",", Enumerable.Range(0, 120).Select(i => $"[{i + 10},\"{(i % 2 == 0 ? "a" : "b")}\"]"));
        for (int i = 0; i < 3; i++)
            Assert.True((await consumer.PostAsync("/api/predict", Json($$"""{"model_id":"{{name}}","rows":[{{rows}}]}"""))).IsSuccessStatusCode);
        await consumer.PostAsync("/api/predict", Json($$"""{"model_id":"{{name}}","rows":[{"x":"old","c":"a"}]}"""));
        using var auditor = As(Role.Auditor);
        foreach (string monitor in (string[])[$"/api/monitoring/drift/{name}", $"/api/monitoring/fairness/{name}"])
            await Eventually.HoldsAsync(async () =>
            {
                var answer = await auditor.GetAsync(monitor);
                return answer.IsSuccessStatusCode
                    && JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("windows").GetInt64() > 0;
            });
        return name;
    }

    /// <summary>The metrics, once they hold what is waited for: gauges are read every second, and scrapes in quick succession get one text.
    /// </summary>
    public Task<string> ScrapeAsync(string until)
    {
        var scraper = WithKey(OperatorKey);
        return Eventually.HoldsAsync(
            () => scraper.GetStringAsync("/metrics"), text => text.Contains(until, StringComparison.Ordinal));
    }
}
