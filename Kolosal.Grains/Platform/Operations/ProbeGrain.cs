using Orleans.Concurrency;

namespace Kolosal.Operations;

/// <remarks>Keeps nothing, calls nobody; one in each silo, so that the answer says something about the silo that was asked.</remarks>
[StatelessWorker(1)]
internal sealed class ProbeGrain : Grain, IProbeGrain
{
    public Task AnswerAsync() => Task.CompletedTask;
}
