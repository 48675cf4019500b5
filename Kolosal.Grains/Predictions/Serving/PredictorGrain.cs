using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Kolosal.Predictions;

/// <remarks>
/// Keeps nothing but a look-up of what serves and how, trusted for the refresh interval, and shared with who asks from this process
/// (<see cref="LocalPredictor"/>). Calls <see cref="IModelGrain"/> and
/// <see cref="IServingPlanGrain"/>; writes the prediction log. Reentrant, because a request spends its time waiting for the disk and others must be
/// decoded meanwhile: that is what fills a group commit.
/// </remarks>
[StatelessWorker, Reentrant]
internal sealed partial class PredictorGrain(
    LoadedModels models, PredictionService service, LocalPredictor local, IOptionsMonitor<PredictionsOptions> options, TimeProvider clock)
    : Grain, IPredictorGrain
{
    private ServedModelKey of;

    private ModelKey Model => of.Model;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        of = new(this.GetPrimaryKeyString());
        return base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        local.Forget(Model);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Result<PredictionReply>> PredictAsync(PredictionRequest request, CancellationToken cancel = default)
    {
        long began = clock.GetTimestamp();
        ServingChoice found;
        LoadedModel? model;
        try
        {
            (found, model) = await RouteAsync(request);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await service.RefusedAsync(of, request, 0, began, fault is StorageException stored ? stored.Code : "predict.fault", clientFault: false);
            throw;
        }

        if (found.Refusal is { } refusal)
        {
            // Names that never were a model are not recorded, and not remembered either: anybody could fill log and memory with them.
            if (refusal.Code == ModelId.NoSuchModel) DeactivateOnIdle();
            if (refusal.Kind != RefusalKind.NotFound)
                await service.RefusedAsync(of, request, found.Version, began, refusal.Code, refusal.Kind != RefusalKind.Busy);
            return refusal;
        }

        return await service.AnswerAsync(of, request, found, model!, began, cancel);
    }

    public async Task<Result<ServedModel>> DescribeAsync(string? reference)
    {
        var found = await FindAsync(reference);
        if (found.Refusal?.Code == ModelId.NoSuchModel) DeactivateOnIdle();
        return found.Refusal is { } refusal ? refusal : (await WarmAsync(found.Resolved!)).Describe(found.Version);
    }
}
