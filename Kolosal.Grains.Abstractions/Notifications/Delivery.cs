namespace Kolosal.Notifications;

[GenerateSerializer, Alias("kolosal.delivery-status")]
public enum DeliveryStatus
{
    /// <summary>It waits for its first or next attempt.</summary>
    Waiting,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>It was given up; it is tried again only by hand.</summary>
    Dead,
}

/// <summary>One event on its way to one endpoint.</summary>
/// <param name="Id">The message id, <c>msg_…</c>: what a webhook's receiver sees as <c>webhook-id</c>, the same on every attempt.</param>
/// <param name="EventId">The event.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it came into the queue.</param>
/// <param name="Attempts">Attempts so far, since the last order to deliver it.</param>
/// <param name="NextAt">When the next attempt is due; null when there is none to come.</param>
/// <param name="LastAt">When the last attempt ended; null before the first.</param>
/// <param name="LastStatus">The receiver's status code at the last attempt: of HTTP, or of SMTP; null when it gave none.</param>
/// <param name="LastError">Why the last attempt failed, in words; null when it did not.</param>
/// <param name="LastMilliseconds">How long the last attempt took; null before the first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.delivery")]
public sealed record Delivery(
    string Id, string EventId, string EventType, string Title, DeliveryStatus Status, DateTimeOffset CreatedAt, int Attempts,
    DateTimeOffset? NextAt, DateTimeOffset? LastAt, int? LastStatus, string? LastError, double? LastMilliseconds);
