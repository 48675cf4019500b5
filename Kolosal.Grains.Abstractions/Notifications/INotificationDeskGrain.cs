using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Notifications;

/// <summary>Takes what a workspace's features have to tell, and hands it to the endpoints that want it. One per workspace, key
/// <c>workspace/notifications</c>.</summary>
[Alias("kolosal.notifications.INotificationDeskGrain")]
public interface INotificationDeskGrain : IGrainWithStringKey
{
    /// <summary>Hands an event to every endpoint that it names or, when it names none, to every endpoint whose filter it passes. On return it
    /// stands durably in each of their queues. Idempotent by <see cref="NotificationEvent.EventId"/> as far back as an endpoint remembers.</summary>
    /// <returns>The ids of the endpoints that took it, those that had it already included.</returns>
    [Alias("Send")]
    Task<ImmutableArray<string>> SendAsync(NotificationEvent notification);

    /// <summary>Makes an endpoint.</summary>
    /// <param name="id">Chosen by the caller, <c>ep_…</c>. Making it again as it is changes nothing, with another secret it is the new
    /// secret's: nobody may have read the first.</param>
    /// <param name="spec">Where to and what.</param>
    /// <returns>Refused with <c>webhooks.taken</c>, <c>webhooks.too-many</c>, <c>webhooks.address-forbidden</c>,
    /// <c>webhooks.mail-not-configured</c>.</returns>
    [Alias("Create"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<NotificationEndpoint>> CreateAsync(string id, EndpointSpec spec);

    /// <summary>Ends an endpoint: what it still had to deliver is dropped.</summary>
    [Alias("Remove"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<NotificationEndpoint>> RemoveAsync(string id);

    /// <summary>The ids of the workspace's endpoints, oldest first; at most <see cref="NotificationGrains.MostEndpoints"/>.</summary>
    [Alias("List"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<ImmutableArray<string>> ListAsync();
}

public static class NotificationGrains
{
    /// <summary>Endpoints of a workspace.</summary>
    public const int MostEndpoints = 50;

    /// <summary>The endpoint that every workspace has without making it: it writes events into the server's log.</summary>
    public const string LogEndpoint = "log";

    public static INotificationDeskGrain NotificationDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<INotificationDeskGrain>($"{workspace}/notifications");

    public static INotificationEndpointGrain NotificationEndpoint(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<INotificationEndpointGrain>($"{workspace}/{id}");
}
