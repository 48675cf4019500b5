using Kolosal.Predictions;

namespace Kolosal.Chaos;

/// <summary>Probes, which are under way beside the looks and end in turns of the grain.</summary>
internal sealed partial class ChaosTestGrain
{
    /// <summary>Probes under way at most; more would measure the queue that they stand in.</summary>
    private const int MostInFlight = 100;

    private readonly Stack<int> free = new();
    private DateTimeOffset sentUpTo;
    private double owed;
    private int made, inFlight, inFlightDuring;

    private void SendDueProbes()
    {
        // A grain that was just taken up begins with one; what a pause left owing beyond a second is let go.
        var now = Now;
        double since = sentUpTo == default ? 1.0 / Plan.Probe.PerSecond : (now - sentUpTo).TotalSeconds;
        (sentUpTo, owed) = (now, owed + Math.Clamp(since, 0, 1) * Plan.Probe.PerSecond);
        for (; owed >= 1; owed--)
            if (inFlight < MostInFlight) Probe();
    }

    private void Probe()
    {
        inFlight++;
        if (State.Phase == ChaosPhase.During) inFlightDuring++;
        _ = ProbeAsync(free.TryPop(out int slot) ? slot : made++, State.Phase);
    }

    /// <summary>Whatever a probe meets is what it measured.</summary>
    private async Task ProbeAsync(int slot, ChaosPhase phase)
    {
        var sentAt = Now;
        long began = Clock.GetTimestamp();
        string? failure;
        bool gone = false;
        try
        {
            failure = await AskAsync(slot).WaitAsync(TimeSpan.FromMilliseconds(Plan.Probe.TimeoutMilliseconds), Clock);
        }
        catch (TimeoutException)
        {
            (failure, gone) = (FormattableString.Invariant($"There was no answer within {Plan.Probe.TimeoutMilliseconds} ms."), true);
        }
        catch (Exception fault)
        {
            failure = fault.Message;
        }

        inFlight--;
        if (phase == ChaosPhase.During) inFlightDuring--;
        if (!gone) free.Push(slot); // who does not answer is not asked again
        if (!State.IsRunning) return;
        State.Probed(phase, sentAt, Now, failure, Clock.GetElapsedTime(began).TotalMilliseconds);
        if (phase == ChaosPhase.During) Abort.Probed((Now - State.InjectedAt!.Value).TotalSeconds, failure is not null);
        instruments.Probed(phase, failure is not null);
    }

    /// <returns>What went wrong; null when it was answered.</returns>
    private async Task<string?> AskAsync(int slot)
    {
        if (Probed is not { } model)
        {
            await StorageProbe(slot).AskAsync();
            return null;
        }

        var reply = await GrainFactory.Predictor(model).PredictAsync(new(null, Plan.Probe.Rows!));
        if (reply.Refusal is { } refusal) return refusal.Message;
        if (reply.Value!.Durable && State.IsRunning) State.Acknowledge(reply.Value.BatchId);
        return null;
    }

    private IStorageProbeGrain StorageProbe(int slot) =>
        GrainFactory.GetGrain<IStorageProbeGrain>(FormattableString.Invariant($"{Plan.Hypothesis.Workspace}/chaos-probe-{slot}"));

    private async Task CleanUpAsync()
    {
        if (Probed is not null) return;
        try
        {
            for (int slot = 0; slot < made; slot++) await StorageProbe(slot).ForgetAsync();
        }
        catch (Exception fault)
        {
            LogLeft(log, fault, Key.Id);
        }
    }
}
