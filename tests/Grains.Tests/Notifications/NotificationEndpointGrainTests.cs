using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Notifications;

public class NotificationEndpointGrainTests
{
    private static readonly string Secret = WebhookSignature.NewSecret();

    [Fact]
    public async Task An_event_goes_once_to_every_endpoint_that_wants_it()
    {
        var transport = new FakeTransport();
        await using var silo = await FakeTransport.StartSiloAsync(transport);
        var desk = silo.Grains.NotificationDesk("ws");
        await MakeAsync(silo, "ep_all");
        await MakeAsync(silo, "ep_incidents", "incident.*");
        await MakeAsync(silo, "ep_alerts", "alert.firing");
        Assert.True((await desk.CreateAsync("ep_other", FakeTransport.Webhook(Secret) with { Filter = new([], ["sev1"], []) })).Accepted);
        Assert.True((await desk.CreateAsync("ep_model", FakeTransport.Webhook(Secret) with { Filter = new([], [], ["cards"]) })).Accepted);

        Assert.Equal(["ep_all", "ep_incidents"], (await desk.SendAsync(FakeTransport.Event("e1"))).ToArray());
        Assert.Equal(["ep_all", "ep_incidents"], (await desk.SendAsync(FakeTransport.Event("e1"))).ToArray());
        Assert.Equal(["ep_all", "ep_alerts", "ep_other"], (await desk.SendAsync(FakeTransport.Event("e2", "alert.firing", "sev1"))).ToArray());
        Assert.Equal(["ep_all"], (await desk.SendAsync(FakeTransport.Event("e3", "endpoint.thing", null, null))).ToArray());

        // Named, it is told whatever its filter; the log is always there.
        for (int again = 0; again < 2; again++)
        {
            var named = FakeTransport.Event("e4", endpoints: ["ep_alerts", "log", "ep_nobody"]);
            Assert.Equal(["ep_alerts", "log"], (await desk.SendAsync(named)).ToArray());
        }

        await Eventually.EqualsAsync(8, () => Task.FromResult(transport.Sent.Count));
        Assert.Equal(8, transport.Sent.Select(message => message.Id).Distinct().Count());
        Assert.Equal(5, (await desk.ListAsync()).Length);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_after_pauses_that_grow()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var times = new List<DateTimeOffset>();
        var transport = new FakeTransport
        {
            Answer = (attempt, _, _) =>
            {
                lock (times) times.Add(clock.GetUtcNow());
                return Task.FromResult(attempt < 3 ? DeliveryAnswer.Failed("The receiver answered 503.", 503) : DeliveryAnswer.Took(204));
            },
        };
        await using var silo = await FakeTransport.StartSiloAsync(transport, clock);
        await MakeAsync(silo, "ep_1");
        await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"));
        await FakeTransport.AdvanceUntilAsync(clock, async () => (await OnlyAsync(silo, "ep_1")).Status == DeliveryStatus.Delivered);

        var delivery = await OnlyAsync(silo, "ep_1");
        Assert.Equal((4, 204, null, null), (delivery.Attempts, delivery.LastStatus, delivery.LastError, delivery.NextAt));
        Assert.Single(transport.Sent.Select(message => message.Id).Distinct());

        // 5, 20 and 80 seconds, each less at most half; the clock moves by seconds, and a turn of the test may lag behind it by some.
        double[] pauses = [.. times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds)];
        Assert.InRange(pauses[0], 2.5, 30);
        Assert.InRange(pauses[1], 10, 45);
        Assert.InRange(pauses[2], 40, 105);
        Assert.Null((await ReadAsync(silo, "ep_1")).FailingSince);
    }

    [Fact]
    public async Task A_delivery_survives_the_process()
    {
        var transport = new FakeTransport();
        bool away = true;
        transport.Answer = (_, _, _) => Task.FromResult(away ? DeliveryAnswer.Failed("away") : DeliveryAnswer.Took(200));
        await using var silo = await FakeTransport.StartSiloAsync(transport, settings: new() { ["Kolosal:Notifications:FirstRetrySeconds"] = "1" });
        await MakeAsync(silo, "ep_1");
        await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"));
        await Eventually.HoldsAsync(async () => (await OnlyAsync(silo, "ep_1")).Attempts >= 1);
        await silo.KillAsync();
        away = false;

        // Whoever asks brings the grain back, as its reminder would within a minute.
        await Eventually.HoldsAsync(async () => (await OnlyAsync(silo, "ep_1")).Status == DeliveryStatus.Delivered);
        Assert.Single(transport.Sent.Select(message => message.Id).Distinct());
        Assert.Equal(["ep_1"], (await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"))).ToArray());
        Assert.Single((await silo.Grains.NotificationEndpoint("ws", "ep_1").ListDeliveriesAsync()).Value);
    }

    [Fact]
    public async Task What_is_given_up_is_delivered_again_by_hand()
    {
        var transport = new FakeTransport
        {
            Answer = (attempt, _, _) => Task.FromResult(attempt < 2 ? DeliveryAnswer.Failed("no")
            : DeliveryAnswer.Took(200))
        };
        await using var silo = await FakeTransport.StartSiloAsync(
            transport, settings: new() { ["Kolosal:Notifications:Attempts"] = "2", ["Kolosal:Notifications:FirstRetrySeconds"] = "0.05" });
        await MakeAsync(silo, "ep_1");
        await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"));
        await Eventually.HoldsAsync(async () => (await OnlyAsync(silo, "ep_1")).Status == DeliveryStatus.Dead);
        Assert.Equal((0, 1), ((await ReadAsync(silo, "ep_1")).Waiting, (await ReadAsync(silo, "ep_1")).DeadLetters));

        var endpoint = silo.Grains.NotificationEndpoint("ws", "ep_1");
        string id = (await OnlyAsync(silo, "ep_1")).Id;
        Assert.Equal("webhooks.no-such-delivery", (await endpoint.RedeliverAsync("msg_other")).Refusal!.Code);
        Assert.Equal(DeliveryStatus.Waiting, (await endpoint.RedeliverAsync(id)).Value!.Status);
        await Eventually.HoldsAsync(async () => (await OnlyAsync(silo, "ep_1")).Status == DeliveryStatus.Delivered);
        Assert.Equal(3, transport.Sent.Count(message => message.Id == id));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_gets_no_more()
    {
        var transport = new FakeTransport
        {
            Answer = (_, _, _) => Task.FromResult(new DeliveryAnswer(false, 410, "The receiver answered 410.",
            Gone: true))
        };
        await using var silo = await FakeTransport.StartSiloAsync(transport);
        await MakeAsync(silo, "ep_1");
        await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"));
        var disabled = await Eventually.HoldsAsync(() => ReadAsync(silo, "ep_1"), endpoint => !endpoint.Enabled);
        Assert.Contains("410", disabled.DisabledReason, StringComparison.Ordinal);
        Assert.Empty(await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e2")));
        var grain = silo.Grains.NotificationEndpoint("ws", "ep_1");
        Assert.Equal("webhooks.disabled", (await grain.TestAsync("t")).Refusal!.Code);
        Assert.Contains("webhook.disable webhooks/ep_1", await TrailAsync(silo));

        transport.Answer = (_, _, _) => Task.FromResult(DeliveryAnswer.Took(200));
        Assert.True((await grain.EnableAsync()).Value!.Enabled);
        Assert.True((await grain.RedeliverAsync((await OnlyAsync(silo, "ep_1")).Id)).Accepted);
        await Eventually.HoldsAsync(async () => (await OnlyAsync(silo, "ep_1")).Status == DeliveryStatus.Delivered);
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_long_is_disabled()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var transport = new FakeTransport { Answer = (_, _, _) => Task.FromResult(DeliveryAnswer.Failed("refused")) };
        await using var silo = await FakeTransport.StartSiloAsync(
            transport, clock, new()
            {
                ["Kolosal:Notifications:Attempts"] = "20",
                ["Kolosal:Notifications:DisableAfterHours"] = "2",
                ["Kolosal:Notifications:LongestRetryMinutes"] = "20",
            });
        await MakeAsync(silo, "ep_1");
        await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"));
        await FakeTransport.AdvanceUntilAsync(clock, async () => !(await ReadAsync(silo, "ep_1")).Enabled, TimeSpan.FromSeconds(30));
        var endpoint = await ReadAsync(silo, "ep_1");
        Assert.Contains("2 hours", endpoint.DisabledReason, StringComparison.Ordinal);
        Assert.True(clock.GetUtcNow() - endpoint.FailingSince >= TimeSpan.FromHours(2));
        Assert.Equal((0, 1), (endpoint.Waiting, endpoint.DeadLetters));
    }

    [Fact]
    public async Task A_receiver_that_hangs_keeps_nobody_waiting()
    {
        var hanging = new TaskCompletionSource<DeliveryAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transport = new FakeTransport { Answer = (_, _, _) => hanging.Task };
        await using var silo = await FakeTransport.StartSiloAsync(transport);
        await MakeAsync(silo, "ep_1");
        await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e1"));
        await Eventually.EqualsAsync(1, () => Task.FromResult(transport.Sent.Count));

        // Answered while the attempt runs.
        Assert.Equal(["ep_1"], (await silo.Grains.NotificationDesk("ws").SendAsync(FakeTransport.Event("e2"))).ToArray());
        Assert.Equal(2, (await ReadAsync(silo, "ep_1")).Waiting);
        hanging.SetResult(DeliveryAnswer.Took(200));
        await Eventually.HoldsAsync(async () => (await ReadAsync(silo, "ep_1")).Delivered == 2);
    }

    [Fact]
    public async Task A_changed_secret_signs_beside_the_former_one_for_a_while()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var transport = new FakeTransport();
        await using var silo = await FakeTransport.StartSiloAsync(transport, clock);
        await MakeAsync(silo, "ep_1");
        string second = WebhookSignature.NewSecret();
        Assert.Equal(clock.GetUtcNow().AddHours(24), (await silo.Grains.NotificationEndpoint("ws",
            "ep_1").RotateSecretAsync(second)).Value!.SecretRotatesUntil);
        var message = await TestAsync(silo, transport, clock, "one");
        Assert.Equal([Sign(second, message), Sign(Secret, message)], message.Signature.Split(' '));

        clock.Advance(TimeSpan.FromHours(24));
        message = await TestAsync(silo, transport, clock, "two");
        Assert.Equal(Sign(second, message), message.Signature);
        Assert.Null((await ReadAsync(silo, "ep_1")).SecretRotatesUntil);
    }

    [Fact]
    public async Task Secrets_are_stored_encrypted_and_never_answered()
    {
        var transport = new FakeTransport();
        await using var silo = await FakeTransport.StartSiloAsync(transport);
        await MakeAsync(silo, "ep_1");
        var seal = silo.Service<SecretSeal>();
        byte[] sealedSecret = seal.Seal("ws/ep_1", Secret);
        Assert.DoesNotContain(Secret, System.Text.Encoding.Latin1.GetString(sealedSecret), StringComparison.Ordinal);
        Assert.Equal(Secret, seal.Open("ws/ep_1", sealedSecret));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => seal.Open("ws/ep_2", sealedSecret));
        Assert.DoesNotContain(Secret, System.Text.Json.JsonSerializer.Serialize(await ReadAsync(silo, "ep_1"), WireJson.Options),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://hooks.example/a", "webhooks.address-forbidden")]
    [InlineData("https://127.0.0.1/a", "webhooks.address-forbidden")]
    public async Task Addresses_inside_are_refused_when_the_endpoint_is_made(string address, string code)
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.NotificationDesk("ws");
        Assert.Equal(code, (await desk.CreateAsync("ep_1", FakeTransport.Webhook(Secret) with { Target = address })).Refusal!.Code);
        Assert.Equal("webhooks.mail-not-configured", (await desk.CreateAsync(
            "ep_2", new(NotificationChannel.Email, "a@b.example", "", EventFilter.All, ""))).Refusal!.Code);
        Assert.Equal("webhooks.bad-endpoint", (await desk.CreateAsync("ep_3", FakeTransport.Webhook("short"))).Refusal!.Code);
        Assert.Empty(await desk.ListAsync());
    }

    [Fact]
    public void The_queue_is_bounded_and_the_oldest_gives_way()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = new EndpointState { Spec = FakeTransport.Webhook("") };
        for (int i = 0; i < 700; i++) state.Take($"msg_{i}", FakeTransport.Event($"e{i}"), now);
        Assert.Equal(EndpointState.MostWaiting, state.Waiting.Count());
        Assert.Equal(EndpointState.DeadKept, state.Messages.Count(message => message.Status == DeliveryStatus.Dead));
        Assert.Equal("msg_200", state.Waiting.First().Id);

        foreach (var message in state.Waiting.ToArray())
            state.Settle(message, DeliveryAnswer.Took(200), TimeSpan.Zero, now, new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromHours(1), 3));
        Assert.Equal((500, EndpointState.DeliveredKept + EndpointState.DeadKept), (state.Delivered, state.Messages.Count));
        Assert.Null(state.Take("msg_5", FakeTransport.Event("e5"), now));
    }

    private static async Task MakeAsync(PlatformSilo silo, string id, params System.Collections.Immutable.ImmutableArray<string> events)
    {
        var made = await silo.Grains.NotificationDesk("ws").CreateAsync(id, FakeTransport.Webhook(Secret, events));
        Assert.True(made.Accepted, made.Refusal?.Message);
    }

    private static async Task<OutgoingMessage> TestAsync(PlatformSilo silo, FakeTransport transport, FakeTimeProvider clock, string test)
    {
        int before = transport.Sent.Count;
        Assert.True((await silo.Grains.NotificationEndpoint("ws", "ep_1").TestAsync(test)).Accepted);
        await FakeTransport.AdvanceUntilAsync(clock, () => Task.FromResult(transport.Sent.Count > before), TimeSpan.FromMilliseconds(1));
        return transport.Sent[^1];
    }

    private static string Sign(string secret, OutgoingMessage message) => "v1," + Convert.ToBase64String(
        System.Security.Cryptography.HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]),
                System.Text.Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Json}")));

    private static async Task<NotificationEndpoint> ReadAsync(PlatformSilo silo, string id) =>
        (await silo.Grains.NotificationEndpoint("ws", id).GetAsync()).Value!;

    private static async Task<Delivery> OnlyAsync(PlatformSilo silo, string id) =>
        Assert.Single((await silo.Grains.NotificationEndpoint("ws", id).ListDeliveriesAsync()).Value);

    private static async Task<List<string>> TrailAsync(PlatformSilo silo)
    {
        var lines = new List<string>();
        await foreach (var line in Kolosal.Audit.AuditGrains.Audit(silo.Grains, "ws").ExportAsync(0))
        {
            using var entry = System.Text.Json.JsonDocument.Parse(line.Entry);
            lines.Add($"{entry.RootElement.GetProperty("action")} {entry.RootElement.GetProperty("subject")}");
        }

        return lines;
    }
}
