using System.Text.Json;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Retraining;

/// <remarks>
/// Keeps <see cref="RetrainingState"/>; listed as <c>retraining</c>. Calls the model, the dataset, the run, and the prediction log. Here are its
/// commands; what it does by itself is in the steps, which a timer takes and a reminder wakes. What it computes runs on the training pool and is
/// awaited by no turn.
/// </remarks>
internal sealed partial class RetrainingGrain(
    [PersistentState("retraining")] IPersistentState<RetrainingState> storage, ICatalogue catalogue, TimeProvider clock, ChallengerWork work,
    IOptions<RetrainingOptions> options, RetrainingInstruments instruments, ILogger<RetrainingGrain> log)
    : RecordGrain<RetrainingState>(storage, catalogue, clock), IRetrainingGrain, IRemindable
{
    private const string Reminder = "go-on";

    private readonly ICatalogue lists = catalogue;

    /// <summary>As it was last written: readers come in between.</summary>
    private RetrainingReport? view;

    protected override string CatalogueKind => CatalogueKinds.Retraining;

    private string Subject => $"retraining/{Key.Id}";

    private RetrainingOrder Order => State.Order!;

    private IModelGrain Model => GrainFactory.Model(new ModelKey(Key.Workspace, Order.Model));

    private IRunGrain Run => GrainFactory.Run(new ResourceKey(Key.Workspace, RetrainingId.Run(Key.Id)));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Stored();
        if (State.Exists && !State.Status.IsOver()) GoOn();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stopping.Cancel();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Result<RetrainingReport>> StartAsync(RetrainingOrder order)
    {
        if (!State.Exists)
        {
            State.Accept(order);
            await DoneAsync("retraining.start", new { trigger = order.Trigger.Id, kind = WireJson.Word(order.Trigger.Kind), author = order.Author });
            instruments.Started(order.Trigger.Kind);
        }
        if (!State.Status.IsOver())
        {
            await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            GoOn();
        }
        return view!;
    }

    public Task<Result<RetrainingReport>> GetAsync() => Task.FromResult<Result<RetrainingReport>>(view is { } found ? found : NotFound());

    public async Task<Result<RetrainingReport>> AcceptAsync(RetrainingDecision decision)
    {
        if ((Refuse(RetrainingStatus.Accepted) ?? RetrainingRules.RefuseNote(decision.Note, needed: true)) is { } refusal) return refusal;
        if (State.Status == RetrainingStatus.Accepted) return view!;
        if (decision.By.Subject == Order.Author || decision.By.Subject == Order.PolicyAuthor)
            return new Refusal(RefusalKind.Forbidden, "retraining.approver-is-author",
                "A proposal is accepted by somebody other than who set the policy or started it; ask a colleague.");
        return await PromoteAsync(decision) is { } objection ? objection : view!;
    }

    public async Task<Result<RetrainingReport>> RejectAsync(RetrainingDecision decision)
    {
        if ((Refuse(RetrainingStatus.Rejected) ?? RetrainingRules.RefuseNote(decision.Note, needed: true)) is { } refusal) return refusal;
        if (State.Status == RetrainingStatus.Rejected) return view!;
        if (State.Status != RetrainingStatus.Proposed)
            return Refusal.Conflict("retraining.not-proposed", $"Nothing is proposed yet ('{WireJson.Word(State.Status)}'); cancel it instead.");
        await EndAsync(RetrainingStatus.Rejected, decision.By.Subject, decision.Note);
        return view!;
    }

    public async Task<Result<RetrainingReport>> CancelAsync(RetrainingDecision decision)
    {
        if ((Refuse(RetrainingStatus.Cancelled) ?? RetrainingRules.RefuseNote(decision.Note, needed: false)) is { } refusal) return refusal;
        if (State.Status == RetrainingStatus.Cancelled) return view!;

        // The run first: a crash in between leaves a retraining whose run was cancelled, which is where it ends, too. A run that is over refuses.
        if (State.Status is RetrainingStatus.Preparing or RetrainingStatus.Training) await Run.CancelAsync();
        await EndAsync(RetrainingStatus.Cancelled, decision.By.Subject, decision.Note);
        return view!;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Being activated was all it was for.
        if (!State.Exists || State.Status.IsOver()) await ForgetReminderAsync();
        else GoOn();
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    /// <summary>What started the retraining is what its challenger is to remedy.</summary>
    private ImmutableArray<string> Remedies => Order.Trigger.IncidentId is { } incident ? [incident] : [];

    /// <returns>Why it was not promoted; null when it was.</returns>
    private async Task<Refusal?> PromoteAsync(RetrainingDecision decision)
    {
        int challenger = State.Challenger!.Value;
        var model = await Model.GetAsync();
        if (!model.Accepted) return model.Refusal;

        // Where the challenger serves already, an earlier attempt was cut off behind the promotion.
        if (model.Value.Active != challenger)
        {
            if (model.Value.Active != State.Champion)
                return Refusal.Conflict("retraining.champion-changed",
                    $"Version {State.Champion} was compared with, and {model.Value.Active?.ToString() ?? "none"} serves now; reject this and start "
                    + "again.");
            var validated = await Model.ValidateAsync($"{challenger}");
            if (!validated.Accepted) return validated.Refusal;
            var promoted = await Model.PromoteAsync(new(challenger, ModelStatus.Active, decision.By, decision.Note, Remedies: Remedies));
            if (!promoted.Accepted) return promoted.Refusal;
        }
        await EndAsync(RetrainingStatus.Accepted, decision.By.Subject, decision.Note);
        return null;
    }

    private async Task EndAsync(RetrainingStatus status, string by, string? note)
    {
        State.Decide(status, by, note, Clock.GetUtcNow());
        await DoneAsync($"retraining.{WireJson.Word(status)}", new { by, champion = State.Champion, challenger = State.Challenger });
        instruments.Became(status, Clock.GetUtcNow() - State.CreatedAt);
        Rest();
        await ForgetReminderAsync();
    }

    private async Task DoneAsync(string action, object detail)
    {
        try
        {
            await CommitAsync(action, Subject, Order.Model, JsonSerializer.Serialize(detail));
        }
        catch (PublishPendingException)
        {
            Stored(); // stored it is
            throw;
        }
        Stored();
    }

    private void Stored() => view = State.Exists ? State.Read(Key.Id) : null;

    private Refusal? Refuse(RetrainingStatus wanted) => !State.Exists ? NotFound()
        : State.Status == wanted ? null
        : RetrainingLifecycle.Table.Refuse(State.Status, wanted, $"Retraining {Key.Id}");

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Refusal NotFound() => Refusal.NotFound("retraining.not-found", $"There is no retraining '{Key.Id}' in this workspace.");
}
