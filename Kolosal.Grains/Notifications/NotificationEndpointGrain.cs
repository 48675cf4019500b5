using System.Text.Json;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Notifications;

/// <remarks>
/// Keeps <see cref="EndpointState"/>, listed as <c>notification_endpoint</c>; sends through <see cref="IDeliveryTransport"/>. A receiver may take
/// long, and the grain must answer meanwhile: attempts run beside its turns, and only <see cref="PumpAsync"/>, which is a turn, notes how they
/// ended and begins others. While something waits a reminder sees to it that a killed process does not forget it.
/// </remarks>
internal sealed partial class NotificationEndpointGrain(
    [PersistentState("notification-endpoint")] IPersistentState<EndpointState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptionsMonitor<NotificationsOptions> options, IOptionsMonitor<SmtpOptions> smtp, IEnumerable<IDeliveryTransport> transports, SecretSeal seal,
    NotificationInstruments instruments)
    : RecordGrain<EndpointState>(storage, catalogue, clock), INotificationEndpointGrain, IRemindable
{
    private const string Reminder = "deliver";

    private static readonly TimeSpan ReminderEvery = TimeSpan.FromMinutes(1);

    private bool reminded;

    protected override string CatalogueKind => CatalogueKinds.NotificationEndpoint;

    protected override bool IsUnused => !State.IsOpen;

    private string Subject => $"webhooks/{Key.Id}";

    private DateTimeOffset Now => Clock.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        pump = this.RegisterGrainTimer(PumpAsync, new GrainTimerCreationOptions(Never, Never) { KeepAlive = true });
        PumpAtNextDue();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await leaving.CancelAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Result<NotificationEndpoint>> OpenAsync(EndpointSpec spec)
    {
        if (State.Exists)
        {
            if (!State.IsOpen || State.Spec != spec with { Secret = "" })
                return Refusal.Conflict("webhooks.taken", $"The id '{Key.Id}' is or was another endpoint's; choose another one.");
            return UsesSecret(spec.Secret) ? Read() : await RotateSecretAsync(spec.Secret);
        }
        if (EndpointRules.Refuse(spec, options.CurrentValue, smtp.CurrentValue) is { } refusal) return refusal;

        State.Spec = spec with { Secret = "" };
        if (spec.Secret.Length > 0) State.Secrets = [new(seal.Seal(this.GetPrimaryKeyString(), spec.Secret), null)];
        await CommitAsync("webhook.create", Subject, detail: JsonSerializer.Serialize(
            new { channel = WireJson.Word(spec.Channel), target = WebhookAddress.Shown(spec.Target) }));
        return Read();
    }

    public async Task<Result<NotificationEndpoint>> CloseAsync()
    {
        if (!State.IsOpen) return NotFound();
        var last = Read();
        State.Close();
        await CommitAsync("webhook.delete", Subject);
        return last;
    }

    public async Task<EnqueueOutcome> EnqueueAsync(NotificationEvent notification)
    {
        if (!State.IsOpen) return EnqueueOutcome.Unknown;
        if (State.DisabledReason is not null || !State.Wants(notification)) return EnqueueOutcome.Passed;
        await TakeAsync(notification);
        return EnqueueOutcome.Taken;
    }

    public Task<Result<NotificationEndpoint>> GetAsync() => Task.FromResult<Result<NotificationEndpoint>>(State.IsOpen ? Read() : NotFound());

    public Task<Result<ImmutableArray<Delivery>>> ListDeliveriesAsync() => Task.FromResult<Result<ImmutableArray<Delivery>>>(
        State.IsOpen ? State.Messages.AsEnumerable().Reverse().Select(message => message.Read()).ToImmutableArray() : NotFound());

    public async Task<Result<Delivery>> RedeliverAsync(string deliveryId)
    {
        if (!State.IsOpen) return NotFound();
        if (State.DisabledReason is not null) return Disabled();
        if (State.Messages.Find(message => message.Id == deliveryId) is not { } message)
            return Refusal.NotFound("webhooks.no-such-delivery", $"'{Key.Id}' keeps no delivery '{deliveryId}'.");
        if (message.Status == DeliveryStatus.Waiting) return message.Read();
        await RemindAsync();
        message.Begin(Now);
        await CommitAsync("webhook.redeliver", Subject, message.Event.Model, JsonSerializer.Serialize(new { delivery_id = deliveryId }));
        PumpAtNextDue();
        return message.Read();
    }

    public async Task<Result<Delivery>> TestAsync(string testId)
    {
        if (!State.IsOpen) return NotFound();
        if (State.DisabledReason is not null) return Disabled();
        var test = new NotificationEvent(
            $"test/{Key.Id}/{testId}", "endpoint.test", Now, null, null, Subject, "A test: this endpoint can be reached.", "{}", [Key.Id]);
        var taken = await TakeAsync(test);
        return taken is null ? Refusal.NotFound("webhooks.no-such-delivery", "That test was made, and is no longer kept.") : taken.Read();
    }

    public async Task<Result<NotificationEndpoint>> RotateSecretAsync(string secret)
    {
        if (!State.IsOpen) return NotFound();
        if (EndpointRules.RefuseSecret(State.Spec!.Channel, secret) is { } refusal) return refusal;
        if (UsesSecret(secret)) return Read();
        State.Rotate(seal.Seal(this.GetPrimaryKeyString(), secret), Now + TimeSpan.FromHours(options.CurrentValue.SecretOverlapHours), Now);
        await CommitAsync("webhook.rotate-secret", Subject);
        return Read();
    }

    public async Task<Result<NotificationEndpoint>> EnableAsync()
    {
        if (!State.IsOpen) return NotFound();
        if (State.DisabledReason is null) return Read();
        State.Enable();
        await CommitAsync("webhook.enable", Subject);
        return Read();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.IsOpen && State.Waiting.Any()) PumpAtNextDue();
        else if (await this.GetReminder(Reminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
            reminded = false;
        }
    }

    protected override object? Describe() => State.IsOpen ? Read() : null;

    private async Task<QueuedMessage?> TakeAsync(NotificationEvent notification)
    {
        string id = WebhookSignature.MessageId(Key.Id, notification.EventId);
        if (State.Messages.Find(message => message.Id == id) is { } known) return known;

        // Before the write: a crash in between leaves a reminder that finds nothing, never a delivery that nothing reminds of.
        await RemindAsync();
        var taken = State.Take(id, notification, Now);
        if (taken is not null) await StoreAsync();
        PumpAtNextDue();
        return taken;
    }

    private async Task RemindAsync()
    {
        if (reminded) return;
        await this.RegisterOrUpdateReminder(Reminder, ReminderEvery, ReminderEvery);
        reminded = true;
    }

    private bool UsesSecret(string secret) => State.Secrets is not [var current, ..]
        ? secret.Length == 0 : seal.Open(this.GetPrimaryKeyString(), current.Seal) == secret;

    private NotificationEndpoint Read() => State.Read(Key.Id, Now);

    private Refusal Disabled() => Refusal.Conflict(
        "webhooks.disabled", $"The endpoint '{Key.Id}' is disabled: {State.DisabledReason} Enable it first.");

    private Refusal NotFound() => Refusal.NotFound("webhooks.not-found", $"There is no endpoint '{Key.Id}' in this workspace.");
}
