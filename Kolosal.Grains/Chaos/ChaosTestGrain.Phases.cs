using System.Text.Json;
using Kolosal.Events;
using Kolosal.Slo;
using Orleans.Streams;

namespace Kolosal.Chaos;

/// <summary>One look after the other: before, during, after, and the verdict.</summary>
internal sealed partial class ChaosTestGrain
{
    /// <summary>How long the burn rate is waited for; longer, and it is unread.</summary>
    private static readonly TimeSpan BurnPatience = TimeSpan.FromSeconds(2);

    /// <summary>Between two comparisons: each reads the log.</summary>
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(1);

    private readonly LossWatch losses = new();
    private AbortWatch? abort;
    private DateTimeOffset? lookingSince, comparedAt;
    private Dictionary<string, long>? logEnds;
    private Guid[] acknowledged = [];

    private DateTimeOffset Now => Clock.GetUtcNow();

    private AbortWatch Abort => abort ??= new(Plan.Abort.MaxErrorRate, Plan.Abort.WindowSeconds, Plan.Abort.MaxBurnRate);

    private ModelKey? Probed => Plan.Hypothesis.ModelId is { } name ? new(Plan.Hypothesis.Workspace, name) : null;

    private async Task LookAsync()
    {
        try
        {
            if (State.IsRunning) await StepAsync();
        }
        catch (PublishPendingException pending)
        {
            // Stored; the record itself brings it to trail and lists.
            LogPending(log, pending, Key.Id);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            // A silo that is just going; the next look finds it gone.
            LogStep(log, fault, Key.Id);
        }

        if (State.IsRunning || inFlight > 0) return;
        await CleanUpAsync();
        looking?.Dispose();
        looking = null;
    }

    private Task StepAsync() => State.Phase switch
    {
        ChaosPhase.Before => BeforeAsync(),
        ChaosPhase.During => DuringAsync(),
        _ => AfterAsync(),
    };

    private async Task BeforeAsync()
    {
        // From the first look on: what starting took is no steady state.
        var since = lookingSince ??= Now;

        // First, so that every probe lies behind it.
        if (Probed is { } model && State.CountedUpTo is null && State.Before.Probes == 0 && inFlight == 0
            && await Counted(model).StandAsync() is var (upTo, counted)) State.StandAt(upTo, counted);
        if (Probed is null || State.CountedUpTo is not null || Now >= since.AddSeconds(Plan.BeforeSeconds / 2.0)) SendDueProbes();
        var over = since.AddSeconds(Plan.BeforeSeconds);
        if (Now < over) return;

        // Where all of them are slow the first are waited for.
        if (State.Before.Probes < SteadyState.LeastProbes && Now < over.AddMilliseconds(Plan.Probe.TimeoutMilliseconds)) return;
        string[] broken = [.. State.Expected.Broken("before the fault", State.Before.Probes, State.Before.Failed, State.Before.P95)];
        if (broken.Length > 0) await EndAsync(["The steady state was not there, so nothing was injected.", .. broken]);
        else await InjectAsync();
    }

    private async Task InjectAsync()
    {
        // Written first: whoever takes the test up after a crash knows that there is something to lift.
        State.Inject(Now);
        await CommitAsync("chaos.inject", Subject, Plan.Hypothesis.ModelId, JsonSerializer.Serialize(new
        {
            fault = WireJson.Word(Plan.Fault),
            silos = State.Targets.Count,
        }));
        LogInjected(log, Key.Id, Plan.Fault, Plan.Radius.Seconds);
        SiloAddress[] targets = [.. State.Targets.Select(SiloAddress.FromParsableString)];
        State.Reached = State.IsKill ? await Gates.KillAsync(targets[0]) : await Gates.InjectAsync(targets, ToSilo());
    }

    private SiloFault ToSilo() => new(
        this.GetPrimaryKeyString(), Plan.Fault, Plan.Radius.Workspaces, Plan.Radius.ModelId, Plan.Radius.Share,
        TimeSpan.FromSeconds(Plan.Radius.Seconds), TimeSpan.FromMilliseconds(Plan.LatencyMilliseconds ?? 0),
        TimeSpan.FromSeconds(Plan.SkewSeconds ?? 0), Plan.Seed);

    private async Task DuringAsync()
    {
        SendDueProbes();
        string? reason = interrupted ? "The silo that ran the test went while the fault was in force."
            : State.Reached < State.Targets.Count ? $"Only {State.Reached} of {State.Targets.Count} silos took the fault."
            : Abort.Look((Now - State.InjectedAt!.Value).TotalSeconds, await BurnAsync());
        if (reason is null && Now < State.InjectedAt!.Value.AddSeconds(Plan.Radius.Seconds)) return;
        var (struck, everywhere) = await LiftEverywhereAsync();
        LogLifted(log, Key.Id, everywhere, reason ?? "its time is over");
        State.Lift(Now, struck, reason);
        await CommitAsync("chaos.lift", Subject, Plan.Hypothesis.ModelId, JsonSerializer.Serialize(new { aborted = reason is not null, struck }));
    }

    private async Task<double?> BurnAsync()
    {
        if (Plan.Abort.SloId is not { } slo || Probed is not { } model) return null;
        try
        {
            var standing = await GrainFactory.SloMonitor(model).GetObjectiveAsync(slo).WaitAsync(BurnPatience, Clock);
            return standing.Value is { Windows: [var shortest, ..] } ? shortest.Burn : null;
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException or Storage.StorageException)
        {
            return null; // unread: the watch counts that
        }
    }

    private async Task AfterAsync()
    {
        SendDueProbes();
        bool over = Now >= State.LiftedAt!.Value.AddSeconds(Plan.AfterSeconds);
        bool recovered = State.Recovery.Seconds is not null;
        if (recovered && Probed is { } model && State.CountedUpTo is not null) await CompareAsync(Counted(model));
        if (over) State.Lost ??= losses.AtEnd;
        bool compared = Probed is null || State.CountedUpTo is null || State.Lost is not null;
        bool measured = State.After.Probes >= SteadyState.LeastProbes && inFlightDuring == 0;
        if (over || (recovered && compared && measured)) await EndAsync(await FailurePointsAsync());
    }

    /// <summary>Compares once counting has come as far as the logs went when the test had recovered, and again while something is missing: what was
    /// just acknowledged is on disk before readers see it, and consumers whose news were lost ask for them by and by.</summary>
    private async Task CompareAsync(CountedPredictions counted)
    {
        if (State.Lost is not null || Now < comparedAt + CompareEvery) return;
        if (await counted.StandAsync() is not var (upTo, now)) return;
        if (logEnds is null)
        {
            // Only what was acknowledged before the ends are looked up can be asked for there.
            acknowledged = [.. State.Acknowledged];
            logEnds = await counted.EndsAsync(upTo.Keys);
        }

        if (logEnds.Any(end => upTo.GetValueOrDefault(end.Key, -1) < end.Value)) return;
        if (await counted.LostAsync(State.CountedUpTo!, upTo, now - State.CountedBefore, acknowledged) is { } missing)
            State.Lost = losses.Compared(SinceLifted, missing);
        comparedAt = Now;
    }

    private double SinceLifted => (Now - State.LiftedAt!.Value).TotalSeconds;

    private async Task<List<string>> FailurePointsAsync()
    {
        var points = new List<string>();
        if (State.Aborted is { } aborted) points.Add(aborted);
        points.AddRange(State.Expected.Broken("while the fault was in force", State.During.Probes, State.During.Failed, State.During.P95));
        if (State.Recovery.Seconds is null)
            points.Add(FormattableString.Invariant($"It did not recover within {Plan.AfterSeconds} s of the fault's end."));
        if (State is { IsKill: false, Struck: 0 }) points.Add("No call fell into the blast radius, so nothing was struck and nothing is shown.");
        if (State.Lost > 0) points.Add($"{State.Lost} acknowledged predictions were lost, or records were not counted once.");
        if (Probed is not null && State.Lost is null) points.Add(State.CountedUpTo is null
            ? "Log and counts could not be compared: before the fault counting did not rest."
            : FormattableString.Invariant(
                $"Log and counts could not be compared: counting had not come to the log's end within {Plan.AfterSeconds} s of the fault's end."));
        if (await IsBudgetGoneAsync() is { } gone) points.Add(gone);
        if (points.Count > 0 && State.FirstFailure is { } first) points.Add($"The first failed probe met: {first}");
        return points;
    }

    private async Task<string?> IsBudgetGoneAsync()
    {
        if (Plan.Hypothesis.SloId is not { } slo || Probed is not { } model) return null;
        var standing = await GrainFactory.SloMonitor(model).GetObjectiveAsync(slo);
        if (standing.Refusal is { } refusal) return $"The service level {slo} could not be read: {refusal.Message}";
        return standing.Value!.BudgetRemaining > 0 ? null : $"The error budget of {slo} is gone.";
    }

    private async Task EndAsync(List<string> failurePoints)
    {
        await LiftEverywhereAsync();
        State.End(Now, failurePoints);
        await CommitAsync("chaos.end", Subject, Plan.Hypothesis.ModelId, JsonSerializer.Serialize(new
        {
            status = WireJson.Word(State.Status),
            fault = WireJson.Word(Plan.Fault),
            struck = State.Struck,
            lost = State.Lost,
        }));
        var report = Read();
        instruments.Ended(report);
        if (report.InjectedAt is not null) await TellAsync(report);
    }

    /// <summary>The news only wakes who listens; losing it loses nothing but the evidence of this drill.</summary>
    private async Task TellAsync(ChaosTest test)
    {
        var told = new DrillJudged(
            test.Id, WireJson.Word(test.Type), test.FinishedAt!.Value, test.Held == true, test.Lost ?? 0, test.RecoverySeconds);
        string[] concerned = [Key.Workspace, test.Hypothesis.Workspace, .. test.BlastRadius.Workspaces.Where(one => one != ChaosPlanRules.Everyone)];
        foreach (string workspace in concerned.Distinct())
        {
            try
            {
                await this.GetStreamProvider(PredictionStream.Provider)
                    .GetStream<DrillJudged>(StreamId.Create(DrillStreams.Faults, workspace)).OnNextAsync(told);
            }
            catch (Exception fault)
            {
                LogUntold(log, fault, Key.Id, workspace);
            }
        }
    }

    private CountedPredictions Counted(ModelKey model) => new(GrainFactory, served, model);
}
