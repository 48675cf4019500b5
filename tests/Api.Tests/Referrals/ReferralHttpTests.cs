using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Referrals;

[Collection(ServingCollection.Name)]
public sealed class ReferralHttpTests(ServingApi host)
{
    private const string Path = "/api/review/referrals";

    [Fact]
    public async Task A_protected_decision_is_referred_listed_read_and_decided_by_a_reviewer()
    {
        string name = await host.ServeAsync();
        using HttpClient bob = host.As(Role.Admin, subject: "bob"), rita = host.As("reviewer", subject: "rita"), caller = host.As(Role.Consumer);
        Assert.Equal("referrals.bad-rule", await Problems.CodeAsync(
            await bob.PutAsync($"/api/models/{name}/referrals", ApiHost.Json("""{"decisions":["maybe"]}""")), HttpStatusCode.UnprocessableEntity));
        var set = await bob.PutAsync($"/api/models/{name}/referrals", ApiHost.Json("""{"decisions":["yes"],"decide_within_minutes":30}"""));
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        string prediction = "";
        await Eventually.HoldsAsync(async () =>
        {
            var row = await PredictAsync(caller, name);
            prediction = row.GetProperty("prediction_id").GetString()!;
            return row.TryGetProperty("referred", out var referred) && referred.GetBoolean()
                && row.GetProperty("referral_reasons")[0].GetString() == "protected_decision";
        });

        string id = $"rfr_{prediction["prd_".Length..]}";
        await Eventually.HoldsAsync(async () => (await rita.GetAsync($"{Path}/{id}")).StatusCode == HttpStatusCode.OK);
        var opened = JsonDocument.Parse(await rita.GetStringAsync($"{Path}/{id}")).RootElement;
        Assert.Equal(("open", "yes", "c"), (opened.GetProperty("status").GetString(), opened.GetProperty("prediction").GetString(),
            opened.GetProperty("inputs")[1].GetProperty("column").GetString()));
        var listed = JsonDocument.Parse(await rita.GetStringAsync($"{Path}?model={name}&status=open")).RootElement;
        Assert.True(listed.GetProperty("total").GetInt32() >= 1);
        Assert.Equal(0, listed.GetProperty("items")[0].GetProperty("inputs").GetArrayLength()); // a list shows no rows

        // Neither who asked nor who reads the books decides.
        foreach (string role in (string[])[Role.Consumer, Role.Auditor, Role.Trainer])
            Assert.Equal(HttpStatusCode.Forbidden, (await host.As(role).PostAsync(
                $"{Path}/{id}/decision", ApiHost.Json("""{"verdict":"upheld","reasons":"fine"}"""))).StatusCode);
        Assert.Equal("referrals.bad-decision", await Problems.CodeAsync(await rita.PostAsync(
            $"{Path}/{id}/decision", ApiHost.Json("""{"verdict":"overridden","reasons":"no"}""")), HttpStatusCode.UnprocessableEntity));
        var decided = await rita.PostAsync($"{Path}/{id}/decision", ApiHost.Json("""{"verdict":"overridden","actual":"no","reasons":"Seen."}"""));
        Assert.True(decided.IsSuccessStatusCode, await decided.Content.ReadAsStringAsync());
        var after = JsonDocument.Parse(await decided.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(("overridden", "no", "rita"), (after.GetProperty("status").GetString(), after.GetProperty("decision").GetString(),
            after.GetProperty("decided_by").GetString()));
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(await rita.PostAsync(
            $"{Path}/{id}/decision", ApiHost.Json("""{"verdict":"upheld","reasons":"fine"}""")), HttpStatusCode.Conflict));
        var levels = JsonDocument.Parse(await rita.GetStringAsync($"{Path}/levels?model_id={name}")).RootElement;
        Assert.Equal((1, 1.0), (levels.GetProperty("overridden").GetInt32(), levels.GetProperty("override_rate").GetDouble()));

        // The decision is the prediction's outcome: a person who reports the same adds nothing.
        await Eventually.HoldsAsync(async () => JsonDocument.Parse(await (await caller.PostAsync(
            "/api/predict/feedback", ApiHost.Json($$"""{"prediction_id":"{{prediction}}","actual":"no"}"""))).Content.ReadAsStringAsync())
            .RootElement.GetProperty("repeated").GetInt32() == 1);
    }

    [Fact]
    public async Task Whoever_objects_to_a_prediction_is_given_a_person()
    {
        string name = await host.ServeAsync();
        using HttpClient caller = host.As(Role.Consumer), elsewhere = host.As(Role.Consumer, workspace: "elsewhere");
        string prediction = (await PredictAsync(caller, name)).GetProperty("prediction_id").GetString()!;
        string body = $$"""{"prediction_id":"{{prediction}}","note":"I object."}""";
        HttpResponseMessage made = null!;
        await Eventually.HoldsAsync(async () => (made = await caller.PostAsync(Path, ApiHost.Json(body))).StatusCode == HttpStatusCode.Created);
        Assert.Equal($"{Path}/rfr_{prediction["prd_".Length..]}", made.Headers.Location!.ToString());
        Assert.Equal("referrals.no-such-prediction", await Problems.CodeAsync(
            await elsewhere.PostAsync(Path, ApiHost.Json(body)), HttpStatusCode.NotFound));
        Assert.Equal("referrals.bad-request", await Problems.CodeAsync(
            await caller.PostAsync(Path, ApiHost.Json("""{"prediction_id":"prd_1","note":"?"}""")), HttpStatusCode.UnprocessableEntity));
        using var rita = host.As("reviewer");
        Assert.Equal("referrals.not-found", await Problems.CodeAsync(await rita.GetAsync($"{Path}/rfr_none"), HttpStatusCode.NotFound));
    }

    private static async Task<JsonElement> PredictAsync(HttpClient caller, string model)
    {
        var answer = await caller.PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{model}}","rows":[[1,"a"]]}"""));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions")[0];
    }
}
