using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>A run without a grain: hears inputs, and does to itself what a decision would do to a run.</summary>
internal sealed class RunLife(RunPlan plan)
{
    private readonly TrialHistory finished = new();
    private readonly List<TrialInFlight> inFlight = [];
    private readonly List<LostCall> lost = [];
    private RunStage stage;
    private bool started, unstored;
    private int? winner;
    private string? firstFailure;
    private TimeSpan storedAt;

    public TimeSpan Elapsed { get; set; }

    public TimeSpan LeaseAge { get; set; }

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public int Interruptions { get; set; }

    public IReadOnlyList<FinishedTrial> Finished => finished;

    public IReadOnlyList<TrialInFlight> InFlight => inFlight;

    public RunStage Stage => stage;

    /// <summary>Decides, checks every decision against the text expected, and goes on from there.</summary>
    public void Expect(RunInput input, params string[] decisions) => Assert.Equal(decisions, Hear(input).Select(Text));

    public IReadOnlyList<RunDecision> Hear(RunInput input)
    {
        if (input is TrialLanded landed) inFlight.RemoveAll(t => t.Spec.Number == landed.Trial.Number);
        if (input is CallLost gone) inFlight.RemoveAll(t => t.Spec.Number == gone.Trial);
        if (input is SlotsLeased) LeaseAge = TimeSpan.Zero;
        if (input is RefitLanded or CallRefused) inFlight.Clear();
        var decisions = RunStep.Decide(
            new(plan, stage, started, finished, firstFailure, winner, inFlight, Elapsed, LeaseAge, unstored, Elapsed - storedAt, Now,
                [.. lost.Select(call => new Loss(call.Trial, call.Times, call.LastAt, call.Reason, call.EndedBefore))], Interruptions), input);
        foreach (var decision in decisions) Apply(decision, input);
        return decisions;
    }

    /// <summary>What a restart leaves: the record, and no call in flight.</summary>
    public void Restart()
    {
        inFlight.Clear();
        unstored = false;
    }

    public static TrialLanded Landed(int number, double? score, string trainer = "logistic_regression", string? failure = null,
        double fitSeconds = 1) =>
        new(new FinishedTrial(number, trainer, HyperParameters.Empty, score, score is null ? 0 : fitSeconds), failure);

    private void Apply(RunDecision decision, RunInput input)
    {
        switch (decision)
        {
            case RecordTrial: finished.Add(((TrialLanded)input).Trial); firstFailure ??= ((TrialLanded)input).Failure; break;
            case RecordLoss d: Lose(d); break;
            case GiveUpTrial d: finished.Add(new(d.Spec.Number, d.Spec.Trainer, d.Spec.Parameters, null, 0)); firstFailure ??= d.Reason; break;
            case RecordModel: stage = RunStage.Registration; lost.Clear(); break;
            case StartRunning: started = true; break;
            case LaunchTrial(var spec, var slot): inFlight.Add(new(spec, slot)); break;
            case LaunchRefit refit: inFlight.Add(refit.InFlight); break;
            case CancelCalls cancelled: inFlight.RemoveAll(t => cancelled.Trials.Contains(t.Spec.Number)); break;
            case ChooseWinner chosen: (winner, stage) = (chosen.Trial, RunStage.Refit); lost.Clear(); break;
            case Note: unstored = true; break;
            case Store: (unstored, storedAt) = (false, Elapsed); break;
            case PauseRun: break;
            case EndRun: stage = RunStage.Ended; break;
        }
    }

    private void Lose(RecordLoss loss)
    {
        int known = lost.FindIndex(l => l.Trial == loss.Trial);
        if (known >= 0) lost[known] = lost[known] with { Times = lost[known].Times + 1, LastAt = Now, Reason = loss.Reason };
        else lost.Add(new(RunPhase.Search, loss.Trial, 1, Now, loss.Reason, finished.Count));
    }

    private static string Text(RunDecision decision) => decision switch
    {
        RecordTrial d => $"record {d.Trial}",
        RecordLoss d => $"lost {d.Trial}",
        GiveUpTrial d => $"give up {d.Spec.Number}",
        RecordModel => "record model",
        RequestSlots d => $"request {d.Wanted}",
        StartRunning => "start",
        LaunchTrial d => $"launch {d.Spec.Number} on {d.Slot}",
        LaunchRefit d => $"refit {d.Spec.Number} on {string.Join("+", d.Slots)}",
        CancelCalls d => $"cancel {string.Join(",", d.Trials)}",
        ChooseWinner d => $"winner {d.Trial}",
        RegisterVersion => "register",
        ReleaseSlots => "release slots",
        ReleaseDataset d => $"release dataset [{string.Join(",", d.Models)}]",
        Note d => $"note {d.Trial}: {d.Message}",
        Store => "store",
        PauseRun => "pause",
        StepAfter d => $"step after {d.Delay.TotalSeconds} s",
        EndRun d => $"end: {d.Message}",
        _ => throw new ArgumentException($"No text for {decision}."),
    };
}
