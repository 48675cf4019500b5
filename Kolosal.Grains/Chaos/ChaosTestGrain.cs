using System.Text.Json;
using Kolosal.LogConsumers;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Chaos;

/// <remarks>
/// Keeps <see cref="ChaosTestState"/>; listed as <c>chaos_test</c>. Tells the silos' injectors, probes the target beside its turns, looks at what
/// comes back by a timer, and is woken by a reminder where its silo goes. Tells workspaces on <see cref="Events.DrillStreams"/>, after the write. Its
/// clock is the injector's, which no skew reaches.
/// </remarks>
internal sealed partial class ChaosTestGrain(
    [PersistentState("chaos-test")] IPersistentState<ChaosTestState> storage, ICatalogue catalogue, IFaultInjector injector, IServedLog served,
    ILocalSiloDetails silo, IOptionsMonitor<ChaosOptions> options, ChaosInstruments instruments, ILogger<ChaosTestGrain> log)
    : RecordGrain<ChaosTestState>(storage, catalogue, injector.Clock), IChaosTestGrain, IRemindable
{
    private const string Reminder = "look";

    private static readonly TimeSpan WakeEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long silos are kept beyond the longest time that a test can take.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private IGrainTimer? looking;
    private FaultGates? gates;
    private bool interrupted;

    protected override string CatalogueKind => CatalogueKinds.ChaosTest;

    private string Subject => $"chaos-tests/{Key.Id}";

    private ChaosPlan Plan => State.Plan!;

    private FaultGates Gates => gates ??= new(GrainFactory);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        interrupted = State is { IsRunning: true, Phase: ChaosPhase.During };
        if (State.IsRunning) Watch();
    }

    public async Task<Result<ChaosTest>> StartAsync(ChaosPlan plan)
    {
        if (State.Exists) return Read();
        if (!injector.IsEnabled) return ChaosLifecycle.Disabled;
        if (ChaosPlanRules.Refuse(plan) is { } bad) return bad;
        var active = await Gates.ActiveAsync();
        var (targets, refusal) = ChooseTargets(plan, active);
        if (refusal is not null) return refusal;
        var longest = TimeSpan.FromSeconds(plan.BeforeSeconds + plan.Radius.Seconds + plan.AfterSeconds) + Grace;
        if (await Gates.ReserveAsync(active, this.GetPrimaryKeyString(), longest) is { } other)
            return ChaosLifecycle.Running(ResourceKey.Parse(other).Id);
        await this.RegisterOrUpdateReminder(Reminder, WakeEvery, WakeEvery);
        State.Begin(plan, Actor, active.Select(one => one.ToParsableString()), targets.Select(one => one.ToParsableString()));
        await CommitAsync("chaos.start", Subject, plan.Hypothesis.ModelId, JsonSerializer.Serialize(new
        {
            type = WireJson.Word(plan.Type),
            fault = WireJson.Word(plan.Fault),
            workspaces = string.Join(' ', plan.Radius.Workspaces),
            seconds = plan.Radius.Seconds,
        }));
        instruments.Started(plan.Fault);
        Watch();
        return Read();
    }

    public Task<Result<ChaosTest>> GetAsync() => Task.FromResult<Result<ChaosTest>>(State.Exists ? Read() : ChaosLifecycle.NotFound(Key.Id));

    public async Task<Result<ChaosTest>> CancelAsync()
    {
        if (!State.Exists) return ChaosLifecycle.NotFound(Key.Id);
        if (State.Status == ChaosTestStatus.Cancelled) return Read();
        if (ChaosLifecycle.Tests.Refuse(State.Status, ChaosTestStatus.Cancelled, $"The test {Key.Id}") is { } wrong) return wrong;
        var (struck, _) = await LiftEverywhereAsync();
        State.Cancel(Clock.GetUtcNow(), struck);
        await CommitAsync("chaos.cancel", Subject, Plan.Hypothesis.ModelId);
        Watch(); // until the last probe is back
        return Read();
    }

    public async Task<Result<ChaosTest>> CompleteAsync(ChaosReview review)
    {
        if (!State.Exists) return ChaosLifecycle.NotFound(Key.Id);
        if (State.IsRunning) return ChaosLifecycle.NotEnded(Key.Id);
        if (State.IsReviewed(review)) return Read();
        State.Review(review, Actor, Clock.GetUtcNow());
        await CommitAsync("chaos.review", Subject, Plan.Hypothesis.ModelId);
        return Read();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.IsRunning) Watch();
        else if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.Exists ? Read() : null;

    private ChaosTest Read() => State.Read(Key.Id);

    private (SiloAddress[] Targets, Refusal? Refusal) ChooseTargets(ChaosPlan plan, SiloAddress[] active)
    {
        bool kill = plan.Fault == ChaosFault.SiloKill;
        SiloAddress[] named = plan.Radius.Silo is { } name ? [.. active.Where(one => one.ToString() == name)] : active;
        if (named.Length == 0)
            return ([], Refusal.Unprocessable("chaos.no-such-silo",
                $"No silo '{plan.Radius.Silo}' takes calls now; there are {string.Join(", ", active.Select(one => one.ToString()))}."));
        if (!kill) return (named, null);
        if (active.Length < 2)
            return ([], Refusal.Conflict("chaos.no-other-silo", "Only one silo is there; a silo is killed only where another one stays."));
        var doomed = named.FirstOrDefault(one => !one.Equals(silo.SiloAddress));
        return doomed is not null ? ([doomed], null)
            : ([], Refusal.Conflict("chaos.own-silo", "The test itself would run on that silo. Order it again, or name another silo."));
    }

    private Task<(long Struck, bool Everywhere)> LiftEverywhereAsync() =>
        Gates.LiftAsync([.. State.Kept.Select(SiloAddress.FromParsableString)], this.GetPrimaryKeyString());

    private void Watch()
    {
        var pause = TimeSpan.FromMilliseconds(options.CurrentValue.LookMilliseconds);
        looking ??= this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(pause, pause) { KeepAlive = true });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos test {Test} puts {Fault} in force for {Seconds} s")]
    private static partial void LogInjected(ILogger log, string test, ChaosFault fault, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos test {Test} lifted its fault, everywhere: {Everywhere}; {Reason}")]
    private static partial void LogLifted(ILogger log, string test, bool everywhere, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of chaos test {Test} is stored and not yet in trail or lists")]
    private static partial void LogPending(ILogger log, Exception fault, string test);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos test {Test} could not do its next step and tries again")]
    private static partial void LogStep(ILogger log, Exception fault, string test);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the probes of chaos test {Test} wrote could not be removed")]
    private static partial void LogLeft(ILogger log, Exception fault, string test);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream did not take the news of chaos test {Test} for {Workspace}")]
    private static partial void LogUntold(ILogger log, Exception fault, string test, string workspace);
}
