using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>
/// Keeps <see cref="IdempotencyState"/>, whose age is judged at every use; <see cref="IIdempotencySweepGrain"/> clears what nobody asks for
/// again, and finds it in the catalogue. Calls nobody.
/// </remarks>
internal sealed class IdempotencyGrain(
    [PersistentState("idempotency")] IPersistentState<IdempotencyState> storage, ICatalogue catalogue, TimeProvider clock)
    : Grain, IIdempotencyGrain
{
    /// <summary>How long an answer is kept: the day that the REST contract promises.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>A write that has not answered for this long was lost with its process, and may be run again.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private IdempotencyState State => storage.State;

    public Task<IdempotencyTicket> BeginWithoutAttemptAsync(string fingerprint) => BeginAsync(fingerprint, $"{Guid.NewGuid():N}");

    public async Task<IdempotencyTicket> BeginAsync(string fingerprint, string attempt)
    {
        var now = clock.GetUtcNow();
        if (State is { Fingerprint.Length: > 0, IsFree: false } && now - State.BegunAt < Kept)
        {
            if (State.Fingerprint != fingerprint) return new(IdempotencyOutcome.OtherRequest, null);
            if (State.Answer is { } answer) return new(IdempotencyOutcome.Replay, answer);
            if (State.Attempt == attempt) return Run();
            if (now - State.BegunAt < Lease) return new(IdempotencyOutcome.Running, null);
        }

        // Listed first: what is stored and not listed would never be swept.
        await IdempotencyList.AddAsync(catalogue, this.GetPrimaryKeyString(), now);
        State.Begin(fingerprint, attempt, now, Kept);
        await storage.WriteStateAsync();
        return Run();

        IdempotencyTicket Run() => new(IdempotencyOutcome.Run, null, State.Write);
    }

    public async Task CompleteAsync(string fingerprint, StoredAnswer answer)
    {
        if (State.Fingerprint != fingerprint || State.Answer is not null) return;
        State.Answer = answer;
        await storage.WriteStateAsync();

        // Repeats are rare, and answers may be large: what is asked for again is read again.
        DeactivateOnIdle();
    }

    public async Task AbandonAsync(string fingerprint)
    {
        if (State.Fingerprint != fingerprint || State.Answer is not null || State.IsFree) return;

        // Not forgotten: who tries again goes on with what this attempt may have made.
        State.IsFree = true;
        await storage.WriteStateAsync();
        DeactivateOnIdle();
    }

    public async Task ExpireAsync()
    {
        if (clock.GetUtcNow() - State.BegunAt >= Kept) await ForgetAsync();
        else DeactivateOnIdle();
    }

    private async Task ForgetAsync()
    {
        await storage.ClearStateAsync();
        await IdempotencyList.RemoveAsync(catalogue, this.GetPrimaryKeyString());
        DeactivateOnIdle();
    }
}
