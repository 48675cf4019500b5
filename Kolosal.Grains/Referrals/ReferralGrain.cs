using System.Text.Json;
using Kolosal.Feedback;
using Kolosal.Notifications;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Referrals;

/// <remarks>
/// Keeps <see cref="ReferralState"/>; listed as <c>referral</c>, without the row. Calls <see cref="IFeedbackDeskGrain"/> and
/// <see cref="INotificationDeskGrain"/> with what it owes them, which both recognise when it is repeated; a reminder expires it and pays.
/// </remarks>
internal sealed partial class ReferralGrain(
    [PersistentState("referral")] IPersistentState<ReferralState> storage, ICatalogue catalogue, TimeProvider clock,
    ReferralsInstruments instruments, ILogger<ReferralGrain> log)
    : RecordGrain<ReferralState>(storage, catalogue, clock), IReferralGrain, IRemindable
{
    private const string Reminder = "referral";

    /// <summary>Reminders cannot be set for longer than about 49 days.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40), Again = TimeSpan.FromMinutes(1);

    protected override string CatalogueKind => CatalogueKinds.Referral;

    private string Subject => $"referrals/{Key.Id}";

    private ReferralOpening Opening => State.Opening!;

    public async Task<Referral> OpenAsync(ReferralOpening opening)
    {
        if (!State.Exists)
        {
            State.Open(opening);
            await CommitAsync("referral.open", Subject, opening.Model, JsonSerializer.Serialize(new
            {
                prediction_id = opening.PredictionId,
                version = opening.Version,
                reasons = string.Join(",", ReferralState.Say(opening.Reasons)),
            }));
            instruments.Opened(opening.Reasons);
        }
        if (State.IsOpen) await WakeAsync(Opening.DecideBy - Clock.GetUtcNow());
        await PayAsync();
        return State.Read(Key.Id);
    }

    public Task<Result<Referral>> GetAsync() => Task.FromResult<Result<Referral>>(State.Exists ? State.Read(Key.Id) : NotFound());

    public async Task<Result<Referral>> DecideAsync(ReferralDecision decision)
    {
        if (!State.Exists) return NotFound();
        if (ReferralRules.Refuse(decision, Opening) is { } refusal) return refusal;
        if (IsSame(decision)) return State.Read(Key.Id);
        if (IsDue) await ExpireAsync();
        if (ReferralLifecycle.Table.Refuse(State.Status, decision.Verdict, $"Referral {Key.Id}") is { } conflict) return conflict;
        State.Decide(decision, Actor, Clock.GetUtcNow());
        await CommitAsync("referral.decide", Subject, Opening.Model, JsonSerializer.Serialize(new
        {
            prediction_id = Opening.PredictionId,
            verdict = WireJson.Word(decision.Verdict),
        }));
        instruments.Decided(State.Status, State.DecidedAt!.Value - State.CreatedAt);
        await PayAsync();
        return State.Read(Key.Id);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.Exists && IsDue) await ExpireAsync();
        else await PayAsync();
        if (State.IsOpen) await WakeAsync(Opening.DecideBy - Clock.GetUtcNow());
        else if (!State.OwesAnything && await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) with { Inputs = [] } : null;

    private bool IsDue => State.IsOpen && Clock.GetUtcNow() >= Opening.DecideBy;

    private bool IsSame(ReferralDecision decision) => State.Status == decision.Verdict && State.DecidedBy == Actor
        && State.Decision == (decision.Actual ?? Opening.Prediction) && State.DecisionReasons == decision.Reasons;

    private async Task ExpireAsync()
    {
        State.Expire(Clock.GetUtcNow());
        await CommitAsync("referral.expire", Subject, Opening.Model, JsonSerializer.Serialize(new { prediction_id = Opening.PredictionId }));
        instruments.Decided(State.Status, null);
        await PayAsync();
    }

    /// <summary>Tells and reports what is owed; what is not taken is owed on, and the reminder tries again.</summary>
    private async Task PayAsync()
    {
        if (!State.OwesAnything) return;
        try
        {
            while (State.OwedNews.Count > 0)
            {
                await GrainFactory.NotificationDesk(Key.Workspace).SendAsync(
                    ReferralNews.Of(State.Read(Key.Id), State.OwedNews[0], Clock.GetUtcNow()));
                State.OwedNews.RemoveAt(0);
            }
            if (State.OwesOutcome) await ReportAsync();
            await StoreAsync();
        }
        catch (Exception fault)
        {
            LogOwed(log, fault, Key.Id);
            await WakeAsync(Again);
        }
    }

    private async Task ReportAsync()
    {
        var report = new FeedbackReport(Opening.Model, [new(Opening.PredictionId, State.Decision!)]);
        var receipt = await GrainFactory.FeedbackDesk(Key.Workspace).ReportAsync(report);
        if (receipt.Refusal is { Kind: RefusalKind.Busy } or { Kind: RefusalKind.TooMany })
            throw new InvalidOperationException(receipt.Refusal.Message);
        State.OwesOutcome = false;
        State.NoOutcome = receipt.Refusal?.Message ?? (receipt.Value!.NotFound > 0 ? receipt.Value.Examples[0].Reason : null);
    }

    private Task WakeAsync(TimeSpan wait) => this.RegisterOrUpdateReminder(
        Reminder, wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait > LongestWait ? LongestWait : wait, Again);

    private Refusal NotFound() => ReferralNews.NotFound(Key.Id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What referral {Referral} owes was not taken; it is tried again")]
    private static partial void LogOwed(ILogger log, Exception fault, string referral);
}
