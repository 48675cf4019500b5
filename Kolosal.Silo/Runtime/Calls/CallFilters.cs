using System.Collections.Concurrent;
using System.Reflection;
using Kolosal.Runtime.Activations;
using Orleans.Serialization.Invocation;

namespace Kolosal.Runtime.Calls;

/// <summary>The filters of a silo, in the order they were added.</summary>
internal sealed class CallFilters(IEnumerable<IIncomingGrainCallFilter> incoming, IEnumerable<IOutgoingGrainCallFilter> outgoing)
{
    private readonly IIncomingGrainCallFilter[] _incoming = [.. incoming];
    private readonly IOutgoingGrainCallFilter[] _outgoing = [.. outgoing];

    public bool HasOutgoing => _outgoing.Length > 0;

    /// <returns>Null when no filter wants to see the call.</returns>
    public Task? Apply(Activation activation, Request request)
    {
        if (_incoming.Length == 0 && !activation.Class.HasFilter) return null;
        IEnumerable<IIncomingGrainCallFilter> filters = activation.Class.HasFilter ? _incoming.Append((IIncomingGrainCallFilter)activation.GrainInstance!) : _incoming;
        return IncomingCall.RunAsync(activation, request, [.. filters]);
    }

    /// <summary>Sends a call through the outgoing filters.</summary>
    public async Task<TResult> ApplyAsync<TResult>(Request<TResult> request)
    {
        request.Source = RuntimeContext.Current as Activation;
        var call = new OutgoingCall<TResult>(request, _outgoing);
        await call.Invoke();
        return call.Answer;
    }
}

/// <summary>A call on its way through the filters.</summary>
internal abstract class FilteredCall<TRequest>(TRequest request) : IGrainCallContext where TRequest : Request
{
    private int _stage;

    protected TRequest Call { get; } = request;

    public IInvokable Request => Call;
    public abstract object Grain { get; }
    public GrainId? SourceId => Call.Source?.GrainId;
    public GrainId TargetId => Call.Reference.GrainId;
    public string InterfaceName => Call.Method.Interface.FullName!;
    public string MethodName => Call.Method.Name;
    public MethodInfo InterfaceMethod => Call.Method.Info;
    public object? Result { get; set; }

    public async Task Invoke()
    {
        int stage = _stage++;
        try
        {
            await Invoke(stage);
        }
        finally
        {
            // A filter may invoke the rest again, for a retry.
            _stage = stage;
        }
    }

    protected abstract Task Invoke(int stage);
}

internal sealed class IncomingCall(Activation activation, Request request, IIncomingGrainCallFilter[] filters) : FilteredCall<Request>(request), IIncomingGrainCallContext
{
    private static readonly ConcurrentDictionary<(Type Class, MethodInfo Method), MethodInfo> Implementations = new();

    public override object Grain => activation.GrainInstance!;
    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod => Implementations.GetOrAdd((activation.Class.ClassType, InterfaceMethod), static key =>
    {
        var map = key.Class.GetInterfaceMap(key.Method.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, key.Method)];
    });

    /// <summary>A task of the kind that the request expects of its method.</summary>
    public static Task RunAsync(Activation activation, Request request, IIncomingGrainCallFilter[] filters)
    {
        var call = new IncomingCall(activation, request, filters);
        return request.RunFilteredAsync(call);
    }

    protected override async Task Invoke(int stage)
    {
        if (stage < filters.Length)
        {
            await filters[stage].Invoke(this);
            return;
        }
        var task = Call.InvokeMethod(activation.GrainInstance!);
        await task;
        Result = Call.ResultOf(task);
    }
}

internal sealed class OutgoingCall<TResult>(Request<TResult> request, IOutgoingGrainCallFilter[] filters)
    : FilteredCall<Request<TResult>>(request), IOutgoingGrainCallContext
{
    public override object Grain => Call.Reference;
    public IGrainContext? SourceContext => Call.Source;
    public TResult Answer => Result is TResult answer ? answer : default!;

    protected override async Task Invoke(int stage)
    {
        if (stage < filters.Length) await filters[stage].Invoke(this);
        else Result = await Call.Reference.SendUnfiltered(Call) is var answer && typeof(TResult) == typeof(Nothing) ? null : answer;
    }
}
