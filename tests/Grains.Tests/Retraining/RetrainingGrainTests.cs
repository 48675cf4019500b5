using System.Globalization;
using System.Text;
using Kolosal.Events;
using Kolosal.Experiments;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Kolosal.Retraining;

public class RetrainingGrainTests
{
    private const string Name = "loans";

    private static readonly Principal Bob = new(TrainingRuns.Workspace, "bob", ["admin"]), Ann = new(TrainingRuns.Workspace, "ann", ["trainer"]);
    private static readonly ModelKey Key = new(TrainingRuns.Workspace, Name);

    private static readonly RetrainingPolicy Policy = RetrainingRules.Defaults with
    {
        Triggers = new(IncidentSeverity.Sev2, 2, true, null, null),
        Run = new(null, 1, 2, ["logistic_regression"], null, "none", null, null),
    };

    [Fact]
    public async Task By_hand_it_ends_in_a_proposal_that_a_colleague_accepts()
    {
        using var measured = new Measurements("Kolosal.Retraining");
        await using var silo = await StartAsync();
        await ServeChampionAsync(silo);
        await PredictAsync(silo, 120);
        var policy = silo.Grains.RetrainingPolicy(TrainingRuns.Workspace, Name);
        await policy.SetAsync(Policy, null);
        var begun = await policy.StartAsync("once", "a better trainer");
        Assert.Equal(begun.Value!.RetrainingId, (await policy.StartAsync("once", "a better trainer")).Value!.RetrainingId);
        Assert.Equal("retraining.in-progress", (await policy.StartAsync("twice", "")).Refusal!.Code);

        var proposed = await ReachesAsync(silo, begun.Value.RetrainingId, RetrainingStatus.Proposed);
        Assert.Equal((1, 2, TriggerKind.Manual), (proposed.Champion, proposed.Challenger, proposed.Trigger.Kind));
        Assert.Equal(2, (await silo.Grains.Model(Key).GetAsync()).Value!.Aliases["challenger"]);
        Assert.Equal((120, 0, null), (proposed.Shadow!.Rows, proposed.Shadow.Unscored, proposed.Shadow.NotPossible));
        Assert.InRange(proposed.Shadow.Agreement!.Value, 0.5, 0.99); // against a single question
        Assert.Equal((ChallengerFinding.Better, "held_out"), (proposed.Verdict!.Finding, proposed.Verdict.Basis));
        Assert.True(proposed.HeldOut is { Gain: > 0, LeftOut: 0, Rows: >= 30 }, $"{proposed.HeldOut}");

        var grain = silo.Grains.Retraining(new(TrainingRuns.Workspace, begun.Value.RetrainingId));
        var accepted = await grain.AcceptAsync(new(Bob, "the figures convince"));
        Assert.True(accepted.Accepted, accepted.Refusal?.Message);
        Assert.Equal((RetrainingStatus.Accepted, "bob"), (accepted.Value.Status, accepted.Value.DecidedBy));
        Assert.Equal(accepted.Value, (await grain.AcceptAsync(new(Bob, "again"))).Value! with { Reasons = accepted.Value.Reasons });
        Assert.Equal(2, (await silo.Grains.Model(Key).GetAsync()).Value!.Active);
        Assert.Equal("workflow.transition-not-allowed", (await grain.RejectAsync(new(Bob, "late"))).Refusal!.Code);
        Assert.True(measured.Sum("kolosal.retraining.shadow.rows") >= 120);
        Assert.True(measured.Sum("kolosal.retraining.started") >= 1 && measured.Sum("kolosal.retraining.ended") >= 2);
        Assert.True(measured.Count("kolosal.retraining.time_to_proposal") >= 1);
    }

    [Fact]
    public async Task An_incident_that_the_stream_tells_of_starts_one_and_only_one()
    {
        await using var silo = await StartAsync();
        await ServeChampionAsync(silo);
        var policy = silo.Grains.RetrainingPolicy(TrainingRuns.Workspace, Name);
        Assert.Equal("retraining.no-policy", (await policy.GetAsync()).Refusal!.Code);
        var set = await policy.SetAsync(Policy with { Run = Policy.Run with { Trainers = ["no_such"] } }, null);
        Assert.Equal(set.Value!.Revision, (await policy.SetAsync(set.Value.Policy, 99)).Value!.Revision); // as it is: nothing to change
        Assert.Equal("retraining.policy-changed", (await policy.SetAsync(Policy, 99)).Refusal!.Code);
        Assert.True((await policy.SetAsync(Policy, set.Value.Revision)).Accepted);

        await TellAsync(silo, await RaiseAsync(silo, IncidentSeverity.Sev3, "w1"));
        string grave = await RaiseAsync(silo, IncidentSeverity.Sev2, "w2");
        await TellAsync(silo, grave);
        await TellAsync(silo, grave);
        var heeded = (await Eventually.HoldsAsync(() => policy.GetAsync(), found => found.Value?.Current is not null)).Value!;
        Assert.Equal((TriggerKind.Drift, grave), (heeded.Triggers.Single().Kind, heeded.Triggers.Single().Id));
        Assert.NotNull(heeded.CoolsUntil);
        var proposed = await ReachesAsync(silo, heeded.Current!, RetrainingStatus.Proposed);
        Assert.Equal((grave, RetrainingId.Run(heeded.Current!)), (proposed.Trigger.IncidentId, proposed.RunId));
        await TellAsync(silo, grave);
        await policy.NudgeAsync(grave);
        Assert.Single((await policy.GetAsync()).Value!.Triggers);

        Assert.True((await policy.DeleteAsync()).Value);
        Assert.Equal("retraining.no-policy", (await policy.GetAsync()).Refusal!.Code);
    }

    [Fact]
    public async Task A_latency_incident_does_not_pass_for_worse_predictions()
    {
        await using var silo = await StartAsync();
        await ServeChampionAsync(silo);
        var policy = silo.Grains.RetrainingPolicy(TrainingRuns.Workspace, Name);
        await policy.SetAsync(Policy, null);
        await PredictAsync(silo, 1);
        await Eventually.HoldsAsync(async () => (await Slo.SloGrains.SloMonitor(silo.Grains, Key).GetAsync()).Accepted);
        string latency = (await Slo.SloGrains.SloMonitor(silo.Grains, Key).GetAsync()).Value!.Objectives
            .Single(o => o.Objective.Type == Slo.SloType.Latency).Objective.Id;
        var desk = silo.Grains.IncidentDesk(TrainingRuns.Workspace);
        string slow = await desk.RaiseAsync(Signal(IncidentType.Performance, IncidentSeverity.Sev2, $"slo/{Key}/{latency}/7"));
        await policy.NudgeAsync(slow);
        Assert.Null((await policy.GetAsync()).Value!.Current);
        await desk.RaiseAsync(Signal(IncidentType.Performance, IncidentSeverity.Sev2, "feedback/window-3"));
        await policy.NudgeAsync(slow);
        Assert.Equal(TriggerKind.Quality, (await policy.GetAsync()).Value!.Triggers.Single().Kind);
    }

    [Fact]
    public async Task Killed_at_any_step_it_comes_to_the_same_proposal()
    {
        await using var silo = await StartAsync();
        await ServeChampionAsync(silo);
        await PredictAsync(silo, 60);
        var policy = silo.Grains.RetrainingPolicy(TrainingRuns.Workspace, Name);
        await policy.SetAsync(Policy, null);
        string id = (await policy.StartAsync("once", "")).Value!.RetrainingId;
        foreach (var status in (RetrainingStatus[])[RetrainingStatus.Preparing, RetrainingStatus.Training, RetrainingStatus.Shadowing,
            RetrainingStatus.Testing])
        {
            await Eventually.HoldsAsync(async () => await StatusAsync(silo, id) >= status);
            await silo.Silo.DeactivateAsync(silo.Grains.Retraining(new(TrainingRuns.Workspace, id)));
        }
        await silo.Silo.KillAsync();
        var proposed = await ReachesAsync(silo, id, RetrainingStatus.Proposed);
        Assert.Equal((1, 2, 60), (proposed.Champion, proposed.Challenger, proposed.Shadow!.Rows));
        Assert.Equal(2, (await silo.Grains.Model(Key).GetAsync()).Value!.Versions.Length);
    }

    [Fact]
    public async Task By_the_policy_alone_it_promotes_what_the_test_found_better()
    {
        await using var silo = await StartAsync();
        await ServeChampionAsync(silo);
        var policy = silo.Grains.RetrainingPolicy(TrainingRuns.Workspace, Name);
        Principal.Current = Ann; // the run is hers, and what she made the system may approve
        await policy.SetAsync(Policy with { AutoPromote = true, Shadow = new(0, 0) }, null);
        string id = (await policy.StartAsync("once", "")).Value!.RetrainingId;
        Principal.Current = null;
        var ended = await EndsAsync(silo, id);
        if (ended.Status == RetrainingStatus.Proposed) ended = await OverAsync(silo, id);
        Assert.True(ended.Status == RetrainingStatus.Accepted, string.Join(' ', ended.Reasons));
        Assert.Equal(("system", "ann", ChallengerFinding.Better), (ended.DecidedBy, ended.Author, ended.Verdict!.Finding));
        Assert.Contains("no shadow", ended.Shadow!.NotPossible);
        var model = (await silo.Grains.Model(Key).GetAsync()).Value!;
        Assert.Equal((2, "ann"), (model.Active, model.Versions[1].Author));
    }

    [Fact]
    public async Task Outcomes_in_the_log_are_learnt_from_by_pairs()
    {
        await using var silo = await StartAsync();
        await ServeChampionAsync(silo);
        var registration = (await silo.Grains.Model(Key).GetVersionAsync("1")).Value!.Registration;
        var work = silo.Service<ChallengerWork>();
        var challenger = await work.LoadAsync(registration, CancellationToken.None);
        var (scorer, why) = ShadowScorer.Of(
            challenger, [.. registration.Reference.Inputs.Select(c => new LoggedColumn(c.Name, c.Categorical, c.Categories))],
            registration.Reference.Classes);
        Assert.Null(why);
        double[] inputs = [.. registration.Reference.Inputs.Select(_ => 0.0)];
        double[] said = new double[2];
        Assert.True(scorer!.TryScore(inputs, said));
        int right = said[0] > said[1] ? 0 : 1;
        PredictionOutcome Outcome(double? corrects) =>
            new(Guid.NewGuid(), 0, DateTimeOffset.UtcNow, right, corrects, inputs, right == 0 ? [0, 1] : [1, 0], 1 - right);
        ServedRequest Record(int version, params ImmutableArray<PredictionOutcome> outcomes) =>
            new(1, Guid.NewGuid(), version, DateTimeOffset.UtcNow, 0, null, false, 0, [], [], [], outcomes);
        var read = new PredictionsServed("log", -1, 0, 1, [Record(1, Outcome(null), Outcome(null), Outcome(1)), Record(2, Outcome(null))]);
        var tally = await work.ScoreAsync(scorer, 1, read, new(), 100, CancellationToken.None);
        Assert.Equal((2, 1, 2, 0), (tally.Outcomes, tally.Corrections, tally.ChallengerOnlyRight, tally.ChampionOnlyRight));
        Assert.Equal(2, tally.ChampionLoss); // certain and wrong costs 1 each
        Assert.True(tally.Bets.HighestBetter > 1 && tally.Bets.HighestWorse == 1);
        Assert.Equal(1, (await work.ScoreAsync(scorer, 1, read, new(), 1, CancellationToken.None)).Outcomes);
    }

    [Fact]
    public async Task It_can_be_given_up_and_declined_and_needs_a_champion()
    {
        await using var silo = await StartAsync();
        var policy = silo.Grains.RetrainingPolicy(TrainingRuns.Workspace, Name);
        Assert.Equal("models.not-found", (await policy.StartAsync("a", "")).Refusal!.Code);
        Assert.Equal("models.not-found", (await policy.SetAsync(Policy, null)).Refusal!.Code);
        await ServeChampionAsync(silo);
        await policy.SetAsync(Policy, null);
        string id = (await policy.StartAsync("a", "")).Value!.RetrainingId;
        var grain = silo.Grains.Retraining(new(TrainingRuns.Workspace, id));
        Assert.Equal("workflow.transition-not-allowed", (await grain.AcceptAsync(new(Bob, "now"))).Refusal!.Code);
        Assert.Equal(RetrainingStatus.Cancelled, (await grain.CancelAsync(new(Ann, "not now"))).Value!.Status);
        Assert.Equal(RetrainingStatus.Cancelled, (await grain.CancelAsync(new(Ann, "not now"))).Value!.Status);
        Assert.Equal("retraining.not-found",
            (await silo.Grains.Retraining(new(TrainingRuns.Workspace, "rt_none")).GetAsync()).Refusal!.Code);

        string next = (await policy.StartAsync("b", "")).Value!.RetrainingId;
        await ReachesAsync(silo, next, RetrainingStatus.Proposed);
        var declined = silo.Grains.Retraining(new(TrainingRuns.Workspace, next));
        Assert.Equal("retraining.note-needed", (await declined.RejectAsync(new(Bob, " "))).Refusal!.Code);
        Assert.Equal("retraining.approver-is-author",
            (await declined.AcceptAsync(new(new(TrainingRuns.Workspace, Principal.SystemSubject, []), "mine"))).Refusal!.Code);
        Assert.Equal(RetrainingStatus.Rejected, (await declined.RejectAsync(new(Bob, "no need"))).Value!.Status);
        Assert.Equal(1, (await silo.Grains.Model(Key).GetAsync()).Value!.Active);
    }

    private static Task<PlatformSilo> StartAsync() => TestTables.StartSiloAsync(
        settings: new() { ["Kolosal:Retraining:StepMilliseconds"] = "50", ["Kolosal:Retraining:ShadowRequests"] = "25" });

    /// <summary>A champion that asks one question: whatever looks at all columns is better.</summary>
    private static async Task ServeChampionAsync(PlatformSilo silo)
    {
        string data = await silo.AddAsync(Tables.Binary(1_500));
        await silo.StartRunAsync("run_champion", RunRequest.ForTrainer(data, "label", "decision_tree", """{"max_depth":1}""") with
        {
            ModelName = Name,
            Folds = 2,
        });
        var run = await silo.EndsAsync("run_champion");
        Assert.True(run.ModelVersion == 1, run.Reason);
        var model = silo.Grains.Model(Key);
        Assert.True((await model.ValidateAsync("1")).Accepted);
        var promoted = await model.PromoteAsync(new(1, ModelStatus.Active, Bob, "first"));
        Assert.True(promoted.Accepted, promoted.Refusal?.Message);
    }

    private static async Task PredictAsync(PlatformSilo silo, int rows)
    {
        var table = Tables.Binary(rows, seed: 9);
        for (int row = 0; row < rows; row++)
        {
            string At(string column) => Kolosal.Tabular.RawValue.At(table[column], row).Number.ToString("R", CultureInfo.InvariantCulture);
            string colour = Kolosal.Tabular.RawValue.At(table["colour"], row).Text!;
            var answer = await silo.Grains.Predictor(Key).PredictAsync(new(null, Encoding.UTF8.GetBytes(
                $$"""[{"x0":{{At("x0")}},"x1":{{At("x1")}},"noise":{{At("noise")}},"colour":"{{colour}}"}]""")));
            Assert.True(answer.Accepted, answer.Refusal?.Message);
        }
        await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(Key).GetAsync(), stats => stats.Rows >= rows);
    }

    private static IncidentSignal Signal(IncidentType type, IncidentSeverity severity, string evidence) => new(
        evidence, $"models/{Name}", Name, type, severity, "It differs", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, "far");

    private static Task<string> RaiseAsync(PlatformSilo silo, IncidentSeverity severity, string evidence) =>
        silo.Grains.IncidentDesk(TrainingRuns.Workspace).RaiseAsync(Signal(IncidentType.Drift, severity, evidence));

    private static async Task TellAsync(PlatformSilo silo, string incident)
    {
        var read = (await silo.Grains.Incident(TrainingRuns.Workspace, incident).GetAsync()).Value!;
        await silo.Services.GetRequiredKeyedService<IStreamProvider>(PredictionStream.Provider)
            .GetStream<IncidentChanged>(StreamId.Create(IncidentStream.Namespace, TrainingRuns.Workspace))
            .OnNextAsync(new(read.Id, read.Revision, read.Type, read.Severity, read.Status, read.Subject, read.Model));
    }

    private static async Task<RetrainingStatus?> StatusAsync(PlatformSilo silo, string id) =>
        (await silo.Grains.Retraining(new(TrainingRuns.Workspace, id)).GetAsync()).Value?.Status;

    private static async Task<RetrainingReport> ReachesAsync(PlatformSilo silo, string id, RetrainingStatus wanted)
    {
        var found = await EndsAsync(silo, id);
        Assert.True(found.Status == wanted, $"{found.Status}: {string.Join(' ', found.Reasons)}");
        return found;
    }

    private static async Task<RetrainingReport> OverAsync(PlatformSilo silo, string id) => (await Eventually.HoldsAsync(
        async () => (await silo.Grains.Retraining(new(TrainingRuns.Workspace, id)).GetAsync()).Value, found => found!.Status.IsOver()))!;

    private static async Task<RetrainingReport> EndsAsync(PlatformSilo silo, string id) => (await Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                return (await silo.Grains.Retraining(new(TrainingRuns.Workspace, id)).GetAsync()).Value;
            }
            catch (Exception outage) when (outage is OrleansException or TimeoutException)
            {
                return null;
            }
        }, found => found is { } && !found.Status.IsAtWork()))!;
}
