using System.Diagnostics.CodeAnalysis;

namespace Kolosal.Experiments;

/// <summary>What a call that was in flight brought back.</summary>
internal abstract record Landing(TrialSpec Spec);

internal sealed record TrialLanding(TrialSpec Spec, TrialResult Result) : Landing(Spec);

internal sealed record RefitLanding(TrialSpec Spec, RefitResult Result) : Landing(Spec);

/// <summary>Nothing: the slot or its process went away.</summary>
internal sealed record LostLanding(TrialSpec Spec, string Reason) : Landing(Spec);

/// <summary>The model could not be fitted, and never will.</summary>
internal sealed record RefusedLanding(TrialSpec Spec, string Reason) : Landing(Spec);

/// <summary>The calls of a run that are under way, one a trial and slot. Lives on its
/// grain's scheduler: nothing here is for several threads.</summary>
internal sealed class RunFlights(TimeProvider clock)
{
    private readonly Dictionary<int, Flight> flights = [];
    private readonly Queue<(Flight Flight, Landing Landing)> landed = new();
    private DateTimeOffset renewedAt;

    public int Count => flights.Count;

    public IEnumerable<TrialSpec> Specs => flights.Values.Select(f => f.Spec);

    public ImmutableArray<string> Slots => [.. flights.Values.Select(f => f.Slot)];

    /// <summary>Leases run out unless renewed in time.</summary>
    public bool NeedRenewal => flights.Count > 0 && clock.GetUtcNow() - renewedAt >= TrainingSlots.HeartbeatEvery;

    public bool Contains(int trial) => flights.ContainsKey(trial);

    /// <summary>Calls; the answer lands later and asks for a turn.</summary>
    public void Launch(TrialSpec spec, string slot, Func<CancellationToken, Task<Result<TrialResult>>> call, Action<TimeSpan> stepSoon) =>
        Launch(spec, slot, call, result => new TrialLanding(spec, result), stepSoon);

    /// <inheritdoc cref="Launch(TrialSpec, string, Func{CancellationToken, Task{Result{TrialResult}}}, Action{TimeSpan})"/>
    public void Launch(TrialSpec spec, string slot, Func<CancellationToken, Task<Result<RefitResult>>> call, Action<TimeSpan> stepSoon) =>
        Launch(spec, slot, call, result => new RefitLanding(spec, result), stepSoon);

    /// <summary>The next answer that counts.</summary>
    public bool TryLand([NotNullWhen(true)] out Landing? landing)
    {
        while (landed.TryDequeue(out var next))
        {
            // A flight that was given up may have been replaced; what it lost is no news, but a result is the same whoever brings it.
            bool current = flights.TryGetValue(next.Flight.Spec.Number, out var known) && known == next.Flight;
            if (!current && next.Landing is LostLanding) continue;
            if (known is not null) End(known);
            landing = next.Landing;
            return true;
        }
        landing = null;
        return false;
    }

    /// <summary>The leases are good for another while, except those lost, whose flights are given up.</summary>
    public void Renewed(ImmutableArray<string> lost)
    {
        renewedAt = clock.GetUtcNow();
        foreach (var flight in flights.Values.Where(f => lost.Contains(f.Slot)).ToArray()) End(flight);
    }

    /// <summary>Gives up every flight.</summary>
    public void Abandon()
    {
        foreach (var flight in flights.Values.ToArray()) End(flight);
    }

    private void Launch<T>(
        TrialSpec spec, string slot, Func<CancellationToken, Task<Result<T>>> call, Func<T, Landing> land, Action<TimeSpan> stepSoon)
    {
        var flight = new Flight(spec, slot);
        flights.Add(spec.Number, flight);
        _ = FlyAsync(flight, call, land, stepSoon);
    }

    private async Task FlyAsync<T>(Flight flight, Func<CancellationToken, Task<Result<T>>> call, Func<T, Landing> land, Action<TimeSpan> stepSoon)
    {
        Landing landing;
        try
        {
            var answer = await call(flight.Cancel.Token);
            landing = answer.Accepted ? land(answer.Value)
                : answer.Refusal.Code == SlotRefusals.Vanished ? new LostLanding(flight.Spec, answer.Refusal.Message)
                : new RefusedLanding(flight.Spec, answer.Refusal.Message);
        }
        catch (Exception fault)
        {
            // The outcome is unknown: a silo died, a call timed out, or it was given up. The turn it lands in launches it again if it still matters.
            landing = new LostLanding(flight.Spec, fault.Message);
        }
        landed.Enqueue((flight, landing));
        // What is lost waits for the next regular turn: launched again at once, a lasting fault would spin.
        if (landing is not LostLanding) stepSoon(TimeSpan.Zero);
    }

    private void End(Flight flight)
    {
        flights.Remove(flight.Spec.Number);
        flight.Cancel.Cancel();
    }

    private sealed class Flight(TrialSpec spec, string slot)
    {
        public TrialSpec Spec => spec;

        public string Slot => slot;

        public CancellationTokenSource Cancel { get; } = new();
    }
}
