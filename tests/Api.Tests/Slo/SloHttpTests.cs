using System.Net;
using System.Text;
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

    [Fact]
    public async Task A_promise_comes_and_goes_as_an_OpenSLO_document()
    {
        string name = await host.RegisterAsync(), id = $"slo_{name}.p95";
        string yaml = """
            apiVersion: openslo/v1
            kind: SLO
            metadata: {name: p95, annotations: {kolosal/percentile: "95"}}
            spec:
              service: NAME
              indicator: {spec: {thresholdMetric: {metricSource: {type: kolosal, spec: {metric: latency_milliseconds}}}}}
              timeWindow: [{duration: 30d, isRolling: true}]
              budgetingMethod: Occurrences
              objectives: [{op: lte, value: 150, target: 0.95}]
            """.Replace("NAME", name, StringComparison.Ordinal);
        using HttpClient admin = host.As(Role.Admin), auditor = host.As(Role.Auditor);
        foreach (string type in (string[])["application/yaml", "application/x-yaml"])
        {
            var made = await admin.PostAsync("/api/monitoring/slos", new StringContent(yaml, Encoding.UTF8, type));
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            var objective = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("objective");
            Assert.Equal((150, 95, id), (objective.GetProperty("threshold_milliseconds").GetDouble(), objective.GetProperty("percentile").GetInt32(),
                objective.GetProperty("id").GetString()));
        }

        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/api/monitoring/slos/{id}") { Headers = { { "Accept", "application/yaml" } } };
        var answer = await auditor.SendAsync(ask);
        Assert.Equal("application/yaml", answer.Content.Headers.ContentType!.MediaType);
        string written = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsync(
            "/api/monitoring/slos", new StringContent(written, Encoding.UTF8, "application/yaml"))).StatusCode);
        using var list = new HttpRequestMessage(HttpMethod.Get, $"/api/monitoring/slos?model_id={name}")
        {
            Headers = { { "Accept", "application/yaml" } },
        };
        Assert.Equal(3, (await (await auditor.SendAsync(list)).Content.ReadAsStringAsync()).Split("kind: SLO").Length - 1);

        Assert.Equal("slo.not-expressible", await Problems.CodeAsync(await admin.PostAsync("/api/monitoring/slos",
            new StringContent(yaml.Replace("Occurrences", "Timeslices", StringComparison.Ordinal), Encoding.UTF8, "application/yaml")),
            HttpStatusCode.UnprocessableEntity));
        Assert.Equal("request.malformed-yaml", await Problems.CodeAsync(await admin.PostAsync("/api/monitoring/slos",
            new StringContent("a: [", Encoding.UTF8, "application/yaml")), HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await admin.PostAsync("/api/monitoring/slos",
            new StringContent("a", Encoding.UTF8, "text/plain"))).StatusCode);
    }

    [Theory]
    [InlineData("""{"model_id":"NAME","name":"a","type":"latency","percentile":99,"threshold_milliseconds":20}""", 201)]
    [InlineData("""{"model_id":"NAME","name":"b","type":"freshness","target":0.9,"max_age_hours":720,"policy":"rollback"}""", 201)]
    [InlineData("""{"model_id":"NAME","name":"c","type":"quality","target":0.9}""", 201)]
    [InlineData("""{"model_id":"NAME","name":"d","type":"fairness","target":0.9}""", 201)]
    [InlineData("""{"model_id":"NAME","name":"e","type":"quality","target":0.9,"max_error":2}""", 422)]
    [InlineData("""{"model_id":"NAME","name":"f","type":"latency","threshold_milliseconds":20}""", 400)]
    [InlineData("""{"model_id":"NAME","name":"g","type":"freshness","target":0.9}""", 400)]
    [InlineData("""{"model_id":"NAME","name":"h","type":"availability","target":0.9,"policy":"explode"}""", 400)]
    public async Task Every_type_is_promised_by_what_it_needs(string body, int status)
    {
        string name = await host.RegisterAsync();
        var answer = await host.As(Role.Admin).PostAsync(
            "/api/monitoring/slos", ApiHost.Json(body.Replace("NAME", name, StringComparison.Ordinal)));
        Assert.True(status == (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static StringContent Promise(string model, string name) => ApiHost.Json(
        $$"""{"model_id":"{{model}}","name":"{{name}}","type":"latency","target":0.9,"threshold_milliseconds":50}""");
}
