using Orleans.Concurrency;

namespace Kolosal.Explanations;

/// <remarks>Keeps nothing: versions ready to be explained are the silo's (<see cref="ExplainedVersions"/>). Calls the model, the dataset, the
/// dictionary of reasons. Reentrant, because a question spends its time on threads beside the grain.</remarks>
[StatelessWorker, Reentrant]
internal sealed class ExplainerGrain(Explainers explainers) : Grain, IExplainerGrain
{
    public Task<Result<ExplanationDocument>> ExplainAsync(ExplanationRequest request, CancellationToken cancel) =>
        explainers.ExplainAsync(GrainFactory, ModelKey.Parse(this.GetPrimaryKeyString()), request, takesLong: false, null, cancel);
}
