using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Retraining;

/// <summary>What a retraining does by itself, a step at a time.</summary>
internal sealed partial class RetrainingGrain
{
    private const string ChallengerAlias = "challenger";

    /// <summary>Steps that threw in a row, after which it is given up.</summary>
    private const int MostFailures = 12;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1), QueuePause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stopping = new();
    private IGrainTimer? worker;
    private DateTimeOffset restsUntil;
    private int lost;
    private Task<HeldOutReport>? comparing;

    private void GoOn() => worker ??= this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions
    {
        DueTime = TimeSpan.Zero,
        Period = TimeSpan.FromMilliseconds(options.Value.StepMilliseconds),
        KeepAlive = State.Status.IsAtWork(),
    });

    /// <summary>Takes no further steps.</summary>
    private void Rest()
    {
        worker?.Dispose();
        worker = null;
        (scorer, scoring, comparing) = (null, null, null);
    }

    private Task RestAsync()
    {
        Rest();
        return ForgetReminderAsync();
    }

    private async Task StepAsync(CancellationToken cancel)
    {
        if (Clock.GetUtcNow() < restsUntil) return;
        try
        {
            await (State.Status switch
            {
                RetrainingStatus.Preparing => PrepareAsync(),
                RetrainingStatus.Training => FollowAsync(),
                RetrainingStatus.Shadowing => ShadowAsync(),
                RetrainingStatus.Testing => TestAsync(),
                RetrainingStatus.Proposed => WaitAsync(),
                _ => RestAsync(),
            });
            lost = 0;
        }
        catch (PublishPendingException pending)
        {
            LogStep(log, Key.Id, pending); // it is stored, and the record sees to trail and lists
        }
        catch (Exception fault)
        {
            await LoseAsync(fault);
        }
    }

    /// <summary>Settles champion, dataset and run, and starts the run.</summary>
    private async Task PrepareAsync()
    {
        if (State.Run is null)
        {
            var model = await Model.GetAsync();
            if (!model.Accepted || model.Value.Active is not { } champion)
            {
                await FailAsync(model.Refusal?.Message ?? "The model has no active version to hold a challenger against.");
                return;
            }
            var made = (await VersionAsync(champion)).Registration;
            var (dataset, missing) = Order.Policy.DatasetId is { } named ? (named, null) : await NewestAsync(made.DatasetId);
            if (dataset is null)
            {
                await FailAsync(missing!);
                return;
            }
            State.Prepare(champion, RunOf(made, dataset));
            await StoreAsync();
            Stored();
        }

        var started = await OnBehalfAsync(() => Run.StartAsync(State.Run!));
        if (started.Refusal is { Kind: RefusalKind.TooMany }) Pause(QueuePause);
        else if (!started.Accepted) await FailAsync($"The run was refused: {started.Refusal.Message}");
        else await BecomeAsync(RetrainingStatus.Training, "retraining.train");
    }

    /// <summary>Looks how far the run is.</summary>
    private async Task FollowAsync()
    {
        var found = await Run.GetAsync();
        if (!found.Accepted)
        {
            await FailAsync($"The run is gone: {found.Refusal.Message}");
            return;
        }
        var run = found.Value;
        if (run.State is RunStatus.Failed or RunStatus.Cancelled)
        {
            await FailAsync($"The run {run.RunId} is {WireJson.Word(run.State)}{(run.Reason is null ? "." : $": {run.Reason}")}");
            return;
        }
        if (run is not { State: RunStatus.Completed, ModelVersion: { } challenger }) return;
        State.Challenger = challenger;
        if (challenger == State.Champion)
        {
            State.Reasons.Add("The run made the champion's package again: there is nothing new to learn from these rows with these options.");
            await EndAsync(RetrainingStatus.Rejected, Principal.SystemSubject, null);
            return;
        }
        var named = await Model.SetAliasAsync(ChallengerAlias, challenger);
        if (!named.Accepted) State.Reasons.Add($"The alias '{ChallengerAlias}' could not be set: {named.Refusal.Message}");
        await BecomeAsync(RetrainingStatus.Shadowing, "retraining.shadow");
    }

    /// <summary>Compares on held-out rows, judges, and proposes or declines.</summary>
    private async Task TestAsync()
    {
        comparing ??= CompareAsync();
        if (!comparing.IsCompleted) return;
        State.HeldOut = await Take(ref comparing);
        var tally = State.ReadTally();
        var found = ChallengerJudge.Judge(
            new(tally.Outcomes, tally.Bets.HighestBetter, tally.Bets.HighestWorse, RetrainingView.Finding(State.HeldOut)),
            Order.Policy.Test.Alpha, Order.Policy.Test.MinOutcomes);
        State.Verdict = RetrainingView.Verdict(found);
        State.Reasons.Add(found.Detail);
        if (State.NoShadow is { } none) State.Reasons.Add($"No shadow: {none}");
        if (State.HeldOut.NotPossible is { } impossible) State.Reasons.Add($"No comparison on held-out rows: {impossible}");
        if (State.Verdict.Finding == ChallengerFinding.Worse)
        {
            await EndAsync(RetrainingStatus.Rejected, Principal.SystemSubject, "The paired test found the challenger worse.");
            return;
        }

        State.ExpiresAt = Clock.GetUtcNow().AddDays(Order.Policy.ProposalDays);
        await BecomeAsync(RetrainingStatus.Proposed, "retraining.propose");
        instruments.Became(RetrainingStatus.Proposed, Clock.GetUtcNow() - State.CreatedAt);
        await WaitAsync();
    }

    /// <summary>Waits for a person; where the policy says so, and the test found it better, the system promotes.</summary>
    private async Task WaitAsync()
    {
        if (Order.Policy.AutoPromote && State is { PromotionTried: false, Verdict.Finding: ChallengerFinding.Better })
        {
            var system = new Principal(Key.Workspace, Principal.SystemSubject, []);
            if (await PromoteAsync(new(system, $"By the policy, on retraining {Key.Id}: {State.Verdict.Detail}")) is not { } objection) return;
            State.PromotionTried = true;
            State.Reasons.Add($"The promotion by the policy was refused: {objection.Message}");
            await StoreAsync();
            Stored();
        }
        if (Clock.GetUtcNow() >= State.ExpiresAt)
        {
            await EndAsync(RetrainingStatus.Expired, Principal.SystemSubject, "Nobody decided in time.");
            return;
        }

        // Nothing to do until then but to be found again: the reminder comes by.
        Rest();
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
    }

    private async Task<HeldOutReport> CompareAsync() => await work.CompareAsync(
        GrainFactory, Key.Workspace, (await VersionAsync(State.Champion!.Value)).Registration,
        (await VersionAsync(State.Challenger!.Value)).Registration, stopping.Token);

    private async Task BecomeAsync(RetrainingStatus status, string action)
    {
        State.Status = status;
        await DoneAsync(action, new { champion = State.Champion, challenger = State.Challenger, run = RetrainingId.Run(Key.Id) });
    }

    private async Task FailAsync(string reason)
    {
        State.Reasons.Add(reason);
        await EndAsync(RetrainingStatus.Failed, Principal.SystemSubject, null);
    }

    /// <summary>A step brought nothing: it is taken again after a pause that doubles, a bounded number of times.</summary>
    private async Task LoseAsync(Exception fault)
    {
        LogStep(log, Key.Id, fault);
        instruments.StepFailed();
        (scoring, comparing) = (null, null);
        await ReloadAsync(); // memory may be ahead of the store
        int failures = ++lost;
        if (failures < MostFailures)
        {
            Pause(TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, failures - 1))));
            return;
        }
        await FailAsync($"A step failed {failures} times, the last time by: {fault.Message}");
    }

    private void Pause(TimeSpan pause) => restsUntil = Clock.GetUtcNow() + pause;

    private RunRequest RunOf(VersionRegistration champion, string dataset)
    {
        var asked = Order.Policy.Run;

        // Dealt as the champion's: on the same rows both then have the same untouched part, and can be compared on all of it.
        var plan = champion.Record is { } record ? RunPlan.Parse(record.Plan) : null;
        return RunRequest.For(dataset, champion.Target) with
        {
            Task = champion.Task,
            Metric = asked.Metric ?? champion.Evaluation.PrimaryMetric,
            TimeBudgetSeconds = asked.TimeBudgetSeconds,
            MaxTrials = asked.MaxTrials,
            Folds = asked.Folds,
            Trainers = asked.Trainers,
            Sampler = asked.Sampler,
            Ensemble = asked.Ensemble,
            Seed = asked.Seed ?? (plan is null ? null : unchecked((long)plan.Seed)),
            TestShare = plan?.TestShare,
            ModelName = Order.Model,
        };
    }

    /// <summary>The newest dataset that bears the name of the champion's.</summary>
    private async Task<(string? DatasetId, string? Missing)> NewestAsync(string champions)
    {
        var described = await GrainFactory.Dataset(Key.Workspace, champions).DescribeAsync();
        if (!described.Accepted) return (null, $"The champion's dataset is gone and the policy names no other: {described.Refusal.Message}");
        var newest = await lists.QueryAsync(
            new(Key.Workspace, CatalogueKinds.Dataset, [new("name", FilterOperator.Equal, described.Value.Name)], "-created_at", 1, 1),
            CancellationToken.None);
        return (newest.Items is [var first, ..] ? first.Id : champions, null);
    }

    private async Task<VersionReport> VersionAsync(int version)
    {
        var found = await Model.GetVersionAsync($"{version}");
        return found.Accepted ? found.Value : throw new InvalidOperationException(found.Refusal.Message);
    }

    /// <summary>Calls for whom the retraining is: the version's author, who may not approve it, is then a person and not the system.</summary>
    private async Task<T> OnBehalfAsync<T>(Func<Task<T>> call)
    {
        if (Order.Author == Principal.SystemSubject) return await call();
        Principal.Current = new(Key.Workspace, Order.Author, []);
        try
        {
            return await call();
        }
        finally
        {
            Principal.Current = null;
        }
    }

    private static Task<T> Take<T>(ref Task<T>? task)
    {
        var taken = task!;
        task = null;
        return taken;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retraining {Retraining}: a step brought nothing")]
    private static partial void LogStep(ILogger log, string retraining, Exception fault);
}
