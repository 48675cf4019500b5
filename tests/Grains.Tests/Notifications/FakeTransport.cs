using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Notifications;

/// <summary>A receiver that answers as a test wishes, for every channel of a silo.</summary>
internal sealed class FakeTransport
{
    private readonly ConcurrentQueue<OutgoingMessage> sent = new();

    /// <summary>Answers the attempt of this number, from 0.</summary>
    public Func<int, OutgoingMessage, CancellationToken, Task<DeliveryAnswer>> Answer { get; set; } =
        (_, _, _) => Task.FromResult(DeliveryAnswer.Took(200));

    public IReadOnlyList<OutgoingMessage> Sent => [.. sent];

    public string[] Types => [.. sent.Select(message => message.Type)];

    public static Task<PlatformSilo> StartSiloAsync(
        FakeTransport transport, FakeTimeProvider? clock = null, Dictionary<string, string?>? settings = null, bool storageDiesWithSilo = false) =>
        PlatformSilo.StartAsync(settings, storageDiesWithSilo: storageDiesWithSilo, clock: clock, services: services =>
        {
            services.RemoveAll<IDeliveryTransport>();
            foreach (var channel in Enum.GetValues<NotificationChannel>())
                services.AddSingleton<IDeliveryTransport>(new Channelled(transport, channel));
        });

    public static EndpointSpec Webhook(string secret, params ImmutableArray<string> events) =>
        new(NotificationChannel.Webhook, "https://hooks.example/a", "", new(events, [], []), secret);

    public static NotificationEvent Event(
        string id, string type = "incident.opened", string? severity = "sev2", string? model = "loans",
            params ImmutableArray<string> endpoints) => new(
        id, type, new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), severity, model, "incidents/INC-2026-000001", "Drift in loans", """{"a":1}""", endpoints);

    /// <summary>Moves the clock on until something holds: a pause at a time, as nobody knows how long a pause is.</summary>
    public static Task AdvanceUntilAsync(FakeTimeProvider clock, Func<Task<bool>> ask, TimeSpan? step = null) => Eventually.HoldsAsync(async () =>
    {
        if (await ask()) return true;
        clock.Advance(step ?? TimeSpan.FromSeconds(1));
        return false;
    });

    private Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        sent.Enqueue(message);
        return Answer(sent.Count - 1, message, cancel);
    }

    private sealed class Channelled(FakeTransport transport, NotificationChannel channel) : IDeliveryTransport
    {
        public NotificationChannel Channel => channel;

        public Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel) => transport.SendAsync(message, cancel);
    }
}
