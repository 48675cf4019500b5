using Kolosal.Datasets;
using Kolosal.Experiments;
using Microsoft.Extensions.Logging;

namespace Kolosal.Exploration;

/// <summary>The work: a slot is leased, the computation is called there, and its answer is kept.</summary>
internal sealed partial class AnalysisGrain
{
    /// <summary>How often lease and answer are looked after when nothing comes back.</summary>
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(500);

    private IGrainTimer? worker;
    private Flight? flight;
    private DateTimeOffset restsUntil, leasedAt;
    private int stumbles;
    private string lastStumble = "";

    private void GoOn() => worker ??= this.RegisterGrainTimer(StepAsync,
        new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = StepEvery, KeepAlive = true });

    /// <summary>One short turn of work. What it throws (a store that is away) is tried again after pauses that grow, as often as a lost
    /// computation; then the analysis ends with the reason.</summary>
    private async Task StepAsync(CancellationToken stopping)
    {
        var now = Clock.GetUtcNow();
        if (!State.IsActive)
        {
            if (published < State.LastEvent) Publish(); // its end is stored, and what came behind was interrupted
            worker?.Dispose();
            worker = null;
            return;
        }
        if (now < restsUntil) return;
        try
        {
            if (stumbles < RetryTerms.MostLosses) await WorkAsync(now);
            else await GiveUpAsync();
        }
        catch (Exception fault)
        {
            (stumbles, lastStumble) = (stumbles + 1, FailureText.OfCall(fault));
            restsUntil = now + RetryTerms.PauseAfter(stumbles);
            LogStumbled(log, Key.Id, fault);
        }
    }

    /// <summary>Ends it. While that cannot be stored either, nothing is computed, and the end is written as soon as it can be.</summary>
    private Task GiveUpAsync()
    {
        flight?.Cancel();
        flight = null;
        return EndAsync("fail", () => State.Fail(
            $"Its steps failed {RetryTerms.MostLosses} times in a row, the last time by: {lastStumble}", Clock.GetUtcNow()));
    }

    private async Task WorkAsync(DateTimeOffset now)
    {
        if (flight is null) await BeginAsync(now);
        else if (flight.Returned is { } returned) await LandAsync(returned);
        else if (now - leasedAt >= LeaseTerms.RenewEvery)
        {
            var lease = await GrainFactory.SlotLedger().LeaseAsync(Key.ToString(), [flight.Slot], 0);
            leasedAt = now;
            if (!lease.Lost.IsEmpty) flight.Cancel();
            else if (await GrainFactory.AnalysisSlot(flight.Slot).ProgressAsync() is { } share && State.Advance(share, now))
            {
                await StoreAsync();
                Publish();
            }
        }
    }

    private async Task BeginAsync(DateTimeOffset now)
    {
        var lease = await GrainFactory.SlotLedger().LeaseAsync(Key.ToString(), [], 1);
        if (lease.Granted.IsEmpty || !State.IsActive) return;
        var held = await GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).HoldAsync(Key.Id);
        if (!held.Accepted)
        {
            await EndAsync("fail", () => State.Fail(held.Refusal.Message, now));
            return;
        }
        leasedAt = now;
        State.Run(now);
        await StoreAsync();
        Publish();
        string slot = lease.Granted[0];
        stumbles = 0;
        flight = new Flight(slot, cancel => GrainFactory.AnalysisSlot(slot).RunAsync(new(State.Data!, State.Plan), cancel),
            () => worker?.Change(TimeSpan.Zero, StepEvery));
    }

    private async Task LandAsync(Returned returned)
    {
        flight = null;
        stumbles = 0;
        if (returned.Loss is { } loss)
        {
            await GrainFactory.SlotLedger().ReleaseAsync(Key.ToString());
            instruments.CallLost();
            if (State.Losses + 1 < RetryTerms.MostLosses)
            {
                State.Lose(loss, Clock.GetUtcNow());
                restsUntil = Clock.GetUtcNow() + RetryTerms.PauseAfter(State.Losses);
                await StoreAsync();
                Publish();
                return;
            }
            await EndAsync("fail", () => State.Fail($"It was interrupted {State.Losses + 1} times, the last time by: {loss}", Clock.GetUtcNow()));
        }
        else if (returned.Answer!.Accepted) await EndAsync("complete", () => State.Complete(returned.Answer.Value, Clock.GetUtcNow()));
        else await EndAsync("fail", () => State.Fail(returned.Answer.Refusal.Message, Clock.GetUtcNow()));
    }

    /// <summary>Gives back slot and dataset, then ends: a crash in between ends it again. One that has ended has neither.</summary>
    private async Task EndAsync(string verb, Action end)
    {
        bool active = State.IsActive;
        if (active)
        {
            await GrainFactory.SlotLedger().ReleaseAsync(Key.ToString());
            await GrainFactory.Dataset(Key.Workspace, State.Request!.DatasetId).ReleaseAsync(Key.Id, []);
        }
        end();
        if (active) instruments.Ended(State.Request!.Kind, State.Method, WireJson.Word(State.Status));
        await CommitAsync($"analysis.{verb}", Subject);
        Publish();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A step of the analysis {Analysis} failed; it is tried again")]
    private static partial void LogStumbled(ILogger log, string analysis, Exception fault);

    /// <summary>What a call brought back: an answer, or why there is none.</summary>
    private sealed record Returned(Result<AnalysisResult>? Answer, string? Loss);

    /// <summary>The computation in flight. Lives on the grain's scheduler.</summary>
    private sealed class Flight
    {
        private readonly CancellationTokenSource cancellation = new();

        public Flight(string slot, Func<CancellationToken, Task<Result<AnalysisResult>>> call, Action stepSoon)
        {
            Slot = slot;
            _ = AwaitAsync(call, stepSoon);
        }

        public string Slot { get; }

        /// <summary>Null while it is on its way.</summary>
        public Returned? Returned { get; private set; }

        public void Cancel() => cancellation.Cancel();

        private async Task AwaitAsync(Func<CancellationToken, Task<Result<AnalysisResult>>> call, Action stepSoon)
        {
            try
            {
                var answer = await call(cancellation.Token);
                Returned = answer.Refusal?.Code == SlotRefusals.Vanished ? new(null, answer.Refusal.Message) : new(answer, null);
            }
            catch (Exception fault)
            {
                // The outcome is unknown: a silo died, a call timed out, the store was away. What the computation threw comes as an answer.
                Returned = new(null, FailureText.OfCall(fault));
            }
            stepSoon();
        }
    }
}
