using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Explanations;

[Collection(ApiCollection.Name)]
public sealed class ExplanationHttpTests(ApiHost host)
{
    [Fact]
    public async Task The_guide_is_walked_from_a_row_to_the_whole_model()
    {
        string model = await TrainedAsync();
        using var admin = host.WithKey(ApiHost.AdminKey);
        var predicted = await ReadAsync(await admin.PostAsync("/api/predict", ApiHost.Json(
            $$"""{"model_id":"{{model}}","rows":[{"age":25,"income":900,"city":"Lyon"}]}""")));
        string prediction = predicted.GetProperty("predictions")[0].GetProperty("prediction_id").GetString()!;
        var guide = new DocumentCommands(admin) { Values = { ["prediction"] = prediction } };
        const string Guide = "docs/explanations.md";

        var rows = await Eventually.HoldsAsync(async () => await RunAsync(guide, Guide, "Rows"), found => found is not null);
        foreach (var answer in rows![..2])
        {
            Assert.Equal($"{model}:1", answer.GetProperty("model_id").GetString());
            var item = answer.GetProperty("result").GetProperty("items")[0];
            Assert.InRange(item.GetProperty("additivity_error").GetDouble(), 0, 1e-9 * Math.Max(1, Math.Abs(item.GetProperty("score").GetDouble())));
        }
        Assert.Equal(prediction, rows[1].GetProperty("result").GetProperty("items")[0].GetProperty("prediction_id").GetString());

        // The row that was logged is the row that was sent.
        Assert.Equal(25, rows[1].GetProperty("result").GetProperty("items")[0].GetProperty("columns").EnumerateArray()
            .Concat(rows[0].GetProperty("result").GetProperty("items")[0].GetProperty("columns").EnumerateArray())
            .First(column => column.GetProperty("column").GetString() == "age").GetProperty("value").GetDouble());
        Assert.Equal(rows[0].GetProperty("result").GetProperty("items")[0].GetProperty("output").GetDouble(),
            rows[1].GetProperty("result").GetProperty("items")[0].GetProperty("output").GetDouble());

        var change = (await guide.RunAsync(Guide, "What would have to be different"))[0].GetProperty("result");
        Assert.Contains("age", change.GetProperty("unchangeable").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains(change.GetProperty("items")[0].GetProperty("verdict").GetString(), (string[])["found", "already_there", "none_found",
            "none_feasible"]);

        var whole = await guide.RunAsync(Guide, "The whole model");
        Assert.Equal("held_out", whole[0].GetProperty("result").GetProperty("rows").GetProperty("source").GetString());
        Assert.Equal("income", whole[0].GetProperty("result").GetProperty("columns")[0].GetProperty("column").GetString());
        Assert.Equal("income", whole[2].GetProperty("result").GetProperty("columns")[0].GetProperty("column").GetString());

        var reasons = await guide.RunAsync(Guide, "Reasons for adverse decisions");
        Assert.Equal(1, reasons[0].GetProperty("revision").GetInt32());
        var adverse = reasons[1].GetProperty("result").GetProperty("items")[0];
        Assert.Equal((true, "R01"), (adverse.GetProperty("adverse").GetBoolean(), adverse.GetProperty("reasons")[0].GetProperty("code").GetString()));

        await guide.RunAsync(Guide, "Beside the request");
        string job = $"/api/explain/jobs/{guide.Values["id"]}";
        Assert.Contains("\"state\":\"completed\"", await admin.GetStringAsync($"{job}/events"));
        var result = await admin.GetFromJsonAsync<JsonElement>($"{job}/result");
        Assert.Equal((guide.Values["id"], "global"), (result.GetProperty("explanation_id").GetString(), result.GetProperty("kind").GetString()));
        Assert.True((await admin.DeleteAsync(job)).IsSuccessStatusCode);
        Assert.Equal("explain.not-found", await Problems.CodeAsync(await admin.GetAsync(job), HttpStatusCode.NotFound));

        var insights = await guide.RunAsync(Guide, "Insights");
        Assert.NotEqual(0, insights[0].GetProperty("result").GetProperty("total").GetInt32());
        Assert.Equal(["Lyon", "Oslo"], insights[1].GetProperty("result").GetProperty("segments").EnumerateArray()
            .Select(segment => segment.GetProperty("segment").GetString()!).Order());
    }

    [Fact]
    public async Task Questions_without_a_meaning_are_refused_by_their_place()
    {
        string model = await TrainedAsync();
        using var consumer = host.As(Role.Consumer);
        (string Path, string Body, HttpStatusCode Status, string Code)[] wrong =
        [
            ("local", $$"""{"model_id":"{{model}}"}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("local", $$"""{"model_id":"{{model}}","rows":[{"age":"old"}]}""", HttpStatusCode.UnprocessableEntity, "predict.bad-rows"),
            ("local", """{"model_id":"nobody","rows":[[1,2,"Lyon"]]}""", HttpStatusCode.NotFound, "models.not-found"),
            ("local", """{"model_id":"no body","rows":[[1,2,"Lyon"]]}""", HttpStatusCode.BadRequest, "explain.malformed-model"),
            ("local", $$"""{"model_id":"{{model}}","rows":[[1,2,"Lyon"]],"class":"maybe"}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("local", $$"""{"model_id":"{{model}}","prediction_id":"x"}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("counterfactual", $$"""{"model_id":"{{model}}","rows":[[1,2,"Lyon"]]}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("partial-dependence", $$"""{"model_id":"{{model}}","column":"height"}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("partial-dependence", $$"""{"model_id":"{{model}}","column":"city","method":"ale"}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("importance", $$"""{"model_id":"{{model}}","metric":"beauty"}""", HttpStatusCode.BadRequest, "explain.bad-option"),
            ("global", $$"""{"model_id":"{{model}}","dataset_id":"ds_none"}""", HttpStatusCode.NotFound, "datasets.not-found"),
        ];
        foreach (var (path, body, status, code) in wrong)
            Assert.Equal((path, code), (path, await Problems.CodeAsync(await consumer.PostAsync($"/api/explain/{path}", ApiHost.Json(body)),
                status)));

        // Another workspace has no such model.
        using var stranger = host.As(Role.Consumer, workspace: "elsewhere");
        Assert.Equal("models.not-found", await Problems.CodeAsync(await stranger.PostAsync("/api/explain/global",
            ApiHost.Json($$"""{"model_id":"{{model}}"}""")), HttpStatusCode.NotFound));
        await Problems.CodeAsync(await consumer.GetAsync($"/api/insights/model-structure?model_id={model}"), HttpStatusCode.Forbidden);
    }

    private static async Task<List<JsonElement>?> RunAsync(DocumentCommands guide, string document, string heading)
    {
        try
        {
            return await guide.RunAsync(document, heading);
        }
        catch (Xunit.Sdk.TrueException notYet) when (notYet.Message.Contains("explain.no-such-prediction", StringComparison.Ordinal))
        {
            return null; // the log is read a moment after it is written
        }
    }

    /// <summary>The model of the guide: who earns more pays, whatever the age; trained once, active.</summary>
    private async Task<string> TrainedAsync()
    {
        const string Name = "loans";
        using var trainer = host.As(Role.Trainer);
        if ((await trainer.GetAsync($"/api/models/{Name}")).IsSuccessStatusCode) return Name;
        string data = await host.UploadAsync("age,income,city,paid", 300, (_, random) =>
        {
            int age = random.Next(20, 70), income = random.Next(500, 5000);
            string city = random.Next(2) == 0 ? "Lyon" : "Oslo", paid = income + 5 * age + 300 * (random.NextDouble() - 0.5) > 2800 ? "yes" : "no";
            return $"{age},{income},{city},{paid}";
        });
        var run = await ReadAsync(await trainer.PostAsJsonAsync("/api/train",
            new { dataset_id = data, target = "paid", trainer = "gradient_boosting", model_name = Name }));
        string id = run.GetProperty("run_id").GetString()!;
        await trainer.GetStringAsync($"/api/runs/{id}/events");
        Assert.Equal("completed", (await trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}")).GetProperty("state").GetString());
        using var bob = host.As(Role.Admin, subject: "bob");
        await ReadAsync(await bob.PostAsync($"/api/models/{Name}:1/validate", null));
        await ReadAsync(await bob.PostAsync($"/api/models/{Name}:1/promote", ApiHost.Json("""{"note":"good"}""")));
        return Name;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
