using System.Reflection;
using Kolosal.Runtime.Activations;
using Kolosal.Runtime.Copying;
using Orleans.Serialization.Invocation;

namespace Kolosal.Runtime.Calls;

/// <summary>One call on its way: what to run, for whom, and where its answer goes.</summary>
/// <remarks>The subclass with the arguments is emitted per interface method by <see cref="ReferenceFactory"/>.</remarks>
internal abstract class Request : IInvokable
{
    private static readonly Action<object?> OnCancel = static state => ((Request)state!).CancelByCaller();

    private CancellationTokenSource? _calleeCancel;
    private CancellationTokenRegistration _registration;
    private int _started;

    // Links of the mailbox and of the list of calls that wait for an answer.
    internal Request? NextInMailbox, NextWaiting, PreviousWaiting;
    internal CallTimeouts.Lane? WaitingLane;
    internal long Deadline;

    public GrainMethod Method = null!;
    public GrainReference Reference = null!;
    public CallContext? Context;
    public Activation? Source, Target;
    public CancellationToken CallerToken;

    /// <summary>The caller's span, when calls are traced.</summary>
    public System.Diagnostics.ActivityContext Trace;

    /// <summary>The span of the method's run.</summary>
    public System.Diagnostics.Activity? Span;

    /// <summary>The token that the method gets; it is cancelled as a turn of the callee.</summary>
    public CancellationToken CalleeToken;

    public virtual bool AlwaysInterleave => Method.AlwaysInterleave;
    public virtual bool ReadOnly => Method.ReadOnly;
    public virtual bool OneWay => Method.OneWay;

    /// <summary>False for the engine's own turns, such as timer ticks, which do not count as use of the activation.</summary>
    public virtual bool CountsAsUse => true;

    /// <summary>False for the engine's own turns, which call filters do not see.</summary>
    public virtual bool IsGrainCall => true;

    /// <summary>Nobody waits for the answer any more.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Runs the method on the grain object.</summary>
    public abstract Task InvokeMethod(object grain);

    /// <summary>Ends the call with what the method's task holds.</summary>
    public abstract void CompleteFrom(Task task);

    public abstract bool TryFail(Exception error);

    public abstract bool TryCancel(CancellationToken token);

    /// <summary>Replaces each argument by a copy, where its type asks for one.</summary>
    public abstract void CopyArguments(CopyContext context);

    /// <summary>True when at least one argument has to be copied.</summary>
    public virtual bool HasMutableArguments => false;

    public virtual int GetArgumentCount() => 0;
    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, "No such argument.");
    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index), index, "No such argument.");

    public string GetMethodName() => Method.Name;
    public string GetInterfaceName() => Method.InterfaceName;
    public Type GetInterfaceType() => Method.Interface;
    public MethodInfo GetMethod() => Method.Info;
    public CancellationToken GetCancellationToken() => CalleeToken;

    /// <summary>The result of a finished call, for filters.</summary>
    public virtual object? ResultOf(Task task) => null;

    /// <summary>Runs the filters, and the method behind them; a task of the kind that <see cref="CompleteFrom"/> takes.</summary>
    public virtual Task RunFilteredAsync(IGrainCallContext call) => call.Invoke();

    /// <summary>Listens to the caller's token; to be called once, before the request is sent.</summary>
    public void ObserveCancellation()
    {
        if (!CallerToken.CanBeCanceled) return;
        _calleeCancel = new CancellationTokenSource();
        CalleeToken = _calleeCancel.Token;
        _registration = CallerToken.UnsafeRegister(OnCancel, this);
    }

    /// <summary>False when the caller has gone before the call began, so that it must not begin.</summary>
    public bool TryStart(Activation target)
    {
        Target = target;
        return Interlocked.CompareExchange(ref _started, 1, 0) == 0;
    }

    /// <summary>To be called when the answer was given, whichever it was.</summary>
    protected void Answered()
    {
        WaitingLane?.Remove(this);
        if (_calleeCancel is not null) _registration.Unregister();
    }

    internal void TimeOut(TimeSpan limit)
    {
        Interlocked.CompareExchange(ref _started, -1, 0);
        TryFail(new TimeoutException($"{Method.ActivityName} on {Reference.GrainId} did not answer within {limit}; whether it had an effect is unknown."));
    }

    /// <summary>Sends the call again, because the activation that held it left before it began.</summary>
    public virtual void Redeliver() => Reference.Deliver(this);

    private void CancelByCaller()
    {
        TryCancel(CallerToken);
        if (Interlocked.CompareExchange(ref _started, -1, 0) == 0) return;
        Target?.Post(static state => ((CancellationTokenSource)state!).Cancel(), _calleeCancel);
    }
}

/// <summary>A call with an answer of type <typeparamref name="TResult"/>.</summary>
internal abstract class Request<TResult> : Request
{
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    public override bool TryFail(Exception error)
    {
        if (!_answer.TrySetException(error)) return false;
        // A caller that does not await must not bring the process's unobserved-exception event down on us.
        _ = _answer.Task.Exception;
        Answered();
        return true;
    }

    public override bool TryCancel(CancellationToken token)
    {
        if (!_answer.TrySetCanceled(token)) return false;
        Answered();
        return true;
    }

    public override void CompleteFrom(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            try
            {
                Succeed(PassResult(Take(task)));
            }
            catch (Exception error)
            {
                TryFail(error);
            }
        }
        else if (task.IsCanceled)
        {
            // Another machine would learn of it as an exception; the caller's own token is not involved.
            TryFail(new TaskCanceledException(task));
        }
        else
        {
            var errors = task.Exception!.InnerExceptions;
            TryFail(Reference?.Engine.PassException(errors[0]) ?? errors[0]);
        }
    }

    public override object? ResultOf(Task task) => Take(task);

    public override Task RunFilteredAsync(IGrainCallContext call)
    {
        return ResultAsync(call);

        static async Task<TResult> ResultAsync(IGrainCallContext call)
        {
            await call.Invoke();
            return call.Result is TResult result ? result : default!;
        }
    }

    protected virtual TResult Take(Task task) => ((Task<TResult>)task).GetAwaiter().GetResult();

    protected void Succeed(TResult result)
    {
        if (_answer.TrySetResult(result)) Answered();
    }

    private TResult PassResult(TResult result)
    {
        var engine = Reference?.Engine;
        if (engine is null || Method.ImmutableResult && engine.Strict is null) return result;
        return engine.PassResult(result);
    }
}

/// <summary>The answer of a call that has none.</summary>
[GenerateSerializer, Immutable]
internal readonly struct Nothing;

/// <summary>A call without a result.</summary>
internal abstract class VoidRequest : Request<Nothing>
{
    public override object? ResultOf(Task task)
    {
        task.GetAwaiter().GetResult();
        return null;
    }

    public override Task RunFilteredAsync(IGrainCallContext call) => call.Invoke();

    protected override Nothing Take(Task task) => default;
}
