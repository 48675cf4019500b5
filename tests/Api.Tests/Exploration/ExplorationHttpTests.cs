using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class ExplorationHttpTests(ApiHost host)
{
    [Fact]
    public async Task Clusters_of_irises_are_read_whole_page_by_page_and_as_csv()
    {
        using var trainer = host.As(Role.Trainer);
        var done = await RunAsync(trainer, "/api/clustering/run",
            new { dataset_id = await host.IrisAsync(), method = "k_means", parameters = new { clusters = 3 }, seed = 1 });
        string id = done.GetProperty("analysis_id").GetString()!;
        Assert.StartsWith("ana_", id);
        var result = done.GetProperty("result");
        var figures = result.GetProperty("figures").EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("value"));
        Assert.Equal((150, 3), (figures["rows"].GetInt32(), figures["clusters"].GetInt32()));

        // The target is left out, and the answer says so.
        var left = result.GetProperty("encoding").EnumerateArray().Single(c => c.GetProperty("encoded_as").GetString() == "left_out");
        Assert.Equal("species", left.GetProperty("column").GetString());

        var last = await trainer.GetFromJsonAsync<JsonElement>($"/api/analyses/{id}/tables/rows?page=2&limit=100");
        Assert.Equal((150, 50), (last.GetProperty("total").GetInt32(), last.GetProperty("items").GetArrayLength()));
        Assert.Equal([100, 149],
            ((int[])[0, 49]).Select(at => last.GetProperty("items")[at].GetProperty("row").GetInt32()));
        string csv = await trainer.GetStringAsync($"/api/analyses/{id}/tables/rows/export");
        Assert.Equal(151, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("row,cluster\r\n0,", csv);

        string events = await trainer.GetStringAsync($"/api/analyses/{id}/events");
        Assert.Contains("\"state\":\"completed\"", events);
        var listed = await trainer.GetFromJsonAsync<JsonElement>("/api/analyses?kind=clustering&state=completed");
        Assert.Contains(id, listed.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("analysis_id").GetString()));
        Assert.Equal("exploration.no-such-table", await Problems.CodeAsync(
            await trainer.GetAsync($"/api/analyses/{id}/tables/none"), HttpStatusCode.NotFound));
        Assert.Equal("request.bad-list", await Problems.CodeAsync(
            await trainer.GetAsync($"/api/analyses/{id}/tables/rows?limit=0"), HttpStatusCode.BadRequest));
        using var stranger = host.As(Role.Trainer, workspace: "elsewhere");
        await Problems.CodeAsync(await stranger.GetAsync($"/api/analyses/{id}"), HttpStatusCode.NotFound);
        await Problems.CodeAsync(await stranger.GetAsync($"/api/analyses/{id}/tables/rows"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/anomaly/detect", """{"contamination":0.1}""", "rows", 150, "row,score,anomaly")]
    [InlineData("/api/visualization/pca", """{"components":2}""", "rows", 150, "row,pc1,pc2")]
    [InlineData("/api/visualization/pca", "{}", "loadings", 4, "feature,pc1,pc2,pc3,pc4")]
    [InlineData("/api/visualization/umap", """{"parameters":{"neighbours":10}}""", "rows", 150, "row,umap1,umap2")]
    public async Task Every_row_of_every_analysis_is_there(string route, string options, string table, int rows, string header)
    {
        using var trainer = host.As(Role.Trainer);
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(options)!;
        body["dataset_id"] = await host.IrisAsync();
        var done = await RunAsync(trainer, route, body);
        string csv = await trainer.GetStringAsync($"/api/analyses/{done.GetProperty("analysis_id").GetString()}/tables/{table}/export");
        string[] lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((header, rows + 1), (lines[0], lines.Length));
    }

    [Fact]
    public async Task A_series_is_forecast_beyond_its_last_month_beside_the_naive_forecast()
    {
        using var trainer = host.As(Role.Trainer);
        // A season of twelve over a rise of 1 a month: the last season again is 12 too low.
        var csv = new StringBuilder("month,sales\n");
        for (int m = 0; m < 60; m++) csv.Append($"{2020 + m / 12}-{m % 12 + 1:00}-01,{100 + 10 * (m % 12 < 6 ? 1 : -1) + m}\n");
        string data = await host.UploadAsync(csv.ToString());
        var done = await RunAsync(trainer, "/api/forecast",
            new { dataset_id = data, target = "sales", time = "month", period = 12, horizon = 12, method = "ets", origins = 2 });
        var figures = done.GetProperty("result").GetProperty("figures").EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("value"));
        Assert.Equal(12, figures["naive_mae"].GetDouble(), 9);
        Assert.InRange(figures["mae"].GetDouble(), 0, 3);
        string id = done.GetProperty("analysis_id").GetString()!;
        var ahead = await trainer.GetFromJsonAsync<JsonElement>($"/api/analyses/{id}/tables/forecast");
        Assert.Equal("2025-01-01T00:00:00.0000000Z", ahead.GetProperty("items")[0].GetProperty("month").GetString());
        Assert.InRange(ahead.GetProperty("items")[0].GetProperty("mean").GetDouble(), 165, 175);
        Assert.True(ahead.GetProperty("items")[0].GetProperty("low").GetDouble() < ahead.GetProperty("items")[0].GetProperty("high").GetDouble());
    }

    [Fact]
    public async Task What_cannot_be_analysed_is_refused_with_a_reason()
    {
        using var trainer = host.As(Role.Trainer);
        string data = await host.IrisAsync();
        Assert.Equal("exploration.bad-option", await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/clustering/run",
            new { dataset_id = data, method = "k_meanss" }), HttpStatusCode.BadRequest));
        Assert.Equal("exploration.bad-option", await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/clustering/run",
            new { dataset_id = data, parameters = new { clusters = 1000 } }), HttpStatusCode.BadRequest));
        Assert.Equal("exploration.cannot-analyse", await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/visualization/pca",
            new { dataset_id = data, columns = new[] { "no such column" } }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("exploration.bad-option", await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/forecast",
            new { dataset_id = data, target = "sepal_length" }), HttpStatusCode.BadRequest)); // no column of times
        Assert.Equal("request.bad-value", await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/anomaly/detect?wait=61",
            new { dataset_id = data }), HttpStatusCode.BadRequest));
        await Problems.CodeAsync(await trainer.PostAsJsonAsync("/api/anomaly/detect", new { dataset_id = "ds_none" }), HttpStatusCode.NotFound);
        Assert.Equal("exploration.not-found", await Problems.CodeAsync(await trainer.GetAsync("/api/analyses/ana_none"), HttpStatusCode.NotFound));
        Assert.Equal("exploration.not-found", await Problems.CodeAsync(
            await trainer.PostAsync("/api/analyses/ana_none/cancel", null), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Without_patience_the_answer_is_where_to_look()
    {
        using var trainer = host.As(Role.Trainer);
        using var started = await trainer.PostAsJsonAsync("/api/visualization/umap", new { dataset_id = await host.IrisAsync() });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string location = started.Headers.Location!.ToString();
        var done = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>(location),
            a => a.GetProperty("state").GetString() == "completed");
        Assert.Equal("umap", done.GetProperty("plan").GetProperty("method").GetString());
        Assert.Equal(100, done.GetProperty("percent").GetDouble());
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(
            await trainer.PostAsync($"{location}/cancel", null), HttpStatusCode.Conflict));
        using var deleted = await trainer.DeleteAsync(location);
        Assert.Equal("deleted", (await deleted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal("exploration.not-found", await Problems.CodeAsync(await trainer.GetAsync(location), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_catalogue_names_every_kind_with_its_default_first()
    {
        using var trainer = host.As(Role.Trainer);
        var methods = await trainer.GetFromJsonAsync<JsonElement>("/api/analyses/methods");
        var kinds = methods.GetProperty("items").EnumerateArray().GroupBy(m => m.GetProperty("kind").GetString());
        Assert.Equal(["clustering k_means", "anomaly isolation_forest", "pca pca", "umap umap", "forecast ets"],
            kinds.Select(kind => $"{kind.Key} {kind.First().GetProperty("name").GetString()}"));
    }

    private static async Task<JsonElement> RunAsync(HttpClient trainer, string route, object body)
    {
        using var started = await trainer.PostAsJsonAsync($"{route}?wait=60", body);
        var analysis = await started.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(started.StatusCode == HttpStatusCode.OK, analysis.ToString());
        Assert.True(analysis.GetProperty("state").GetString() == "completed", analysis.ToString());
        return analysis;
    }
}
