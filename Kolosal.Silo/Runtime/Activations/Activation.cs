using Kolosal.Runtime.Calls;

namespace Kolosal.Runtime.Activations;

/// <summary>A grain in memory: its object, its mailbox and the scheduler on which its turns run one at a time.</summary>
/// <remarks>
/// Turns are of two kinds. Work is what the grain itself queued: continuations after an await, tasks it started, callbacks. Calls are admitted one
/// request at a time, unless an attribute lets them interleave. Both run with this object as <see cref="TaskScheduler.Current"/>.
/// </remarks>
internal sealed partial class Activation : TaskScheduler, IMailbox, IThreadPoolWorkItem
{
    /// <summary>Turns of one activation before others get the thread.</summary>
    private const int TurnsInARow = 64;

    private static readonly Action<object?> BeginAction = static state => ((Request)state!).Target!.Begin((Request)state);

    private readonly object _gate = new();
    private readonly Queue<Task> _work = new(2);
    private Request? _first, _last;
    private int _waiting, _running, _runningBlocking, _runningReadOnly;
    private bool _scheduled;
    private Dictionary<Guid, int>? _reentrantSections;

    public Activation(Engine engine, GrainId id, GrainClass grainClass)
    {
        (Engine, GrainId, Class) = (engine, id, grainClass);
        Enumerations = new Enumerations(this);
        _lastUsed = engine.BackgroundTime.GetTimestamp();
    }

    public Engine Engine { get; }
    public GrainId GrainId { get; }
    public GrainClass Class { get; }
    public Enumerations Enumerations { get; }
    public override int MaximumConcurrencyLevel => 1;

    public bool IsBusy
    {
        get { lock (_gate) return _running > 0 || _waiting > 0 || _stage is Stage.Starting; }
    }

    /// <summary>Calls that run or wait.</summary>
    public int Load
    {
        get { lock (_gate) return _running + _waiting; }
    }

    public int Waiting
    {
        get { lock (_gate) return _waiting; }
    }

    IEnumerable<Activation> IMailbox.Activations => [this];

    public bool TryEnqueue(Request request)
    {
        lock (_gate)
        {
            if (_stage == Stage.Left) return false;
            request.NextInMailbox = null;
            if (_last is null) _first = request;
            else _last.NextInMailbox = request;
            _last = request;
            _waiting++;
            // A call that has to wait needs no turn: the end of the one before it looks for the next.
            if (_scheduled || _stage != Stage.Active || !MayRun(request)) return true;
            _scheduled = true;
        }
        Turns.Schedule(this);
        return true;
    }

    /// <summary>Runs a callback as a turn of its own.</summary>
    public void Post(Action<object?> action, object? state) =>
        Task.Factory.StartNew(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    void IThreadPoolWorkItem.Execute() => Turns.Run(this);

    internal void RunTurns()
    {
        var before = RuntimeContext.Current;
        RuntimeContext.Current = this;
        try
        {
            for (int turn = 0; turn < TurnsInARow; turn++)
            {
                if (!TryTakeTurn(out var work)) return;
                if (Engine.IsDead) continue;
                if (work.Status == TaskStatus.Created) work.RunSynchronously(this);
                else TryExecuteTask(work);
            }
        }
        finally
        {
            RuntimeContext.Current = before;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void EnterReentrantSection(Guid id)
    {
        lock (_gate)
        {
            _reentrantSections ??= [];
            _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
            WakeIfWaiting();
        }
    }

    public void LeaveReentrantSection(Guid id)
    {
        lock (_gate)
        {
            if (_reentrantSections is null || !_reentrantSections.TryGetValue(id, out int depth)) return;
            if (depth == 1) _reentrantSections.Remove(id);
            else _reentrantSections[id] = depth - 1;
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _work.Enqueue(task);
            if (_scheduled) return;
            _scheduled = true;
        }
        Turns.Schedule(this);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate) return [.. _work];
    }

    /// <summary>The next turn; false, and not scheduled any more, when there is none.</summary>
    private bool TryTakeTurn(out Task work)
    {
        lock (_gate)
        {
            if (_work.TryDequeue(out work!)) return true;
            if (TakeRunnable() is { } request)
            {
                work = new Task(BeginAction, request, TaskCreationOptions.DenyChildAttach);
                return true;
            }
            if (ShouldLeave())
            {
                work = new Task(static state => _ = ((Activation)state!).LeaveAsync(), this, TaskCreationOptions.DenyChildAttach);
                return true;
            }
            _scheduled = false;
            return false;
        }
    }

    /// <summary>The first waiting call that may run now, counted as running.</summary>
    private Request? TakeRunnable()
    {
        if (_stage != Stage.Active) return null;
        Request? previous = null;
        for (var request = _first; request is not null;)
        {
            var next = request.NextInMailbox;
            bool gone = request.IsAnswered;
            if (gone || MayRun(request))
            {
                if (previous is null) _first = next;
                else previous.NextInMailbox = next;
                if (next is null) _last = previous;
                _waiting--;
                // A caller that gave up while its call waited gets no effect: the call never begins.
                if (!gone && request.TryStart(this))
                {
                    _running++;
                    if (!request.AlwaysInterleave) _runningBlocking++;
                    if (request.ReadOnly) _runningReadOnly++;
                    return request;
                }
            }
            else
            {
                previous = request;
            }
            request = next;
        }
        return null;
    }

    /// <summary>Whether the call may run beside those that run now.</summary>
    private bool MayRun(Request request)
    {
        if (_leaveRequested && !(_running > 0 && (request.AlwaysInterleave || IsInReentrantSection(request)))) return false;
        return _runningBlocking == 0
            || request.AlwaysInterleave
            || Class.Reentrant
            || (request.ReadOnly && _runningBlocking == _runningReadOnly)
            || IsInReentrantSection(request)
            || (Class.MayInterleave?.Invoke(request) ?? false);
    }

    private bool IsInReentrantSection(Request request) =>
        _reentrantSections is not null && request.Context is { } context && context.Reentrancy != Guid.Empty && _reentrantSections.ContainsKey(context.Reentrancy);

    /// <summary>To be called in the gate: something changed that may let a waiting call run.</summary>
    private void WakeIfWaiting()
    {
        if (_scheduled || (_first is null && !_leaveRequested)) return;
        _scheduled = true;
        Turns.Schedule(this);
    }

    private void Begin(Request request)
    {
        if (request.Context is { } context) RequestContext.Current = context;
        if (Engine.Tracing) request.Span = CallTracing.Start(request);
        Task task;
        try
        {
            task = request.IsGrainCall && Engine.Filters.Apply(this, request) is { } filtered ? filtered : request.InvokeMethod(_instance!);
        }
        catch (Exception error)
        {
            task = Task.FromException(error);
        }
        if (task.IsCompleted) End(request, task);
        // Captures this scheduler: the end of a call is a turn like any other.
        else task.GetAwaiter().UnsafeOnCompleted(() => End(request, task));
    }

    private void End(Request request, Task task)
    {
        if (task.IsFaulted && task.Exception!.InnerException is Orleans.Storage.InconsistentStateException { IsSourceActivation: true } conflict)
        {
            // What is in memory is not what is stored; the next activation reads it again.
            conflict.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, conflict, "The stored state was changed by somebody else."));
        }
        if (request.OneWay && task.IsFaulted) LogOneWayFault(Engine.Log, task.Exception!.InnerException!, request.Method.ActivityName, GrainId);
        if (request.CountsAsUse) _lastUsed = Engine.BackgroundTime.GetTimestamp();
        Engine.Statistics.Ended(task);
        if (request.Span is { } span) CallTracing.End(span, task);
        if (Engine.Strict is { } strict && request.IsGrainCall) strict.Complete(this, request, task);
        else request.CompleteFrom(task);
        lock (_gate)
        {
            _running--;
            if (!request.AlwaysInterleave) _runningBlocking--;
            if (request.ReadOnly) _runningReadOnly--;
            WakeIfWaiting();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Method} on {Grain} failed")]
    private static partial void LogOneWayFault(ILogger log, Exception error, string method, GrainId grain);
}
