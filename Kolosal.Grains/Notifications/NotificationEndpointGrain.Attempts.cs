using System.Security.Cryptography;
using System.Text.Json;

namespace Kolosal.Notifications;

/// <summary>Attempts run beside the turns; one turn at a time begins them and notes how they ended.</summary>
internal sealed partial class NotificationEndpointGrain
{
    /// <summary>Attempts at one receiver at the same time.</summary>
    private const int AtOnce = 4;

    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly CancellationTokenSource leaving = new();
    private readonly HashSet<string> flying = [];
    private readonly Queue<Landing> landed = new();
    private IGrainTimer? pump;

    /// <summary>Notes how attempts ended, and begins those that are due.</summary>
    private async Task PumpAsync()
    {
        if (landed.Count > 0) await SettleAsync();
        if (!State.IsOpen) return;
        foreach (var message in State.Waiting.Where(message => message.NextAt <= Now && !flying.Contains(message.Id)).ToArray())
        {
            if (flying.Count >= AtOnce) break;
            Launch(message);
        }

        PumpAtNextDue();
    }

    private void Launch(QueuedMessage message)
    {
        flying.Add(message.Id);
        try
        {
            _ = FlyAsync(message.Id, transports.First(transport => transport.Channel == State.Spec!.Channel), Outgoing(message));
        }
        catch (CryptographicException fault)
        {
            // Sealed under a master key that is not this one: an attempt that failed, like any other.
            landed.Enqueue(new(message.Id, DeliveryAnswer.Failed($"The endpoint's secret cannot be read: {fault.Message}"), TimeSpan.Zero));
        }
    }

    private async Task SettleAsync()
    {
        var settings = options.CurrentValue;
        bool commits = false;
        while (landed.TryDequeue(out var landing))
        {
            flying.Remove(landing.MessageId);
            if (State.Messages.Find(m => m.Id == landing.MessageId) is not { Status: DeliveryStatus.Waiting } message || !State.IsOpen) continue;
            State.Settle(message, landing.Answer, landing.Took, Now, settings.Schedule);
            var channel = State.Spec!.Channel;
            instruments.Attempted(channel, landing.Answer.Arrived, landing.Took);
            if (message.Status == DeliveryStatus.Dead) instruments.GaveUp(channel, 1);
            if (State.DisabledReason is not null || Lasting(landing.Answer, settings) is not { } reason) continue;

            int givenUp = State.Disable(reason);
            instruments.Disabled(channel);
            if (givenUp > 0) instruments.GaveUp(channel, givenUp);
            Enter("webhook.disable", Subject, detail: JsonSerializer.Serialize(new { reason, given_up = givenUp }));
            commits = true;
        }

        if (commits) await CommitEnteredAsync();
        else await StoreAsync();
    }

    /// <summary>Why the endpoint takes no more; null while it does.</summary>
    private string? Lasting(DeliveryAnswer answer, NotificationsOptions settings)
    {
        if (answer.Gone) return "The receiver says that it is gone (410).";
        return !answer.Arrived && Now - State.FailingSince >= TimeSpan.FromHours(settings.DisableAfterHours)
            ? $"No attempt has succeeded for {settings.DisableAfterHours} hours; the last one said: {answer.Error}" : null;
    }

    /// <summary>Runs beside the grain's turns, on its scheduler; touches nothing of the state.</summary>
    private async Task FlyAsync(string id, IDeliveryTransport transport, OutgoingMessage message)
    {
        long begun = Clock.GetTimestamp();
        DeliveryAnswer answer;
        try
        {
            answer = await transport.SendAsync(message, leaving.Token);
        }
        catch (Exception fault)
        {
            answer = DeliveryAnswer.Failed($"The attempt could not be made: {fault.Message}");
        }

        if (leaving.IsCancellationRequested) return;
        landed.Enqueue(new(id, answer, Clock.GetElapsedTime(begun)));
        pump!.Change(TimeSpan.Zero, Never);
    }

    private OutgoingMessage Outgoing(QueuedMessage message)
    {
        var e = message.Event;
        string json = NotificationBody.Json(e.Type, e.At, e.EventId, e.Subject, e.Title, e.Data);
        long timestamp = Now.ToUnixTimeSeconds();
        var signatures = from secret in State.Secrets
                         where secret.Until is null || secret.Until > Now
                         let key = WebhookSignature.KeyOf(seal.Open(this.GetPrimaryKeyString(), secret.Seal))
                         select WebhookSignature.Of(key, message.Id, timestamp, json);
        return OutgoingMessage.Of(message.Id, Key.Workspace, State.Spec!.Target, e, json, timestamp, string.Join(' ', signatures));
    }

    private void PumpAtNextDue()
    {
        if (pump is null || !State.IsOpen) return;
        DateTimeOffset? due = landed.Count > 0 ? Now
            : flying.Count >= AtOnce ? null : State.Waiting.Where(message => !flying.Contains(message.Id)).Min(message => message.NextAt);
        if (due is { } at) pump.Change(at > Now ? at - Now : TimeSpan.Zero, Never);
    }

    private sealed record Landing(string MessageId, DeliveryAnswer Answer, TimeSpan Took);
}
