using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Retraining;

[Collection(ServingCollection.Name)]
public class RetrainingHttpTests(ServingApi host)
{
    private const string Policy = """
        {"triggers":{"drift_severity":"sev2","fairness_signals":3,"quality":true,"schedule":"0 3 * * 1","time_zone":"Europe/Berlin"},
         "cooldown_hours":12,"run":{"max_trials":1,"trainers":["logistic_regression"]},"shadow":{"rows":100},"proposal_days":2}
        """;

    [Fact]
    public async Task A_policy_is_set_read_listed_changed_by_its_tag_and_removed()
    {
        string name = await host.RegisterAsync(), path = $"/api/retraining/policies/{name}";
        using HttpClient trainer = host.As(Role.Trainer), auditor = host.As(Role.Auditor);
        Assert.Equal("retraining.no-policy", await Problems.CodeAsync(await auditor.GetAsync(path), HttpStatusCode.NotFound));
        var set = await trainer.PutAsync(path, ApiHost.Json(Policy));
        Assert.True(set.StatusCode == HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        var read = JsonDocument.Parse(await auditor.GetStringAsync(path)).RootElement;
        var policy = read.GetProperty("policy");
        Assert.Equal((name, "sev2", 12, 100, 0.05, false), (
            read.GetProperty("model_id").GetString(), policy.GetProperty("triggers").GetProperty("drift_severity").GetString(),
            policy.GetProperty("cooldown_hours").GetDouble(), policy.GetProperty("shadow").GetProperty("rows").GetInt32(),
            policy.GetProperty("test").GetProperty("alpha").GetDouble(), policy.GetProperty("auto_promote").GetBoolean()));
        Assert.Equal(DayOfWeek.Monday, read.GetProperty("next_scheduled_at").GetDateTimeOffset().DayOfWeek);
        var listed = JsonDocument.Parse(await auditor.GetStringAsync($"/api/retraining/policies?model_id={name}")).RootElement;
        Assert.Equal(1, listed.GetProperty("total").GetInt32());

        using var stale = new HttpRequestMessage(HttpMethod.Put, path) { Content = ApiHost.Json("{}"), Headers = { { "If-Match", "\"99\"" } } };
        Assert.Equal("retraining.policy-changed", await Problems.CodeAsync(await trainer.SendAsync(stale), HttpStatusCode.PreconditionFailed));
        Assert.Equal(HttpStatusCode.NoContent, (await trainer.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await auditor.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await trainer.DeleteAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("""{"triggers":{"schedule":"every monday"}}""")]
    [InlineData("""{"triggers":{"schedule":"0 3 * * 1","time_zone":"Mars/Olympus"}}""")]
    [InlineData("""{"test":{"alpha":0.5}}""")]
    [InlineData("""{"proposal_days":0}""")]
    [InlineData("""{"promote_always":true}""")]
    public async Task A_policy_that_means_nothing_is_refused(string body)
    {
        string name = await host.RegisterAsync();
        Assert.Equal(HttpStatusCode.BadRequest,
            (await host.As(Role.Trainer).PutAsync($"/api/retraining/policies/{name}", ApiHost.Json(body))).StatusCode);
    }

    [Fact]
    public async Task Started_by_hand_it_is_accepted_read_and_listed_and_the_same_key_starts_it_once()
    {
        string name = await host.ServeAsync();
        using HttpClient trainer = host.As(Role.Trainer), reviewer = host.As(Role.Admin, subject: "rita");
        Task<HttpResponseMessage> Start(string key)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/retraining/{name}/start")
            { Content = ApiHost.Json("""{"note":"new data"}""") };
            request.Headers.Add("Idempotency-Key", key);
            return trainer.SendAsync(request);
        }
        var started = await Start("first");
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        string place = started.Headers.Location!.ToString(), id = place[(place.LastIndexOf('/') + 1)..];
        Assert.Equal(place, (await Start("first")).Headers.Location!.ToString());

        // The dataset of this champion never was: it ends with the reason, and a failed one is over.
        var ended = await Eventually.HoldsAsync(async () => JsonDocument.Parse(await reviewer.GetStringAsync(place)).RootElement,
            found => found.GetProperty("status").GetString() == "failed");
        Assert.Equal(("manual", name, 1), (ended.GetProperty("trigger").GetProperty("kind").GetString(), ended.GetProperty("model_id").GetString(),
            ended.GetProperty("reasons").GetArrayLength()));
        var listed = JsonDocument.Parse(await reviewer.GetStringAsync($"/api/retraining?model_id={name}&status=failed")).RootElement;
        Assert.Equal(id, listed.GetProperty("items")[0].GetProperty("retraining_id").GetString());
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(
            await reviewer.PostAsync($"{place}/accept", ApiHost.Json("""{"note":"yes"}""")), HttpStatusCode.Conflict));
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(
            await reviewer.PostAsync($"{place}/reject", ApiHost.Json("""{"note":"no"}""")), HttpStatusCode.Conflict));
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(
            await trainer.PostAsync($"{place}/cancel", ApiHost.Json("{}")), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_whatever_the_body_holds()
    {
        using var trainer = host.As(Role.Trainer);
        foreach (string path in new[] { "/api/retraining/rt_none/accept", "/api/retraining/rt_none/reject", "/api/retraining/nobody/start" })
            Assert.Equal(HttpStatusCode.NotFound, (await trainer.PostAsync(path, ApiHost.Json("7"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await trainer.GetAsync("/api/retraining/rt_none")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.As(Role.Consumer).GetAsync("/api/retraining")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await host.As(Role.Auditor).PostAsync("/api/retraining/rt_none/accept", ApiHost.Json("{}"))).StatusCode);
    }
}
