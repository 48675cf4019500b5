using Orleans.Concurrency;

namespace Kolosal.Explanations;

/// <remarks>Keeps nothing: versions ready to be explained are the silo's (<see cref="ExplainedVersions"/>). Calls the model, the dataset, the
/// dictionary of reasons. Reentrant, because a question spends its time on threads beside the grain.</remarks>
[StatelessWorker, Reentrant]
internal sealed class ExplainerGrain(Explainers explainers) : Grain, IExplainerGrain
{
    public Task<Result<ExplanationDocument>> ExplainAsync(ExplanationRequest request, CancellationToken cancel) =>
        explainers.ExplainAsync(GrainFactory, ModelKey.Parse(this.GetPrimaryKeyString()), request, takesLong: false, null, cancel);

    public Task<Result<ExplanationDocument>> InspectAsync(ExplanationRequest request, CancellationToken cancel) =>
        request.Kind is ExplanationKinds.Structure or ExplanationKinds.Evaluation ? ExplainAsync(request, cancel)
            : Task.FromResult<Result<ExplanationDocument>>(Refusal.Invalid("explain.bad-option",
                $"Expected {ExplanationKinds.Structure} or {ExplanationKinds.Evaluation}, got '{request.Kind}'."));
}
