using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Notifications;

/// <summary>One endpoint with its queue and the history of its deliveries. Key <c>workspace/ep_…</c>.</summary>
[Alias("kolosal.notifications.INotificationEndpointGrain")]
public interface INotificationEndpointGrain : IGrainWithStringKey
{
    /// <summary>Makes the endpoint; called by the desk alone, which knows of all.</summary>
    [Alias("Open")]
    Task<Result<NotificationEndpoint>> OpenAsync(EndpointSpec spec);

    /// <summary>Ends it; called by the desk alone.</summary>
    [Alias("Close")]
    Task<Result<NotificationEndpoint>> CloseAsync();

    /// <summary>Takes an event into the queue when the endpoint wants it; called by the desk alone. Idempotent by event id.</summary>
    [Alias("Enqueue")]
    Task<EnqueueOutcome> EnqueueAsync(NotificationEvent notification);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<NotificationEndpoint>> GetAsync();

    /// <summary>Its latest deliveries, newest first: all that wait, and the latest of those that arrived and of those that were given up.</summary>
    [Alias("ListDeliveries"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<ImmutableArray<Delivery>>> ListDeliveriesAsync();

    /// <summary>Delivers again what was given up or arrived: the message id stays, and the attempts begin again.</summary>
    /// <returns>Refused with <c>webhooks.no-such-delivery</c>; one that waits is answered as it is.</returns>
    [Alias("Redeliver"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<Delivery>> RedeliverAsync(string deliveryId);

    /// <summary>Queues an event of type <c>endpoint.test</c>.</summary>
    /// <param name="testId">Chosen by the caller; the same one is the same test.</param>
    [Alias("Test"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<Delivery>> TestAsync(string testId);

    /// <summary>Signs with another secret from now on, and for the time of overlap with the former one beside it, so that no receiver
    /// refuses what was signed while it changed over.</summary>
    /// <param name="secret">As in <see cref="EndpointSpec.Secret"/>; the one in use changes nothing.</param>
    [Alias("RotateSecret"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<NotificationEndpoint>> RotateSecretAsync(string secret);

    /// <summary>Takes events again after it was disabled.</summary>
    [Alias("Enable"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<NotificationEndpoint>> EnableAsync();
}

/// <summary>What an endpoint did with an event.</summary>
[GenerateSerializer, Alias("kolosal.enqueue-outcome")]
public enum EnqueueOutcome
{
    /// <summary>It stands in the queue, or was there before.</summary>
    Taken,

    /// <summary>It does not pass the filter, or the endpoint is disabled.</summary>
    Passed,

    /// <summary>There is no such endpoint.</summary>
    Unknown,
}

/// <summary>An endpoint as it is read and listed; its secret is never among it.</summary>
/// <param name="Id"><c>ep_…</c>, or <c>log</c>.</param>
/// <param name="Channel">By which means.</param>
/// <param name="Target">The address, without its query; an e-mail address; empty for the log.</param>
/// <param name="Description">For people.</param>
/// <param name="Events">Types of events it wants; empty for all.</param>
/// <param name="Severities">Severities it wants; empty for all.</param>
/// <param name="Models">Models it wants; empty for all.</param>
/// <param name="Enabled">Whether it takes events.</param>
/// <param name="DisabledReason">Why not; null while it does.</param>
/// <param name="Waiting">Deliveries in the queue.</param>
/// <param name="Delivered">Deliveries that arrived since it was made.</param>
/// <param name="DeadLetters">Deliveries that were given up and are kept for another try by hand.</param>
/// <param name="FailingSince">Since when no attempt has succeeded; null when the last one did.</param>
/// <param name="SecretRotatesUntil">Until when the former secret signs, too; null when only one does.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Revision">Counts changes of its settings.</param>
[GenerateSerializer, Immutable, Alias("kolosal.notification-endpoint")]
public sealed record NotificationEndpoint(
    string Id, NotificationChannel Channel, string Target, string Description, ImmutableArray<string> Events, ImmutableArray<string> Severities,
    ImmutableArray<string> Models, bool Enabled, string? DisabledReason, int Waiting, long Delivered, int DeadLetters,
    DateTimeOffset? FailingSince, DateTimeOffset? SecretRotatesUntil, DateTimeOffset CreatedAt, long Revision);
