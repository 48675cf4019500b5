namespace Kolosal.Notifications;

/// <summary>An event in the queue of an endpoint, or in its history.</summary>
[GenerateSerializer, Alias("kolosal.queued-message")]
internal sealed class QueuedMessage
{
    [Id(0)] public string Id { get; set; } = "";
    [Id(1)] public NotificationEvent Event { get; set; } = null!;
    [Id(2)] public DeliveryStatus Status { get; set; }
    [Id(3)] public DateTimeOffset CreatedAt { get; set; }
    [Id(4)] public int Attempts { get; set; }
    [Id(5)] public DateTimeOffset? NextAt { get; set; }
    [Id(6)] public DateTimeOffset? LastAt { get; set; }
    [Id(7)] public int? LastStatus { get; set; }
    [Id(8)] public string? LastError { get; set; }
    [Id(9)] public double? LastMilliseconds { get; set; }

    /// <summary>Orders it to be delivered, from the first attempt on.</summary>
    public void Begin(DateTimeOffset now) => (Status, Attempts, NextAt) = (DeliveryStatus.Waiting, 0, now);

    /// <summary>Notes an attempt and what follows.</summary>
    /// <returns>Whether it is over, one way or the other.</returns>
    public bool Attempted(DeliveryAnswer answer, TimeSpan took, DateTimeOffset now, RetrySchedule schedule)
    {
        Attempts++;
        (LastAt, LastStatus, LastError, LastMilliseconds) = (now, answer.Status, answer.Error, Math.Round(took.TotalMilliseconds, 3));
        TimeSpan? pause = answer.Arrived || answer.Gone ? null : schedule.After(Id, Attempts, answer.RetryAfter);
        NextAt = now + pause;
        if (pause is null) Status = answer.Arrived ? DeliveryStatus.Delivered : DeliveryStatus.Dead;
        return pause is null;
    }

    public void GiveUp(string reason) => (Status, NextAt, LastError) = (DeliveryStatus.Dead, null, reason);

    public Delivery Read() => new(
        Id, Event.EventId, Event.Type, Event.Title, Status, CreatedAt, Attempts, NextAt, LastAt, LastStatus, LastError, LastMilliseconds);
}
