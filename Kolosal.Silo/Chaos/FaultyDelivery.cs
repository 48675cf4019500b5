using Kolosal.Notifications;

namespace Kolosal.Chaos;

/// <summary>A channel whose receivers cannot be reached while a fault says so; messages wait and are tried again, as in a true outage.</summary>
internal sealed class FaultyDelivery(IDeliveryTransport inner, FaultInjector faults) : IDeliveryTransport
{
    public NotificationChannel Channel => inner.Channel;

    public Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel) =>
        faults.Strike(ChaosFault.OutboundOutage, message.Workspace) is null ? inner.SendAsync(message, cancel)
            : Task.FromResult(DeliveryAnswer.Failed("The receiver cannot be reached, because a chaos test says so."));
}
