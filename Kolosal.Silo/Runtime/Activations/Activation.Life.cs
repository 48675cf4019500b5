using Kolosal.Runtime.Calls;
using Kolosal.Runtime.State;
using Orleans.Streams;

namespace Kolosal.Runtime.Activations;

/// <summary>How an activation comes, stays and leaves.</summary>
internal sealed partial class Activation : IActivation
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<GrainTimer> _timers = [];
    private Dictionary<(string Provider, StreamId Stream), Streams.StreamConsumer>? _consumers;
    private AsyncServiceScope _scope;
    private object? _instance;
    private Stage _stage = Stage.Starting;
    private bool _leaveRequested, _wasActive;
    private DeactivationReason _reason;
    private long _lastUsed;
    private DateTimeOffset _keepUntil;
    private GrainTimer? _enumerationSweep;

    private enum Stage { Starting, Active, Leaving, Left }

    public object? GrainInstance => _instance;
    public IServiceProvider ActivationServices => _scope.ServiceProvider;
    public Task Deactivated => _left.Task;
    public IGrainFactory GrainFactory => Engine.Grains;
    public IReminders Reminders => Engine.Reminders.Of(GrainId);

    public void Start() => Post(static state => _ = ((Activation)state!).StartAsync(), this);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_leaveRequested || _stage is Stage.Leaving or Stage.Left) return;
            _leaveRequested = true;
            _reason = deactivationReason;
            WakeIfWaiting();
        }
    }

    public void DelayDeactivation(TimeSpan time)
    {
        var now = Engine.BackgroundTime.GetUtcNow();
        _keepUntil = time == Timeout.InfiniteTimeSpan || time > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue
            : time <= TimeSpan.Zero ? default : now + time;
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, tick, options);
        lock (_gate)
        {
            if (_stage is Stage.Leaving or Stage.Left) throw new InvalidOperationException($"{GrainId} is leaving and takes no more timers.");
            _timers.Add(timer);
        }
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    public IStreamProvider GetStreamProvider(string name) => Engine.Streams.Get(name);

    /// <summary>The grain's side of its subscription to a stream, made on the first event.</summary>
    public Streams.StreamConsumer ConsumerOf(string provider, StreamId stream)
    {
        _consumers ??= [];
        if (_consumers.TryGetValue((provider, stream), out var known)) return known;
        return _consumers[(provider, stream)] = new Streams.StreamConsumer(provider, stream, GrainId);
    }

    /// <summary>Counts as use: the idle age starts again.</summary>
    public void Touch() => _lastUsed = Engine.BackgroundTime.GetTimestamp();

    /// <summary>Whether nothing happened here for longer than the class allows.</summary>
    public bool IsIdle(TimeSpan? ageLimit = null)
    {
        var limit = ageLimit ?? Class.AgeLimit;
        if (limit == Timeout.InfiniteTimeSpan || IsBusy) return false;
        lock (_gate) return _stage == Stage.Active && !_leaveRequested
            && Engine.BackgroundTime.GetElapsedTime(_lastUsed) >= limit && _keepUntil <= Engine.BackgroundTime.GetUtcNow();
    }

    public void EnsureEnumerationSweep()
    {
        if (_enumerationSweep is not null) return;
        var every = Engine.ResponseTimeout / 2;
        _enumerationSweep = (GrainTimer)RegisterTimer(async _ =>
        {
            if (await Enumerations.SweepAsync(Engine.ResponseTimeout)) return;
            _enumerationSweep?.Dispose();
            _enumerationSweep = null;
        }, new GrainTimerCreationOptions(every, every) { Interleave = true });
    }

    private async Task StartAsync()
    {
        try
        {
            _scope = Engine.Services.CreateAsyncScope();
            List<IBoundState> states;
            using (StateBinding.Collect(out states)) _instance = Class.Create(this);
            foreach (var state in states) await state.ReadStateAsync();
            if (_instance is IGrainBase grain)
            {
                using var limit = new CancellationTokenSource(Engine.ActivationTimeout);
                await grain.OnActivateAsync(limit.Token);
            }
            _wasActive = true;
            Engine.Statistics.Activated(Class);
        }
        catch (Exception error)
        {
            LogActivationFailed(Engine.Log, error, GrainId);
            lock (_gate)
            {
                _leaveRequested = true;
                _reason = new(DeactivationReasonCode.ActivationFailed, error, "The activation failed.");
            }
        }
        lock (_gate)
        {
            _stage = Stage.Active;
            WakeIfWaiting();
        }
    }

    /// <summary>To be asked in the gate; true moves on to leaving.</summary>
    private bool ShouldLeave()
    {
        if (!_leaveRequested || _stage != Stage.Active || _running > 0) return false;
        _stage = Stage.Leaving;
        return true;
    }

    private async Task LeaveAsync()
    {
        GrainTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Dispose();
        try
        {
            await Enumerations.EndAllAsync();
            if (_wasActive && _instance is IGrainBase grain)
            {
                using var limit = new CancellationTokenSource(Engine.DeactivationTimeout);
                await grain.OnDeactivateAsync(_reason, limit.Token).WaitAsync(limit.Token);
            }
        }
        catch (Exception error)
        {
            LogDeactivationFailed(Engine.Log, error, GrainId);
        }
        await DisposeAsync();
        if (_wasActive) Engine.Statistics.Deactivated(Class);

        // From here on calls find the successor; those that waited here go there too.
        Engine.Directory.Remove(this);
        Request? waiting;
        lock (_gate)
        {
            _stage = Stage.Left;
            waiting = _first;
            _first = _last = null;
            _waiting = 0;
        }
        while (waiting is { } request)
        {
            waiting = request.NextInMailbox;
            if (request.IsAnswered) continue;
            if (_reason.ReasonCode == DeactivationReasonCode.ActivationFailed) request.TryFail(_reason.Exception!);
            else if (Engine.IsStopped) request.TryFail(new SiloUnavailableException());
            else request.Redeliver();
        }
        _left.TrySetResult();
    }

    private async Task DisposeAsync()
    {
        try
        {
            if (_instance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (_instance is IDisposable disposable) disposable.Dispose();
            if (_scope.ServiceProvider is not null) await _scope.DisposeAsync();
        }
        catch (Exception error)
        {
            LogDeactivationFailed(Engine.Log, error, GrainId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activation of {Grain} failed")]
    private static partial void LogActivationFailed(ILogger log, Exception error, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deactivation of {Grain} met a fault")]
    private static partial void LogDeactivationFailed(ILogger log, Exception error, GrainId grain);
}
