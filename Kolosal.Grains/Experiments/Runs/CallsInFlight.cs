using System.Diagnostics.CodeAnalysis;

namespace Kolosal.Experiments;

/// <summary>What a call brought back.</summary>
/// <param name="Spec">What it was made for.</param>
/// <param name="Input">What the run has to react to.</param>
/// <param name="Trial">The trial's result; null when the call was none, or brought none.</param>
/// <param name="Model">The fitted model; null when the call was none, or brought none.</param>
/// <param name="Loss">Why it brought nothing; null when it did.</param>
internal sealed record CallReturned(TrialSpec Spec, RunInput Input, TrialResult? Trial = null, RefitResult? Model = null, string? Loss = null);

/// <summary>The calls of a run that are in flight, one a trial and leased slot. Lives on its grain's scheduler: nothing here is for several
/// threads.</summary>
internal sealed class CallsInFlight(TimeProvider clock)
{
    private readonly Dictionary<int, Call> calls = [];
    private readonly Queue<(Call Call, CallReturned Returned)> returns = new();
    private long? leasedAt;

    public int Count => calls.Count;

    public IReadOnlyList<TrialInFlight> Trials => [.. calls.Values.Select(call => call.Trial)];

    /// <summary>The slots they run on.</summary>
    public ImmutableArray<string> Slots => [.. calls.Values.SelectMany(call => call.Trial.Slots)];

    /// <summary>Time since the leases were granted or renewed, by the machine's own count: no clock that is set makes them old or young.</summary>
    public TimeSpan LeaseAge => leasedAt is { } at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue;

    /// <summary>The leases are good for another while.</summary>
    public void Renewed() => leasedAt = clock.GetTimestamp();

    /// <summary>Calls a trial; its answer is taken later and asks for a step.</summary>
    public void Launch(TrialInFlight trial, Func<CancellationToken, Task<Result<TrialResult>>> call, Action<TimeSpan> stepSoon) =>
        Launch(trial, call, result =>
            new(trial.Spec, new TrialLanded(RunView.ToFinished(trial.Spec, result), result.Failure), Trial: result), stepSoon);

    /// <summary>Calls the refit of a trial.</summary>
    public void Launch(TrialInFlight trial, Func<CancellationToken, Task<Result<RefitResult>>> call, Action<TimeSpan> stepSoon) =>
        Launch(trial, call, model => new(trial.Spec, new RefitLanded(), Model: model), stepSoon);

    /// <summary>The next answer that counts.</summary>
    public bool TryTake([NotNullWhen(true)] out CallReturned? returned)
    {
        while (returns.TryDequeue(out var next))
        {
            // A call that was given up may have been replaced; what it lost is no news, but a result is the same whoever brings it.
            bool current = calls.TryGetValue(next.Call.Trial.Spec.Number, out var known) && known == next.Call;
            if (!current && next.Returned.Loss is not null) continue;
            if (known is not null) Cancel(known);
            returned = next.Returned;
            return true;
        }
        returned = null;
        return false;
    }

    public void Cancel(IEnumerable<int> trials)
    {
        foreach (int trial in trials)
            if (calls.TryGetValue(trial, out var call)) Cancel(call);
    }

    public void CancelAll() => Cancel([.. calls.Keys]);

    private void Launch<T>(
        TrialInFlight trial, Func<CancellationToken, Task<Result<T>>> call, Func<T, CallReturned> land, Action<TimeSpan> stepSoon)
    {
        var launched = new Call(trial);
        calls.Add(trial.Spec.Number, launched);
        _ = AwaitAsync(launched, call, land, stepSoon);
    }

    private async Task AwaitAsync<T>(
        Call launched, Func<CancellationToken, Task<Result<T>>> call, Func<T, CallReturned> land, Action<TimeSpan> stepSoon)
    {
        var spec = launched.Trial.Spec;
        CallReturned returned;
        try
        {
            var answer = await call(launched.Cancellation.Token);
            returned = answer.Accepted ? land(answer.Value)
                : answer.Refusal.Code == SlotRefusals.Vanished ? Lost(spec, answer.Refusal.Message)
                : new(spec, new CallRefused(answer.Refusal.Message));
        }
        catch (Exception fault)
        {
            // The outcome is unknown: a silo died, a call timed out, the store was away, or it was given up. What the training threw comes as an
            // answer. The step that takes this launches it again if it still matters.
            returned = Lost(spec, FailureText.OfCall(fault));
        }
        returns.Enqueue((launched, returned));
        // What is lost waits for the next regular step: launched again at once, a lasting fault would spin.
        if (returned.Loss is null) stepSoon(TimeSpan.Zero);
    }

    private static CallReturned Lost(TrialSpec spec, string reason) => new(spec, new CallLost(spec.Number, reason), Loss: reason);

    private void Cancel(Call call)
    {
        calls.Remove(call.Trial.Spec.Number);
        call.Cancellation.Cancel();
    }

    private sealed class Call(TrialInFlight trial)
    {
        public TrialInFlight Trial => trial;

        public CancellationTokenSource Cancellation { get; } = new();
    }
}
