using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Fairness;

[Collection(ServingCollection.Name)]
public class FairnessHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_report_names_attributes_and_the_favourable_class()
    {
        string name = await host.ServeAsync(), path = $"/api/fairness/report/{name}";
        using var auditor = host.As(Role.Auditor);
        Assert.Equal("fairness.no-traffic", await Problems.CodeAsync(await auditor.GetAsync(path), HttpStatusCode.NotFound));
        await host.As(Role.Consumer).PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{name}}","rows":[[1,"a"],[2,"b"],[3,"c"]]}"""));
        await Eventually.HoldsAsync(async () => (await auditor.GetAsync(path)).IsSuccessStatusCode);
        var report = JsonDocument.Parse(await auditor.GetStringAsync(path)).RootElement;
        Assert.Equal(1, report.GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("evaluation").ValueKind);
        var live = report.GetProperty("live");
        Assert.Equal(("yes", "c", 3), (live.GetProperty("favourable_class").GetString(),
            live.GetProperty("attributes").EnumerateArray().Single().GetString(), live.GetProperty("rows_counted").GetInt32()));
        var monitor = JsonDocument.Parse(await auditor.GetStringAsync($"/api/monitoring/fairness/{name}")).RootElement;
        Assert.Equal((3, 0.1), (monitor.GetProperty("rows_in_window").GetInt32(),
            monitor.GetProperty("settings").GetProperty("maximum_difference").GetDouble()));
    }

    [Fact]
    public async Task Settings_are_kept_listed_and_bounded()
    {
        string name = await host.RegisterAsync(), path = $"/api/monitoring/fairness/{name}";
        using var admin = host.As(Role.Admin);
        var kept = await admin.PutAsync(
            path, ApiHost.Json("""{"window_rows":100,"minimum_group_rows":10,"minimum_impact_ratio":0.9,"false_alarm":0.02}"""));
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        var listed = JsonDocument.Parse(await admin.GetStringAsync($"/api/monitoring/fairness?model_id={name}")).RootElement;
        Assert.Equal(10, listed.GetProperty("items").EnumerateArray().Single().GetProperty("settings").GetProperty("minimum_group_rows").GetInt32());
        Assert.Equal("fairness.minimum-impact-ratio", await Problems.CodeAsync(
            await admin.PutAsync(
                path, ApiHost.Json("""{"window_rows":100,"minimum_group_rows":10,"minimum_impact_ratio":1.1,"false_alarm":0.02}""")),
            HttpStatusCode.BadRequest));
        Assert.Equal("models.not-found", await Problems.CodeAsync(
            await admin.PutAsync(
                "/api/monitoring/fairness/nobody",
                ApiHost.Json("""{"window_rows":100,"minimum_group_rows":10,"minimum_impact_ratio":0.9,"false_alarm":0.02}""")),
            HttpStatusCode.NotFound));
    }
}
