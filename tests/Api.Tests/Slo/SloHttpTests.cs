using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Slo;

[Collection(ServingCollection.Name)]
public class SloHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_promise_is_made_read_and_listed_by_its_id()
    {
        string name = await host.RegisterAsync("credit.v2"), id = $"slo_{name}.fast-enough";
        using HttpClient admin = host.As(Role.Admin), auditor = host.As(Role.Auditor);
        var made = await admin.PostAsync("/api/monitoring/slos", Promise(name, "fast-enough"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"/api/monitoring/slos/{id}", made.Headers.Location!.ToString());
        var read = JsonDocument.Parse(await auditor.GetStringAsync(made.Headers.Location.ToString())).RootElement;
        Assert.Equal((id, name, "on_track"), (read.GetProperty("slo_id").GetString(), read.GetProperty("model_id").GetString(),
            read.GetProperty("status").GetString()));
        var listed = JsonDocument.Parse(await auditor.GetStringAsync($"/api/monitoring/slos?model_id={name}")).RootElement;
        Assert.Contains(id, listed.GetProperty("items").EnumerateArray().Select(slo => slo.GetProperty("slo_id").GetString()));
        Assert.Equal(3, JsonDocument.Parse(await auditor.GetStringAsync($"/api/monitoring/slo/{name}")).RootElement.GetProperty("objectives")
            .GetArrayLength());
    }

    [Theory]
    [InlineData("slo_nobody.fast")]
    [InlineData("slo_.fast")]
    [InlineData("fast")]
    public async Task An_id_without_an_objective_is_not_found(string id) => Assert.Equal("slo.not-found", await Problems.CodeAsync(
        await host.As(Role.Auditor).GetAsync($"/api/monitoring/slos/{id}"), HttpStatusCode.NotFound));

    [Theory]
    [InlineData("Fast")]
    [InlineData("a.b")]
    [InlineData("a-name-of-more-than-forty-characters-is-too-long")]
    public async Task A_name_of_another_form_is_refused(string objective)
    {
        string name = await host.RegisterAsync();
        Assert.Equal("slo.name", await Problems.CodeAsync(
            await host.As(Role.Admin).PostAsync("/api/monitoring/slos", Promise(name, objective)), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task What_can_be_left_out_may_be_left_out()
    {
        string name = await host.RegisterAsync();
        var made = await host.As(Role.Admin).PostAsync("/api/monitoring/slos", ApiHost.Json(
            $$"""{"model_id":"{{name}}","name":"up","type":"availability","target":0.99}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static StringContent Promise(string model, string name) => ApiHost.Json(
        $$"""{"model_id":"{{model}}","name":"{{name}}","type":"latency","target":0.9,"threshold_milliseconds":50}""");
}
