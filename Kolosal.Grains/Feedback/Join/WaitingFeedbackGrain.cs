using Kolosal.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Feedback;

/// <summary>Outcomes of a workspace whose predictions were made just now and are not in the log yet. Key <c>workspace/waiting</c>.</summary>
[Alias("kolosal.feedback.IWaitingFeedbackGrain")]
internal interface IWaitingFeedbackGrain : IGrainWithStringKey
{
    /// <summary>Keeps outcomes and looks for their predictions again until their time is over; on return they are stored.</summary>
    /// <returns>How many it took, from the first: there is a limit.</returns>
    [Alias("Keep")]
    Task<int> KeepAsync(ImmutableArray<WaitingOutcome> outcomes);
}

/// <param name="Id">The prediction.</param>
/// <param name="Actual">As it was reported.</param>
/// <param name="Model">The one model that it may be of; null for any.</param>
/// <param name="Until">Then it is given up.</param>
[GenerateSerializer, Immutable, Alias("kolosal.waiting-outcome")]
internal sealed record WaitingOutcome(PredictionId Id, string Actual, string? Model, DateTimeOffset Until);

[GenerateSerializer, Alias("kolosal.waiting-feedback-state")]
internal sealed class WaitingFeedbackState
{
    /// <summary>In the order in which they came.</summary>
    [Id(0)] public List<WaitingOutcome> Outcomes { get; set; } = [];
}

/// <remarks>
/// Keeps <see cref="WaitingFeedbackState"/>; a reminder wakes it while something waits. A crash after a join and before the write joins again, which
/// adds nothing.
/// </remarks>
internal sealed partial class WaitingFeedbackGrain(
    [PersistentState("waiting-feedback")] IPersistentState<WaitingFeedbackState> storage, FeedbackJoin join, IOptions<FeedbackOptions> options,
    FeedbackInstruments instruments, TimeProvider clock, ILogger<WaitingFeedbackGrain> log) : Grain, IWaitingFeedbackGrain, IRemindable
{
    private const string Reminder = "waiting-feedback";

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250), Every = TimeSpan.FromSeconds(1), Wake = TimeSpan.FromMinutes(1);

    private IGrainTimer? timer;

    private List<WaitingOutcome> Waiting => storage.State.Outcomes;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        LookAgain();
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<int> KeepAsync(ImmutableArray<WaitingOutcome> outcomes)
    {
        int taken = Math.Min(outcomes.Length, Math.Max(0, options.Value.MaximumWaiting - Waiting.Count));
        if (taken == 0) return 0;
        if (Waiting.Count == 0) await this.RegisterOrUpdateReminder(Reminder, Wake, Wake);
        Waiting.AddRange(outcomes.Take(taken));
        await storage.WriteStateAsync();
        LookAgain();
        return taken;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (Waiting.Count == 0 && await this.GetReminder(reminderName) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private void LookAgain()
    {
        if (Waiting.Count > 0)
            timer ??= this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(First, Every) { KeepAlive = true });
    }

    private async Task LookAsync()
    {
        string workspace = ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;
        var now = clock.GetUtcNow();
        var left = new List<WaitingOutcome>();
        int expired = 0;
        foreach (var model in Waiting.GroupBy(waiting => waiting.Model))
        {
            WaitingOutcome[] outcomes = [.. model];
            var joined = await join.JoinAsync(workspace, model.Key, [.. outcomes.Select(waiting => (waiting.Id, waiting.Actual))]);

            // One that cannot be read keeps the others from being recorded: then each is tried on its own.
            var verdicts = new Result<RowVerdict[]>[outcomes.Length];
            for (int i = 0; i < outcomes.Length; i++)
                verdicts[i] = joined.Accepted ? (RowVerdict[])[joined.Value[i]]
                    : joined.Refusal.Kind == RefusalKind.Unprocessable
                        ? await join.JoinAsync(workspace, model.Key, [(outcomes[i].Id, outcomes[i].Actual)]) : joined.Refusal;
            for (int i = 0; i < outcomes.Length; i++)
            {
                bool missing = verdicts[i].Accepted ? verdicts[i].Value![0].IsMissing : verdicts[i].Refusal!.Kind != RefusalKind.Unprocessable;
                if (missing && outcomes[i].Until > now) left.Add(outcomes[i]);
                else if (missing || !verdicts[i].Accepted) expired++;
            }
        }

        if (expired > 0)
        {
            instruments.Expired(expired);
            LogExpired(log, workspace, expired);
        }

        if (left.Count < Waiting.Count)
        {
            storage.State.Outcomes = left;
            await storage.WriteStateAsync();
        }

        if (Waiting.Count > 0) return;
        timer?.Dispose();
        timer = null;
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Count} outcomes in {Workspace} were given up: their predictions never came, or have no such class")]
    private static partial void LogExpired(ILogger log, string workspace, int count);
}
