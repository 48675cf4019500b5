namespace Kolosal.Engine.Tests.Calls;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> DoubleAsync(int value);
    Task<string?> StampAsync(string key);
    Task<string?> StampOfOtherAsync(string other, string key);
    Task SetStampAsync(string key, string value);
}

/// <summary>Its own filter refuses some values and sees what the silo's filter did.</summary>
public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<int> DoubleAsync(int value) => Task.FromResult(2 * value);
    public Task<string?> StampAsync(string key) => Task.FromResult((string?)RequestContext.Get(key));
    public Task<string?> StampOfOtherAsync(string other, string key) => GrainFactory.GetGrain<IFilteredGrain>(other).StampAsync(key);

    public Task SetStampAsync(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName == nameof(DoubleAsync) && context.Request.GetArgument(0) is 13) throw new ArgumentException("The grain refuses 13.");
        await context.Invoke();
        if (context.MethodName == nameof(DoubleAsync) && context.Result is 200) context.Result = 201;
    }
}

/// <summary>The silo's incoming filter: refuses 666, turns 7 into 8.</summary>
public sealed class RecordingFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FilteredGrain || context.MethodName != nameof(IFilteredGrain.DoubleAsync)) return context.Invoke();
        if (context.Request.GetArgument(0) is 666) throw new UnauthorizedAccessException($"{context.TargetId.Key} {context.InterfaceMethod.Name} {context.ImplementationMethod.DeclaringType!.Name}");
        if (context.Request.GetArgument(0) is 7) context.Request.SetArgument(0, 8);
        return context.Invoke();
    }
}

/// <summary>The silo's outgoing filter: stamps calls from one grain to another.</summary>
public sealed class StampingFilter : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(IFilteredGrain) && context.SourceId is { } source) RequestContext.Set("filter", $"from {source.Type}");
        await context.Invoke();
    }
}
