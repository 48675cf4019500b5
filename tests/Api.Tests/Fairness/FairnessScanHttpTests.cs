using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Fairness;

/// <summary>Scans of real data: the German credit sample, which declares sex and age protected and good favourable.</summary>
[Collection(ServingCollection.Name)]
public sealed class FairnessScanHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_dataset_is_scanned_before_training()
    {
        string data = await SampleAsync("german_credit");
        var report = await PostAsync("/api/fairness/bias-scan", new
        {
            dataset_id = data,
            bands = new { age = new[] { 25, 60 } },
            shares = new { sex = new { female = 0.5, male = 0.5 } },
        }, HttpStatusCode.OK);
        Assert.Equal((1000, "risk", "good"), (report.GetProperty("rows").GetInt32(), report.GetProperty("target").GetString(),
            report.GetProperty("favourable").GetString()));
        var attributes = report.GetProperty("attributes").EnumerateArray().ToDictionary(a => a.GetProperty("attribute").GetString()!);
        Assert.Equal(["sex", "age", "sex × age"], attributes.Keys);
        Assert.Equal(3, attributes["age"].GetProperty("groups").GetArrayLength());

        // 310 of the 1000 are women (the data's documentation), 201 of them a good risk.
        var women = attributes["sex"].GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("name").GetString() == "female");
        Assert.Equal(310, women.GetProperty("rows").GetInt32());
        Assert.Equal(201 / 310.0, women.GetProperty("favourable_rate").GetDouble(), 9);
        Assert.Equal(0.62, women.GetProperty("representation").GetDouble(), 9);
        Assert.Contains(report.GetProperty("findings").EnumerateArray(), f => f.GetProperty("kind").GetString() == "representation");
        var proxies = attributes["sex"].GetProperty("proxies").EnumerateArray().ToArray();
        Assert.Equal("marital_status", proxies[0].GetProperty("column").GetString());
        Assert.InRange(attributes["sex"].GetProperty("predictability").GetProperty("auc").GetDouble(), 0.7, 1);
    }

    [Fact]
    public async Task What_cannot_be_scanned_is_refused_with_a_reason()
    {
        string iris = await SampleAsync("iris"), credit = await SampleAsync("german_credit");
        Assert.Equal("datasets.not-found", await CodeAsync("/api/fairness/bias-scan", new { dataset_id = "ds_00000000000000000000000000" },
            HttpStatusCode.NotFound));
        Assert.Equal("fairness.no-attributes", await CodeAsync("/api/fairness/bias-scan", new { dataset_id = iris },
            HttpStatusCode.UnprocessableEntity));
        Assert.Equal("fairness.no-such-column", await CodeAsync(
            "/api/fairness/bias-scan", new { dataset_id = credit, attributes = new[] { "shoe_size" } }, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("fairness.no-such-label", await CodeAsync(
            "/api/fairness/bias-scan", new { dataset_id = credit, favourable = "splendid" }, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("fairness.bad-rows", await CodeAsync(
            "/api/fairness/bias-scan", new { dataset_id = credit, bands = new { age = new[] { 60, 25 } } }, HttpStatusCode.BadRequest));
        Assert.Equal("models.not-found", await CodeAsync("/api/fairness/evaluate", new { model_id = "nobody" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_model_is_scanned_when_it_is_made_and_on_rows_that_it_has_not_seen()
    {
        string data = await SampleAsync("german_credit"), model = $"credit-{Guid.NewGuid():N}";
        using var trainer = host.As(Role.Trainer);
        using var started = await trainer.PostAsJsonAsync("/api/train", new
        {
            dataset_id = data,
            target = "risk",
            trainer = "decision_tree",
            parameters = new { },
            folds = 2,
            model_name = model,
        });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>(started.Headers.Location!.ToString()),
            run => run.GetProperty("state").GetString() == "completed");

        // On the rows held out, without a word about data.
        var made = await PostAsync("/api/fairness/evaluate", new { model_id = model, version = "1" }, HttpStatusCode.OK);
        Assert.Equal(("held_out", 100), (made.GetProperty("source").GetString(), made.GetProperty("rows").GetInt32()));
        var sex = made.GetProperty("partitions").EnumerateArray().Single(p => p.GetProperty("attribute").GetString() == "sex");
        Assert.Equal(100, sex.GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty("rates").GetProperty("rows").GetInt32()));
        var report = JsonDocument.Parse(await host.As(Role.Auditor).GetStringAsync($"/api/fairness/report/{model}")).RootElement;
        Assert.Equal("held_out", report.GetProperty("evaluation").GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("live").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await host.As(Role.Auditor).GetAsync($"/api/fairness/report/{model}?version=7")).StatusCode);

        // Never on what it has learnt from.
        Assert.Equal("fairness.training-rows", await CodeAsync(
            "/api/fairness/evaluate", new { model_id = model, version = "1", dataset_id = data }, HttpStatusCode.UnprocessableEntity));

        // Other rows of the same kind: the sample's, in another order and fewer.
        string[] lines = (await host.As(Role.DataOwner).GetStringAsync($"/api/data/{data}/export")).Split('\n',
            StringSplitOptions.RemoveEmptyEntries);
        string other = await UploadAsync(string.Join('\n', lines.Skip(1).Reverse().Take(400).Prepend(lines[0])));
        var found = await PostAsync("/api/fairness/evaluate", new { model_id = model, version = "1", dataset_id = other }, HttpStatusCode.OK);
        Assert.Equal((other, 400), (found.GetProperty("source").GetString(), found.GetProperty("rows").GetInt32()));
        var scanned = found.GetProperty("partitions").EnumerateArray().Single(p => p.GetProperty("attribute").GetString() == "sex");
        Assert.NotEmpty(scanned.GetProperty("attribution").EnumerateArray());
        Assert.Contains(scanned.GetProperty("measures").EnumerateArray(), m => m.GetProperty("measure").GetString() == "equalized_odds_difference");
        Assert.Equal("fairness.columns-missing", await CodeAsync("/api/fairness/evaluate",
            new { model_id = model, version = "1", dataset_id = await SampleAsync("iris") }, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Consistency_and_calibration_come_with_features_and_scores()
    {
        int[] decisions = [.. Enumerable.Range(0, 100).Select(i => i < 50 ? 1 : 0)];
        var found = await PostAsync("/api/fairness/evaluate", new
        {
            decisions,
            outcomes = decisions,
            scores = decisions.Select(d => d == 1 ? 0.9 : 0.1),
            features = decisions.Select((d, i) => new[] { d * 100 + i / 100.0 }),
            groups = new { g = decisions.Select((_, i) => i % 2 == 0 ? "a" : "b"), h = decisions.Select((_, i) => i % 5 == 0 ? "x" : "y") },
            intersections = true,
        }, HttpStatusCode.OK);
        Assert.Equal(1, found.GetProperty("consistency").GetProperty("consistency").GetDouble(), 12);
        Assert.Equal(3, found.GetProperty("attributes").GetArrayLength());
        var group = found.GetProperty("attributes")[0].GetProperty("groups")[0];
        Assert.Equal(0, group.GetProperty("rates").GetProperty("calibration_gap").GetDouble(), 9); // as many too sure as too unsure
        Assert.Contains(found.GetProperty("attributes")[0].GetProperty("findings").EnumerateArray(),
            m => m.GetProperty("measure").GetString() == "calibration_gap_difference");
        Assert.Equal("fairness.bad-rows", await CodeAsync("/api/fairness/evaluate", new { decisions, model_id = "m" }, HttpStatusCode.BadRequest));
        Assert.Equal("fairness.bad-rows", await CodeAsync("/api/fairness/evaluate", new { version = "1" }, HttpStatusCode.BadRequest));
    }

    private async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected)
    {
        using var answer = await host.As(Role.Auditor).PostAsJsonAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<string> CodeAsync(string path, object body, HttpStatusCode expected) =>
        await Problems.CodeAsync(await host.As(Role.Auditor).PostAsJsonAsync(path, body), expected);

    private async Task<string> SampleAsync(string name)
    {
        using var loaded = await host.As(Role.DataOwner).PostAsync($"/api/data/sample/{name}", null);
        return (await loaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dataset_id").GetString()!;
    }

    private async Task<string> UploadAsync(string csv)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "other.csv" } };
        using var taken = await host.As(Role.DataOwner).PostAsync("/api/data/upload", form);
        string text = await taken.Content.ReadAsStringAsync();
        Assert.True(taken.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("dataset_id").GetString()!;
    }
}
