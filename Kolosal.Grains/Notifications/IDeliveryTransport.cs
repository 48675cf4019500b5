namespace Kolosal.Notifications;

/// <summary>Carries one message by one channel; one per channel. Safe for any number of callers.</summary>
public interface IDeliveryTransport
{
    NotificationChannel Channel { get; }

    /// <summary>Makes one attempt. A receiver that refuses, hangs or cannot be reached is an answer; an exception is our own fault.</summary>
    Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel);
}
