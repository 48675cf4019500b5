namespace Kolosal.Notifications;

/// <summary>An endpoint, its queue and its latest deliveries. A crash loses nothing of the queue; an attempt that it interrupts is made
/// again.</summary>
[GenerateSerializer, Alias("kolosal.endpoint-state")]
internal sealed class EndpointState : RecordState
{
    /// <summary>Bounds of what is kept: a receiver that is away for long must not grow the record without end.</summary>
    public const int MostWaiting = 500, DeliveredKept = 100, DeadKept = 100, EventsRemembered = 1_000;

    /// <summary>As it was made, without its secret; null before.</summary>
    [Id(0)] public EndpointSpec? Spec { get; set; }

    /// <summary>The secret in use first.</summary>
    [Id(1)] public List<SealedSecret> Secrets { get; set; } = [];

    [Id(2)] public string? DisabledReason { get; set; }

    [Id(3)] public bool Closed { get; set; }

    [Id(4)] public DateTimeOffset? FailingSince { get; set; }

    [Id(5)] public long Delivered { get; set; }

    /// <summary>Oldest first.</summary>
    [Id(6)] public List<QueuedMessage> Messages { get; set; } = [];

    /// <summary>Ids of the latest messages that were ever taken, oldest first.</summary>
    [Id(7)] public List<string> Seen { get; set; } = [];

    public bool IsOpen => Exists && !Closed;

    public IEnumerable<QueuedMessage> Waiting => Messages.Where(message => message.Status == DeliveryStatus.Waiting);

    public bool Wants(NotificationEvent e)
    {
        if (e.Endpoints.Length > 0) return true;
        var filter = Spec!.Filter;
        return (filter.Events.IsEmpty || filter.Events.Any(pattern => EventTypes.Matches(pattern, e.Type)))
            && (filter.Severities.IsEmpty || (e.Severity is { } severity && filter.Severities.Contains(severity)))
            && (filter.Models.IsEmpty || (e.Model is { } model && filter.Models.Contains(model)));
    }

    /// <summary>Takes an event into the queue.</summary>
    /// <returns>Its message, new or known; null when it was taken before and its message is no longer kept.</returns>
    public QueuedMessage? Take(string id, NotificationEvent e, DateTimeOffset now)
    {
        if (Messages.Find(message => message.Id == id) is { } known) return known;
        if (Seen.Contains(id)) return null;
        Seen.Add(id);
        if (Seen.Count > EventsRemembered) Seen.RemoveAt(0);
        var taken = new QueuedMessage { Id = id, Event = e, CreatedAt = now };
        taken.Begin(now);
        Messages.Add(taken);
        if (Waiting.Count() > MostWaiting) Waiting.First().GiveUp($"More than {MostWaiting} deliveries waited; the oldest gave way.");
        Trim();
        return taken;
    }

    /// <summary>Notes how an attempt ended.</summary>
    public void Settle(QueuedMessage message, DeliveryAnswer answer, TimeSpan took, DateTimeOffset now, RetrySchedule schedule)
    {
        message.Attempted(answer, took, now, schedule);
        if (answer.Arrived) (FailingSince, Delivered) = (null, Delivered + 1);
        else FailingSince ??= now;
        Trim();
    }

    /// <summary>Takes no more events; what waits is given up, and kept for another try by hand.</summary>
    public int Disable(string reason)
    {
        DisabledReason = reason;
        QueuedMessage[] waiting = [.. Waiting];
        foreach (var message in waiting) message.GiveUp(reason);
        Trim();
        return waiting.Length;
    }

    public void Enable() => (DisabledReason, FailingSince) = (null, null);

    /// <summary>Signs with another secret; the former one goes on until an instant.</summary>
    public void Rotate(byte[] seal, DateTimeOffset until, DateTimeOffset now) =>
        Secrets = [
            new(seal, null),
            .. Secrets.Where(secret => secret.Until is null || secret.Until > now).Take(1).Select(former => former with { Until = until }),
        ];

    public void Close()
    {
        Closed = true;
        Messages.Clear();
        Secrets.Clear();
    }

    public NotificationEndpoint Read(string id, DateTimeOffset now) => new(
        id, Spec!.Channel, WebhookAddress.Shown(Spec.Target), Spec.Description, Spec.Filter.Events, Spec.Filter.Severities, Spec.Filter.Models,
        DisabledReason is null, DisabledReason, Waiting.Count(), Delivered, Messages.Count(message => message.Status == DeliveryStatus.Dead),
        FailingSince, Secrets.Find(secret => secret.Until > now)?.Until, CreatedAt, Revision);

    private void Trim()
    {
        Drop(DeliveryStatus.Delivered, DeliveredKept);
        Drop(DeliveryStatus.Dead, DeadKept);
    }

    private void Drop(DeliveryStatus status, int kept)
    {
        for (int more = Messages.Count(message => message.Status == status) - kept; more > 0; more--)
            Messages.RemoveAt(Messages.FindIndex(message => message.Status == status));
    }
}
