using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Models;

[Collection(ServingCollection.Name)]
public sealed class ModelLifecycleHttpTests(ServingApi host)
{
    [Fact]
    public async Task The_registry_answers_under_the_trust_fabrics_names()
    {
        string name = $"fabric-{Guid.NewGuid():N}"[..20];
        HttpClient trainer = host.As(Role.Trainer, subject: "tess"), bob = host.As(Role.Admin, subject: "bob");
        var draft = await Read(await trainer.PostAsync("/api/modelops/models", ApiHost.Json($$"""{"name":"{{name}}","description":"to come"}""")));
        Assert.Equal(($"{name}:1", "draft"), (draft.GetProperty("id").GetString(), draft.GetProperty("status").GetString()));
        Assert.Equal(["training", "evaluating", "retired"], draft.GetProperty("allowed_statuses")
           .EnumerateArray().Select(status => status.GetString()));

        await host.RegisterAsync(name);
        var refused = await Patch(bob, $"{name}:2", "active");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        string problem = await refused.Content.ReadAsStringAsync();
        Assert.Contains("workflow.transition-not-allowed", problem, StringComparison.Ordinal);
        Assert.Contains("allowed: approved, retired", problem, StringComparison.Ordinal);
        Assert.Equal("models.not-validated", await Problems.CodeAsync(await Patch(bob, $"{name}:2", "approved"), HttpStatusCode.Conflict));
        Assert.True((await Read(await bob.PostAsync($"/api/models/{name}:2/validate", null))).GetProperty("passed").GetBoolean());
        foreach (string status in (string[])["approved", "staging", "active", "deprecated", "retired"])
            Assert.Equal(status, (await Read(await Patch(bob, $"{name}:2", status))).GetProperty("status").GetString());

        var list = await Read(await bob.GetAsync($"/api/modelops/models?name={name}&sort=version"));
        Assert.Equal(["draft", "retired"], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal(1, (await Read(await bob.GetAsync($"/api/modelops/models?name={name}&status=draft"))).GetProperty("total").GetInt32());
        Assert.Equal("retired", (await Read(await bob.GetAsync($"/api/modelops/models/{name}:2"))).GetProperty("status").GetString());
        var history = await Read(await bob.GetAsync($"/api/models/{name}/history"));
        Assert.Equal("retired", history.GetProperty("statuses").GetProperty("2").GetString());
    }

    [Fact]
    public async Task Every_pair_of_statuses_outside_the_table_is_a_conflict()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        foreach (string status in (string[])["draft", "training", "staging", "active", "deprecated"])
            Assert.Equal("workflow.transition-not-allowed",
                await Problems.CodeAsync(await Patch(bob, $"{name}:1", status), HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.OK, (await Patch(bob, $"{name}:1", "evaluating")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patch(bob, $"{name}:1", "retired")).StatusCode);
        foreach (string status in (string[])["draft", "training", "evaluating", "approved", "staging", "active", "deprecated"])
            Assert.Equal("workflow.transition-not-allowed",
                await Problems.CodeAsync(await Patch(bob, $"{name}:1", status), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_policy_is_a_document_with_a_history_that_admins_alone_set()
    {
        string name = await host.RegisterAsync();
        HttpClient admin = host.As(Role.Admin, subject: "bob"), trainer = host.As(Role.Trainer), reviewer = host.As(Role.Reviewer, subject: "rita");
        const string Policy = """{"note":"a golden set is needed","golden_set":"required","metric_threshold":0.6}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await trainer.PutAsync($"/api/models/{name}/policy", ApiHost.Json(Policy))).StatusCode);
        var before = await Read(await trainer.GetAsync($"/api/models/{name}/policy"));
        Assert.Equal("built_in", before.GetProperty("source").GetString());
        var set = await admin.PutAsync($"/api/models/{name}/policy", ApiHost.Json(Policy));
        Assert.Equal("\"1\"", set.Headers.ETag!.Tag);
        var validation = await Read(await reviewer.PostAsync($"/api/models/{name}:1/validate", null));
        Assert.False(validation.GetProperty("passed").GetBoolean());
        var golden = validation.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "golden_set");
        Assert.Equal(("missing", "required", true),
            (golden.GetProperty("outcome").GetString(), golden.GetProperty("rule").GetString(), golden.GetProperty("bars").GetBoolean()));
        Assert.Equal(validation.GetRawText(), (await Read(await trainer.GetAsync($"/api/models/{name}:1/validation"))).GetRawText());
        Assert.Equal("models.bad-policy", await Problems.CodeAsync(await admin.PutAsync($"/api/models/{name}/policy",
            ApiHost.Json("""{"note":"wrong","incident_types":["flood"]}""")), HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.NotFound, (await host.As(Role.Admin, workspace: "elsewhere").GetAsync($"/api/models/{name}/policy")).StatusCode);
    }

    [Fact]
    public async Task An_archived_model_answers_410_and_keeps_its_history()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        var archived = await Read(await bob.PostAsync($"/api/models/{name}/archive", ApiHost.Json("""{"note":"old"}""")));
        Assert.NotEqual(JsonValueKind.Null, archived.GetProperty("archived_at").ValueKind);
        Assert.Equal("models.archived", await Problems.CodeAsync(
            await bob.PostAsync($"/api/models/{name}:1/validate", null), HttpStatusCode.Gone));
        Assert.Equal("archive", (await Read(await bob.GetAsync($"/api/models/{name}/history"))).GetProperty("decisions")[0]
            .GetProperty("action").GetString());
        await Read(await bob.PostAsync($"/api/models/{name}/unarchive", ApiHost.Json("""{"note":"needed"}""")));
        Assert.True((await Read(await bob.PostAsync($"/api/models/{name}:1/validate", null))).GetProperty("passed").GetBoolean());
    }

    private static Task<HttpResponseMessage> Patch(HttpClient client, string id, string status) =>
        client.PatchAsync($"/api/modelops/models/{id}/status", ApiHost.Json($$"""{"status":"{{status}}","note":"next"}"""));

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
