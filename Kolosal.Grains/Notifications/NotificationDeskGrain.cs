using System.Runtime.ExceptionServices;

namespace Kolosal.Notifications;

/// <remarks>
/// Keeps <see cref="NotificationDeskState"/>; calls <see cref="INotificationEndpointGrain"/>, which never calls back. The endpoint that every
/// workspace has, the log, needs no queue: the desk writes the line itself, and after a crash perhaps once more.
/// </remarks>
internal sealed class NotificationDeskGrain(
    [PersistentState("notification-desk")] IPersistentState<NotificationDeskState> storage, IEnumerable<IDeliveryTransport> transports,
        TimeProvider clock)
    : Grain, INotificationDeskGrain
{
    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task<ImmutableArray<string>> SendAsync(NotificationEvent notification)
    {
        if (!NotificationBody.IsData(notification.Data))
            throw new ArgumentException(
                $"The data of {notification.EventId} must be a JSON object of at most {NotificationBody.LongestData} characters.",
                    nameof(notification));

        var taken = ImmutableArray.CreateBuilder<string>();
        ExceptionDispatchInfo? fault = null;
        foreach (string id in Addressees(notification))
        {
            try
            {
                if (await EnqueueAsync(id, notification) == EnqueueOutcome.Taken) taken.Add(id);
            }
            catch (Exception failed)
            {
                // One endpoint's trouble must not keep the event from the others; who sends repeats, and they know it by then.
                fault ??= ExceptionDispatchInfo.Capture(failed);
            }
        }

        fault?.Throw();
        return taken.ToImmutable();
    }

    public async Task<Result<NotificationEndpoint>> CreateAsync(string id, EndpointSpec spec)
    {
        if (id == NotificationGrains.LogEndpoint) return Refusal.Conflict("webhooks.taken", "Every workspace has the log already.");
        if (!storage.State.Endpoints.Contains(id))
        {
            if (storage.State.Endpoints.Count >= NotificationGrains.MostEndpoints)
                return Refusal.Conflict(
                    "webhooks.too-many", $"A workspace has at most {NotificationGrains.MostEndpoints} endpoints; remove one that is not needed.");
            storage.State.Endpoints.Add(id);
            await StoreAsync();
        }

        var opened = await GrainFactory.NotificationEndpoint(Workspace, id).OpenAsync(spec);
        if (!opened.Accepted && opened.Refusal.Code != "webhooks.taken") await ForgetAsync(id);
        return opened;
    }

    public async Task<Result<NotificationEndpoint>> RemoveAsync(string id)
    {
        var closed = await GrainFactory.NotificationEndpoint(Workspace, id).CloseAsync();
        await ForgetAsync(id);
        return closed;
    }

    public Task<ImmutableArray<string>> ListAsync() => Task.FromResult<ImmutableArray<string>>([.. storage.State.Endpoints]);

    private string[] Addressees(NotificationEvent notification) =>
        notification.Endpoints.IsEmpty ? [.. storage.State.Endpoints] : [.. notification.Endpoints.Distinct()];

    private async Task<EnqueueOutcome> EnqueueAsync(string id, NotificationEvent notification)
    {
        if (id == NotificationGrains.LogEndpoint) return await LogAsync(notification);
        var outcome = await GrainFactory.NotificationEndpoint(Workspace, id).EnqueueAsync(notification);
        if (outcome == EnqueueOutcome.Unknown) await ForgetAsync(id);
        return outcome;
    }

    private async Task<EnqueueOutcome> LogAsync(NotificationEvent e)
    {
        if (storage.State.Logged.Contains(e.EventId)) return EnqueueOutcome.Taken;
        string json = NotificationBody.Json(e.Type, e.At, e.EventId, e.Subject, e.Title, e.Data);
        await transports.First(transport => transport.Channel == NotificationChannel.Log).SendAsync(
            OutgoingMessage.Of(
                WebhookSignature.MessageId(NotificationGrains.LogEndpoint, e.EventId), Workspace, "", e, json,
                    clock.GetUtcNow().ToUnixTimeSeconds(), ""),
            CancellationToken.None);
        storage.State.NoteLogged(e.EventId);
        await StoreAsync();
        return EnqueueOutcome.Taken;
    }

    private async Task ForgetAsync(string id)
    {
        if (storage.State.Endpoints.Remove(id)) await StoreAsync();
    }

    private async Task StoreAsync()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // What was not stored must not be acted on: the next caller meets the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
