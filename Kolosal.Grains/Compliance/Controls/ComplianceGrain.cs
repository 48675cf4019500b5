using Kolosal.Audit;
using Kolosal.Compliance.Frameworks;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Controls;

/// <remarks>
/// Keeps <see cref="ComplianceState"/>; reads the facts of the workspace; calls the history, the audit trail and the corrective actions. The
/// history is
/// written before the state and the actions are opened after it; both know what they were told before, so that a crash in between repeats them.
/// </remarks>
internal sealed partial class ComplianceGrain(
    [PersistentState("compliance")] IPersistentState<ComplianceState> storage, ICatalogue catalogue, TimeProvider clock, ControlEvaluator evaluator,
    ControlQuestions questions, FrameworkCatalogue frameworks, IEvidenceFactsReader evidence, IControlDecisions decisions,
    ICorrectiveActions actions, IOptions<ComplianceOptions> options, ComplianceInstruments instruments, ILogger<ComplianceGrain> log)
    : RecordGrain<ComplianceState>(storage, catalogue, clock), IComplianceGrain, IComplianceIntake, IRemindable
{
    private const string Reminder = "evaluate";

    private bool watching;
    private IGrainTimer? soon;
    private int looks;

    /// <summary>Entries of the audit trail that the last evaluation knew of.</summary>
    private long? seen;

    /// <summary>What the last evaluation read, and what it answered; null before the first of this activation.</summary>
    private (WorkspaceFacts Facts, Dictionary<string, QueryStanding> Standings)? known;

    protected override string CatalogueKind => CatalogueKinds.Compliance;

    private string Workspace => Key.Workspace;

    private DateTimeOffset Now => Clock.GetUtcNow();

    private TimeSpan Every => TimeSpan.FromMinutes(options.Value.EvaluateMinutes);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (State.Exists) await WatchAsync();
    }

    public async Task<Result<ControlEvaluation>> EvaluateAsync()
    {
        await WatchAsync();
        return await EvaluateAsync(always: true);
    }

    public async Task TellAsync(OutsideNews news)
    {
        var known = State.Reported;
        State.Report(news.AddTo(known));
        await StoreAsync();
        await NudgeAsync();
    }

    public Task NudgeAsync() => State.Exists ? BeginAsync() : Task.CompletedTask;

    public Task ReceiveReminder(string reminderName, TickStatus status) => TryEvaluateAsync(always: true);

    /// <summary>A report is made when it is asked for; there is no list of workspaces.</summary>
    protected override object? Describe() => null;

    private async Task BeginAsync()
    {
        await WatchAsync();
        Soon(TimeSpan.FromSeconds(1));
    }

    /// <summary>From the first call on the workspace is looked after by itself.</summary>
    private async Task WatchAsync()
    {
        if (watching) return;
        watching = true;
        await this.RegisterOrUpdateReminder(Reminder, Every, Every);
        var look = TimeSpan.FromSeconds(options.Value.WatchSeconds);
        this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(look, look) { KeepAlive = true });
    }

    /// <summary>Every change of a record is an entry of the audit trail: where it grew, an answer may be another. What time, a monitor, the
    /// host or a setting makes another is found by judging what is known once more.</summary>
    private async Task LookAsync()
    {
        if (State.EvaluatedAt is { } last)
        {
            var since = Now - last;
            if (since >= Every || RunsOut())
            {
                await TryEvaluateAsync(always: true);
                return;
            }
            if (since < TimeSpan.FromSeconds(options.Value.PauseSeconds) || (await EntriesAsync() == seen && !await HasMovedAsync())) return;
        }
        await TryEvaluateAsync(always: false);
    }

    /// <summary>Some answers count for less time than lies between two regular evaluations: they are given anew before they expire.</summary>
    private bool RunsOut()
    {
        var next = Now + 2 * TimeSpan.FromSeconds(options.Value.WatchSeconds);
        return known is { } found && found.Standings.Values.Any(standing => standing.Shown.ExpiresAt <= next);
    }

    private async Task<bool> HasMovedAsync()
    {
        if (known is not { } found) return true;
        try
        {
            return await evaluator.HasMovedAsync(Workspace, found.Facts, found.Standings, looks++);
        }
        catch (Exception fault)
        {
            // The next evaluation says what could not be read.
            LogUnevaluated(log, fault, Workspace);
            return true;
        }
    }

    private void Soon(TimeSpan after)
    {
        soon?.Dispose();
        soon = this.RegisterGrainTimer(
            () => TryEvaluateAsync(always: false), new GrainTimerCreationOptions(after, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task<long> EntriesAsync() => (await GrainFactory.Audit(Workspace).GetCheckpointAsync())?.Entries ?? 0;

    private async Task TryEvaluateAsync(bool always)
    {
        try
        {
            await EvaluateAsync(always);
        }
        catch (Exception fault)
        {
            // Nobody waits for it: it is tried again by the reminder, and what was known goes stale by itself.
            LogUnevaluated(log, fault, Workspace);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The controls of {Workspace} could not be evaluated; what is known of them goes stale")]
    private static partial void LogUnevaluated(ILogger log, Exception fault, string workspace);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "No corrective action could be opened for {Query} in {Workspace}; the next evaluation tries again")]
    private static partial void LogUnopened(ILogger log, Exception fault, string query, string workspace);
}
