using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API6:2023, unrestricted access to sensitive business flows: a step is taken once, by whom it is for, however often and however many at
/// once ask for it.</summary>
/// <remarks>Idempotency keys are in <see cref="IdempotencyTests"/>, the table of steps in the tests of lifecycles, own work in those of promotion
/// gates.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class BusinessFlowTests(SecurityApi host)
{
    [Fact]
    public async Task Twenty_steps_of_one_incident_at_once_are_one()
    {
        using var admin = host.As(Role.Admin, "flows");
        string once = await IncidentAsync(admin, "once"), often = await IncidentAsync(admin, "often");
        using (var step = await StepAsync(admin, once)) Assert.True(step.IsSuccessStatusCode, await step.Content.ReadAsStringAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StepAsync(admin, often)));
        Assert.DoesNotContain(answers, answer => (int)answer.StatusCode >= 500);
        Assert.Equal(await StepsAsync(admin, once), await StepsAsync(admin, often));

        static async Task<string> IncidentAsync(HttpClient admin, string subject)
        {
            using var made = await admin.PostAsync("/api/security/incidents", ApiHost.Json(
                $$"""{"title":"t","type":"security","severity":"sev4","subject":"{{subject}}"}"""));
            return made.Headers.Location!.ToString();
        }

        static Task<HttpResponseMessage> StepAsync(HttpClient admin, string incident) =>
            admin.PatchAsync($"{incident}/status", ApiHost.Json("""{"status":"investigating"}"""));

        static async Task<int> StepsAsync(HttpClient admin, string incident) =>
            (await admin.GetStringAsync($"{incident}/timeline")).Split("\"at\":").Length;
    }

    [Fact]
    public async Task Twenty_sendings_of_one_command_at_once_are_done_once()
    {
        using var admin = host.As(Role.Admin, "flows");
        const string Body = """{"name":"once","type":"database_password","outcome":"success","rotated_at":"2026-01-01T00:00:00Z"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => admin.SendAsync(new(HttpMethod.Post, "/api/security/secret-rotations")
        { Content = ApiHost.Json(Body), Headers = { { "Idempotency-Key", "one-key" } } })));
        Assert.DoesNotContain(answers, answer => (int)answer.StatusCode >= 500);
        var listed = await admin.GetFromJsonAsync<JsonObject>("/api/security/secret-rotations?name=once");
        Assert.Equal(1, (int)listed!["total"]!);
    }

    [Theory, InlineData("/api/models/known:1/approve"), InlineData("/api/models/known:1/promote"), InlineData("/api/privacy/erasure"),
        InlineData("/api/backup/backups"), InlineData("/api/compliance/access-reviews"), InlineData("/api/models/known/traffic/halt")]
    public async Task Steps_that_change_what_is_served_kept_or_allowed_are_not_for_whoever_predicts(string path)
    {
        using var consumer = host.As(Role.Consumer, SecurityApi.Owner);
        using var answer = await consumer.PostAsync(path, ApiHost.Json("{}"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>A version that serves is put into service again by nobody: however many ask, the history has the one step.</summary>
    [Fact]
    public async Task Promotions_of_what_serves_already_change_nothing()
    {
        using var author = host.As(Role.Admin, SecurityApi.Owner, "author");
        string before = await StepsAsync(author);
        using var answer = await author.PostAsync("/api/models/known:1/rollback", ApiHost.Json("""{"note":"back"}"""));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => author.PostAsync(
            "/api/models/known:1/promote", ApiHost.Json("""{"note":"again"}"""))));
        Assert.DoesNotContain(answers, again => (int)again.StatusCode >= 500);
        Assert.Equal(before, await StepsAsync(author));

        static async Task<string> StepsAsync(HttpClient author)
        {
            var history = JsonNode.Parse(await author.GetStringAsync("/api/models/known/history"))!.AsObject();
            history.Remove("at"); // of the reading
            return history.ToJsonString();
        }
    }
}
