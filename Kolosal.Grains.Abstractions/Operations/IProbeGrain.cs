using Kolosal.Access;

namespace Kolosal.Operations;

/// <summary>Answers, so that somebody knows the engine does; key <c>system/probe</c>.</summary>
[Alias("kolosal.operations.IProbeGrain"), HostOnly]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("Answer")]
    Task AnswerAsync();
}

public static class OperationsGrains
{
    public static IProbeGrain Probe(this IGrainFactory grains) => grains.GetGrain<IProbeGrain>($"{ResourceKey.System}/probe");
}
