using System.Reflection;
using Orleans.Concurrency;

namespace Kolosal.Runtime.Calls;

/// <summary>What the engine has to know about an interface method.</summary>
internal sealed class GrainMethod(MethodInfo method)
{
    public MethodInfo Info { get; } = method;
    public string Name { get; } = method.Name;
    public Type Interface { get; } = method.DeclaringType!;
    public string InterfaceName { get; } = method.DeclaringType!.Name;
    public bool AlwaysInterleave { get; } = method.IsDefined(typeof(AlwaysInterleaveAttribute));
    public bool ReadOnly { get; } = method.IsDefined(typeof(ReadOnlyAttribute));
    public bool OneWay { get; } = method.IsDefined(typeof(OneWayAttribute));
    public TimeSpan? ResponseTimeout { get; } = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;

    /// <summary>True when results go back by reference: their type is immutable, or the return value is said to be.</summary>
    public bool ImmutableResult { get; } = method.ReturnParameter.IsDefined(typeof(ImmutableAttribute), false);

    public string ActivityName { get; } = $"{method.DeclaringType!.Name}/{method.Name}";
}
