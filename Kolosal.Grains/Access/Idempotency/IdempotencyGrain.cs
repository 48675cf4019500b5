namespace Kolosal.Access;

/// <remarks>Keeps <see cref="IdempotencyState"/> for a day; a reminder clears it. Calls nobody.</remarks>
internal sealed class IdempotencyGrain(
    [PersistentState("idempotency")] IPersistentState<IdempotencyState> storage, TimeProvider clock) : Grain, IIdempotencyGrain, IRemindable
{
    private const string Reminder = "forget";

    /// <summary>How long an answer is kept: the day that the REST contract promises.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>A write that has not answered for this long was lost with its process, and may be run again.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private IdempotencyState State => storage.State;

    public async Task<IdempotencyTicket> BeginAsync(string fingerprint)
    {
        var now = clock.GetUtcNow();
        if (State.Fingerprint.Length > 0 && now - State.BegunAt < Kept)
        {
            if (State.Fingerprint != fingerprint) return new(IdempotencyOutcome.OtherRequest, null);
            if (State.Answer is { } answer) return new(IdempotencyOutcome.Replay, answer);
            if (now - State.BegunAt < Lease) return new(IdempotencyOutcome.Running, null);
        }
        await this.RegisterOrUpdateReminder(Reminder, Kept, Kept);
        State.Begin(fingerprint, now);
        await storage.WriteStateAsync();
        return new(IdempotencyOutcome.Run, null);
    }

    public async Task CompleteAsync(string fingerprint, StoredAnswer answer)
    {
        if (State.Fingerprint != fingerprint || State.Answer is not null) return;
        State.Answer = answer;
        await storage.WriteStateAsync();
    }

    public async Task AbandonAsync(string fingerprint)
    {
        if (State.Fingerprint != fingerprint || State.Answer is not null) return;
        await ForgetAsync();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (clock.GetUtcNow() - State.BegunAt >= Kept) await ForgetAsync();
    }

    private async Task ForgetAsync()
    {
        await storage.ClearStateAsync();
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        DeactivateOnIdle();
    }
}
