using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Alerts;

/// <summary>The user guide's walk from a shifted feature to a resolved incident, over HTTP, with receivers on the loopback.</summary>
public sealed class OnCallWalkTests : IAsyncLifetime
{
    private const string Guide = "docs/monitoring.md";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private WebhookReceiver pager = null!;
    private MailReceiver mail = null!;
    private WalkApi host = null!;

    public async Task InitializeAsync()
    {
        pager = await WebhookReceiver.StartAsync();
        mail = new MailReceiver();
        host = new WalkApi(mail.Port);
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await pager.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task An_on_call_person_is_told_acknowledges_resolves_and_reads_the_times()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        await TrainAsync(admin);
        var guide = new DocumentCommands(admin)
        {
            Values =
            {
                ["receiver"] = pager.Address.ToString(),
                ["tomorrow"] = DateTimeOffset.UtcNow.AddDays(1).ToString("O", CultureInfo.InvariantCulture),
            },
        };

        await guide.RunAsync(Guide, "1. Say who is told");
        var test = await ReceivedAsync("endpoint.test");
        Assert.Equal(Signature(guide.Values["secret"], test), test.Signature);

        await guide.RunAsync(Guide, "2. Predict");
        await PredictAsync(admin, 200, shift: 50_000);
        var opened = await ReceivedAsync("incident.opened");
        await guide.RunAsync(Guide, "3. Find the incident");
        Assert.Equal(Signature(guide.Values["secret"], opened), opened.Signature);
        using (var body = JsonDocument.Parse(opened.Body))
        {
            var data = body.RootElement.GetProperty("data");
            Assert.Equal((guide.Values["incident"], "drift", "credit", guide.Values["on_call"]), (
                data.GetProperty("id").GetString(), data.GetProperty("type").GetString(), data.GetProperty("model").GetString(),
                data.GetProperty("on_call").GetString()));
        }

        var letter = await Eventually.HoldsAsync(
            () => Task.FromResult(mail.Received.FirstOrDefault(m => m.Text.Contains("incident.opened", StringComparison.Ordinal))), m =>
                m is not null, Patience);
        Assert.Equal("ann@example.com", Assert.Single(letter!.To));

        await guide.RunAsync(Guide, "4. Acknowledge, look, resolve");
        await ReceivedAsync("incident.acknowledged");
        await ReceivedAsync("incident.resolved");
        await Eventually.HoldsAsync(() => mail.Received.Count(m => m.Text.Contains("incident.resolved", StringComparison.Ordinal)) == 1, Patience);

        await guide.RunAsync(Guide, "5. Learn");
        double mttd = Number("mttd"), mtta = Number("mtta"), mttr = Number("mttr");
        Assert.InRange(mttd, 0, 60);
        Assert.True(mtta >= 0 && mttr >= mtta, $"{mtta} {mttr}");
        Assert.Equal("1", guide.Values["resolved"]);
        Assert.Equal("1", guide.Values["outcomes"]);

        await guide.RunAsync(Guide, "Webhooks in detail");
        string again = guide.Values["delivery"];
        await Eventually.HoldsAsync(() => pager.Received.Count(webhook => webhook.Id == again) == 2, Patience);
        await guide.RunAsync(Guide, "Rules of one's own");

        double Number(string name) => double.Parse(guide.Values[name], CultureInfo.InvariantCulture);
    }

    private Task<ReceivedWebhook> ReceivedAsync(string type) => Eventually.HoldsAsync(
        () => Task.FromResult(pager.Received.FirstOrDefault(webhook => webhook.Body.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal))!),
        webhook => webhook is not null, Patience);

    private static string Signature(string secret, ReceivedWebhook webhook) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{webhook.Id}.{webhook.Timestamp}.{webhook.Body}")));

    /// <summary>A data set, a model from it, and somebody else's approval.</summary>
    private async Task TrainAsync(HttpClient admin)
    {
        var random = new Random(1);
        string rows = string.Concat(Enumerable.Range(0, 800).Select(_ =>
        {
            int amount = random.Next(200, 5_000);
            string purpose = random.Next(2) == 0 ? "car" : "house", risk = amount + random.Next(2_000) > 3_000 ? "bad" : "good";
            return $"{amount},{purpose},{risk}\n";
        }));
        using var form = new MultipartFormDataContent { { new StringContent($"amount,purpose,risk\n{rows}"), "file", "credit.csv" } };
        string dataset = (await ReadAsync(await admin.PostAsync("/api/data/upload", form))).GetProperty("dataset_id").GetString()!;
        var run = await ReadAsync(await admin.PostAsync("/api/train", ApiHost.Json(
            $$"""{"dataset_id":"{{dataset}}","target":"risk","trainer":"decision_tree","model_name":"credit"}""")));
        string id = run.GetProperty("run_id").GetString()!;
        await Eventually.HoldsAsync(() => admin.GetStringAsync($"/api/runs/{id}"), text =>
            text.Contains("\"state\":\"completed\"", StringComparison.Ordinal), Patience);
        using var approver = host.As(Role.Admin, subject: "bob");
        await ReadAsync(await approver.PostAsync("/api/models/credit:1/validate", null));
        await ReadAsync(await approver.PostAsync("/api/models/credit:1/promote", ApiHost.Json("""{"note":"good"}""")));
    }

    private static async Task PredictAsync(HttpClient client, int rows, int shift)
    {
        var random = new Random(rows);
        object[] batch = [.. Enumerable.Range(0, rows).Select(i => new { amount = random.Next(200, 5_000) + shift, purpose = i % 2 == 0 ? "car"
            : "house" })];
        await ReadAsync(await client.PostAsync("/api/predict/batch", JsonContent.Create(new { model_id = "credit", rows = batch })));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri}: {response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private sealed class WalkApi(int mailPort) : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
            ["Kolosal:Notifications:AllowHttp"] = "true",
            ["Kolosal:Notifications:AllowLoopback"] = "true",
            ["Kolosal:Notifications:Smtp:Host"] = "127.0.0.1",
            ["Kolosal:Notifications:Smtp:Port"] = mailPort.ToString(CultureInfo.InvariantCulture),
            ["Kolosal:Notifications:Smtp:Security"] = "None",
            ["Kolosal:Notifications:Smtp:From"] = "kolosal@example.com",
        },
    });
}
