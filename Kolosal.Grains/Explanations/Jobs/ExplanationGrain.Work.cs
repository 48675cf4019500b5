using System.Text;
using Microsoft.Extensions.Logging;

namespace Kolosal.Explanations;

/// <summary>The work: rows are read, the explainers asked, and the answer kept.</summary>
internal sealed partial class ExplanationGrain
{
    /// <summary>How often the computation is looked after while nothing comes back, and how often something around it may fail.</summary>
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(500), LongestPause = TimeSpan.FromMinutes(1);

    private const int MostLosses = 10;

    private IGrainTimer? worker;
    private Flight? flight;
    private DateTimeOffset restsUntil;
    private int stumbles;

    private void GoOn() => worker ??= this.RegisterGrainTimer(StepAsync,
        new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = StepEvery, KeepAlive = true });

    /// <summary>One short turn of work. What it throws (a store that is away) is tried again after pauses that grow.</summary>
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
            if (flight is null) await BeginAsync(now);
            else if (flight.Returned is { } returned) await LandAsync(returned, now);
            else if (State.Advance(flight.Share, now))
            {
                await StoreAsync();
                Publish();
            }
            stumbles = 0;
        }
        catch (Exception fault)
        {
            restsUntil = now + Pause(++stumbles);
            LogStumbled(log, Key.Id, fault);
        }
    }

    private async Task BeginAsync(DateTimeOffset now)
    {
        byte[]? rows = null;
        if (State.Rows is { } kept)
        {
            byte[]? stored = await ReadAsync(kept);
            if (stored is null)
            {
                await EndAsync("fail", () => State.Fail("Its rows are no longer stored; ask again.", now));
                return;
            }
            rows = stored[(Encoding.UTF8.GetByteCount(Key.Id) + 1)..];
        }
        State.Run(now);
        await StoreAsync();
        Publish();
        var request = State.Request! with { Rows = rows, Reference = $"{State.Version}" };
        var model = new ModelKey(Key.Workspace, State.Model);
        flight = new Flight((progress, cancel) => explainers.ExplainAsync(GrainFactory, model, request, takesLong: true, progress, cancel),
            () => worker?.Change(TimeSpan.Zero, StepEvery));
    }

    private async Task LandAsync(Returned returned, DateTimeOffset now)
    {
        if (returned.Loss is { } loss)
        {
            flight = null;
            if (State.Losses + 1 >= MostLosses)
            {
                await EndAsync("fail", () => State.Fail($"It was interrupted {State.Losses + 1} times, the last time by: {loss}", now));
                return;
            }
            State.Lose(loss, now);
            restsUntil = now + Pause(State.Losses);
            await StoreAsync();
            Publish();
            return;
        }
        if (returned.Answer!.Accepted)
        {
            // Named like its rows: see there.
            var stored = await PutAsync(Encoding.UTF8.GetBytes($"{{\"explanation_id\":\"{Key.Id}\",{returned.Answer.Value.Json[1..]}"));
            flight = null;
            await EndAsync("complete", () => State.Complete(stored, now));
            return;
        }
        flight = null;
        await EndAsync("fail", () => State.Fail(returned.Answer.Refusal.Message, now));
    }

    private async Task EndAsync(string verb, Action end)
    {
        bool active = State.IsActive;
        flight = null;
        end();
        if (active) instruments.Ended(State.Request!.Kind, WireJson.Word(State.Status));
        await CommitAsync($"explanation.{verb}", Subject, State.Model);
        Publish();
    }

    private static TimeSpan Pause(int times) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(times, 20) - 1)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A step of the explanation {Explanation} failed; it is tried again")]
    private static partial void LogStumbled(ILogger log, string explanation, Exception fault);

    /// <summary>What a computation brought back: an answer, or why there is none.</summary>
    private sealed record Returned(Result<ExplanationDocument>? Answer, string? Loss);

    /// <summary>The computation in flight. Lives on the grain's scheduler, but for its share, which the computing thread writes.</summary>
    private sealed class Flight
    {
        private readonly CancellationTokenSource cancellation = new();
        private double share;

        public Flight(Func<Action<double>, CancellationToken, Task<Result<ExplanationDocument>>> compute, Action stepSoon) =>
            _ = AwaitAsync(compute, stepSoon);

        /// <summary>What is done of it, 0 to 1.</summary>
        public double Share => Volatile.Read(ref share);

        /// <summary>Null while it is on its way.</summary>
        public Returned? Returned { get; private set; }

        public void Cancel() => cancellation.Cancel();

        private async Task AwaitAsync(Func<Action<double>, CancellationToken, Task<Result<ExplanationDocument>>> compute, Action stepSoon)
        {
            try
            {
                Returned = new(await compute(done => Volatile.Write(ref share, done), cancellation.Token), null);
            }
            catch (Exception fault)
            {
                // The store was away, the package is damaged, the process stops: what the computation refuses comes as an answer.
                Returned = new(null, fault.Message);
            }
            stepSoon();
        }
    }
}
