using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Notifications;

namespace Kolosal.Api.Tests.Notifications;

[Collection(ApiCollection.Name)]
public sealed class NotificationHttpTests(ApiHost host)
{
    private const string Address = "https://hooks.invalid/a?token=secret";

    [Fact]
    public async Task A_webhook_is_made_read_listed_and_ended_and_its_secret_is_shown_once()
    {
        using HttpClient admin = host.As(Role.Admin), auditor = host.As(Role.Auditor);
        var made = await admin.PostAsync("/api/webhooks", ApiHost.Json(
            $$"""{"url":"{{Address}}","description":"pager","events":["incident.*"],"severities":["sev1"],"models":["m"]}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var answer = await BodyAsync(made);
        string secret = answer.GetProperty("secret").GetString()!, path = made.Headers.Location!.ToString();
        Assert.NotNull(WebhookSignature.KeyOf(secret));

        string read = await auditor.GetStringAsync(path);
        Assert.DoesNotContain(secret, read, StringComparison.Ordinal);
        Assert.DoesNotContain("token=secret", read, StringComparison.Ordinal);
        var endpoint = JsonDocument.Parse(read).RootElement;
        Assert.Equal(("webhook", true, "incident.*"), (endpoint.GetProperty("channel").GetString(), endpoint.GetProperty("enabled").GetBoolean(),
            endpoint.GetProperty("events")[0].GetString()));
        string id = endpoint.GetProperty("id").GetString()!;
        Assert.Contains(id, await auditor.GetStringAsync("/api/webhooks?channel=webhook"), StringComparison.Ordinal);

        var rotated = await BodyAsync(await admin.PostAsync($"{path}/secret", ApiHost.Json("{}")));
        Assert.NotEqual(secret, rotated.GetProperty("secret").GetString());
        Assert.Equal(JsonValueKind.String, rotated.GetProperty("endpoint").GetProperty("secret_rotates_until").ValueKind);

        Assert.Equal(HttpStatusCode.Accepted, (await admin.PostAsync($"{path}/test", null)).StatusCode);
        var deliveries = await BodyAsync(await auditor.GetAsync($"{path}/deliveries"));
        var delivery = Assert.Single(deliveries.GetProperty("items").EnumerateArray());
        Assert.Equal("endpoint.test", delivery.GetProperty("event_type").GetString());
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync(
            $"{path}/deliveries/{delivery.GetProperty("id").GetString()}/redeliver", null)).StatusCode);
        Assert.Equal("webhooks.no-such-delivery", await Problems.CodeAsync(
            await admin.PostAsync($"{path}/deliveries/msg_0/redeliver", null), HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"{path}/enable", null)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync(path)).StatusCode);
        Assert.Equal("webhooks.not-found", await Problems.CodeAsync(await admin.GetAsync(path), HttpStatusCode.NotFound));
        Assert.DoesNotContain(id, await auditor.GetStringAsync("/api/webhooks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_is_asked_for_twice_under_one_key_is_one_and_has_the_secret_that_was_shown_last()
    {
        using HttpClient admin = host.As(Role.Admin, workspace: "twice");
        string body = $$"""{"url":"{{Address}}"}""";
        var first = await BodyAsync(await PostAsync(admin, "key-1", body));
        using var repeated = await PostAsync(admin, "key-1", body);
        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        var second = await BodyAsync(repeated);
        Assert.Equal(Id(first), Id(second));
        Assert.NotEqual(first.GetProperty("secret").GetString(), second.GetProperty("secret").GetString());
        Assert.Equal(JsonValueKind.String, second.GetProperty("endpoint").GetProperty("secret_rotates_until").ValueKind);
        Assert.NotEqual(Id(first), Id(await BodyAsync(await PostAsync(admin, "key-2", body))));
        Assert.Equal("webhooks.taken", await Problems.CodeAsync(
            await PostAsync(admin, "key-1", """{"url":"https://hooks.invalid/b"}"""), HttpStatusCode.Conflict));

        static string? Id(JsonElement made) => made.GetProperty("endpoint").GetProperty("id").GetString();

        static async Task<HttpResponseMessage> PostAsync(HttpClient client, string key, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks") { Content = ApiHost.Json(body) };
            request.Headers.Add(IdempotencyMiddleware.Header, key);
            return await client.SendAsync(request);
        }
    }

    [Fact]
    public async Task Another_workspace_and_a_reader_change_nothing()
    {
        using HttpClient admin = host.As(Role.Admin), stranger = host.As(Role.Admin, workspace: "elsewhere"), auditor = host.As(Role.Auditor);
        string path = (await admin.PostAsync("/api/webhooks", ApiHost.Json($$"""{"url":"{{Address}}"}"""))).Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("""{}""", HttpStatusCode.BadRequest, "webhooks.bad-endpoint", "$.url")]
    [InlineData("""{"channel":"email"}""", HttpStatusCode.BadRequest, "webhooks.bad-endpoint", "$.email")]
    [InlineData("""{"channel":"log","url":"https://hooks.invalid/"}""", HttpStatusCode.BadRequest, "webhooks.bad-endpoint", "$.url")]
    [InlineData("""{"url":"https://hooks.invalid/","events":["*"]}""", HttpStatusCode.BadRequest, "webhooks.bad-endpoint", "$.events[0]")]
    [InlineData("""{"url":"https://hooks.invalid/","severities":["bad"]}""", HttpStatusCode.BadRequest, "webhooks.bad-endpoint", "$.severities[0]")]
    [InlineData("""{"url":"https://hooks.invalid/","secret":"short"}""", HttpStatusCode.BadRequest, "webhooks.bad-endpoint", "$.secret")]
    [InlineData("""{"url":"http://hooks.invalid/"}""", HttpStatusCode.UnprocessableEntity, "webhooks.address-forbidden", "$.url")]
    [InlineData("""{"url":"https://127.0.0.1/"}""", HttpStatusCode.UnprocessableEntity, "webhooks.address-forbidden", "$.url")]
    [InlineData("""{"url":"https://169.254.169.254/latest/"}""", HttpStatusCode.UnprocessableEntity, "webhooks.address-forbidden", "$.url")]
    public async Task What_cannot_be_an_endpoint_is_named_by_its_path(string body, HttpStatusCode status, string code, string path)
    {
        var answer = await host.As(Role.Admin).PostAsync("/api/webhooks", ApiHost.Json(body));
        Assert.Equal(code, await Problems.CodeAsync(answer, status));
        Assert.Equal(path, (await BodyAsync(answer)).GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task Without_a_mail_server_no_mail_is_promised() => Assert.Equal("webhooks.mail-not-configured", await Problems.CodeAsync(
        await host.As(Role.Admin).PostAsync("/api/webhooks", ApiHost.Json("""{"channel":"email","email":"a@b.example"}""")),
        HttpStatusCode.UnprocessableEntity));

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
