using System.Security.Cryptography;
using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Kolosal.Predictions;

/// <remarks>
/// Keeps nothing but a look-up of what serves, trusted for the refresh interval. Calls <see cref="IModelGrain"/>; writes the prediction log.
/// Reentrant, because a request spends its time waiting for the disk and others must be decoded meanwhile: that is what fills a group commit.
/// </remarks>
[StatelessWorker, Reentrant]
internal sealed class PredictorGrain(
    LoadedModels models, IPredictionLog log, IOptionsMonitor<PredictionsOptions> options, PredictionsInstruments instruments, TimeProvider clock)
    : Grain, IPredictorGrain
{
    /// <summary>Values in one log record: 8 bytes each must stay below the log's 16 MiB.</summary>
    private const int MaximumCells = 1_800_000;

    /// <summary>References that are remembered; callers name a handful, and a hostile one must not fill the memory.</summary>
    private const int MaximumReferences = 64;

    private const string NoClasses = "predict.no-classes";

    private readonly Dictionary<string, Serving> serving = new(StringComparer.Ordinal);
    private string modelKey = "";

    private ModelKey Model { get; set; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        modelKey = this.GetPrimaryKeyString();
        Model = ModelKey.Parse(modelKey);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<Result<PredictionReply>> PredictAsync(PredictionRequest request)
    {
        long began = clock.GetTimestamp();
        Serving found;
        LoadedModel? model;
        try
        {
            found = await FindAsync(request.Reference);
            model = found.Resolved is null ? null : await WarmAsync(found.Resolved);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await RefusedAsync(request, 0, began, fault is StorageException stored ? stored.Code : "predict.fault", clientFault: false);
            throw;
        }

        if (found.Refusal is { } refusal)
        {
            // Names that never were a model are not recorded, and not remembered either: anybody could fill log and memory with them.
            if (refusal.Code == ModelId.NoSuchModel) DeactivateOnIdle();
            if (refusal.Kind != RefusalKind.NotFound)
                await RefusedAsync(request, found.Version, began, refusal.Code, refusal.Kind != RefusalKind.Busy);
            return refusal;
        }

        if (request.ProbabilitiesOnly && model!.Classes.IsEmpty)
        {
            await RefusedAsync(request, found.Version, began, NoClasses, clientFault: true);
            return Refusal.Unprocessable(NoClasses, $"'{Model.Name}' predicts a number and has no probabilities; use POST /api/predict.");
        }

        var errors = new RowErrors();
        int maximumRows = Math.Min(options.CurrentValue.MaximumRows, MaximumCells / model!.CellsPerRow);
        if (model.Score(request.Rows, request.Format, maximumRows, errors, request.Strict) is not { } scored)
        {
            var bad = errors.TooMany
                ? new Refusal(RefusalKind.TooLarge, "predict.too-large",
                    $"At most {maximumRows} rows of this model are taken in one request; split it.")
                : errors.Malformed is { } why ? Refusal.Invalid("predict.malformed", why)
                : new Refusal(RefusalKind.Unprocessable, "predict.bad-rows", "Some rows cannot be predicted; nothing was.",
                    errors.ByPath.ToImmutableDictionary());
            await RefusedAsync(request, found.Version, began, bad.Code, clientFault: true);
            return bad;
        }

        // The batch id begins with the instant of the answer (RFC 9562, version 7): by it the record is found when an outcome comes.
        var at = clock.GetUtcNow();
        var served = new ServedRequest(
            0, Guid.CreateVersion7(at), found.Version, at, clock.GetElapsedTime(began).TotalMilliseconds, null, false, scored.Rows, scored.Inputs,
            scored.Outputs, scored.Decisions);
        bool durable = found.Logging == PredictionLogging.Durable;
        await log.AppendAsync(modelKey, SHA256.HashData(request.Rows), served, durable);
        instruments.Answered(modelKey, scored.Rows, clock.GetElapsedTime(began));
        return new PredictionReply(found.Version, served.BatchId, model.Classes, scored.Rows, scored.Outputs, scored.Decisions, durable);
    }

    public async Task<Result<ServedModel>> DescribeAsync(string? reference)
    {
        var found = await FindAsync(reference);
        if (found.Refusal?.Code == ModelId.NoSuchModel) DeactivateOnIdle();
        return found.Refusal is { } refusal ? refusal : (await WarmAsync(found.Resolved!)).Describe(found.Version);
    }

    private ValueTask<Serving> FindAsync(string? reference) =>
        serving.TryGetValue(reference ?? "", out var known)
            && clock.GetElapsedTime(known.AskedAt).TotalMilliseconds < options.CurrentValue.RefreshMilliseconds
            ? new(known) : new(AskAsync(reference));

    private async Task<Serving> AskAsync(string? reference)
    {
        long asked = clock.GetTimestamp();
        var answer = await GrainFactory.Model(Model).ResolveAsync(reference);

        // A refusal is not remembered: whoever promotes and then predicts must not meet the answer from before.
        if (!answer.Accepted) return new(asked, 0, answer.Refusal, null, default);
        var found = new Serving(asked, answer.Value.Version, null, answer.Value, answer.Value.Logging);
        if (serving.Count >= MaximumReferences) serving.Clear();
        return serving[reference ?? ""] = found;
    }

    /// <summary>The model, loaded again when it has made room for others since it was found.</summary>
    private ValueTask<LoadedModel> WarmAsync(ServingVersion version) =>
        models.Recall(Model.Version(version.Version), version) is { } warm ? new(warm) : new(LoadAsync(version));

    private Task<LoadedModel> LoadAsync(ServingVersion version)
    {
        var key = Model.Version(version.Version);
        return models.GetAsync(key, version, async () =>
        {
            var reference = await GrainFactory.ModelVersion(key).GetReferenceAsync();
            return reference.Accepted ? reference.Value
                : throw new InvalidOperationException($"Model version {key} serves but has no monitoring reference: {reference.Refusal.Message}");
        });
    }

    /// <summary>A request that got no prediction counts too: service levels are about those.</summary>
    private async Task RefusedAsync(PredictionRequest request, int version, long began, string error, bool clientFault)
    {
        var at = clock.GetUtcNow();
        var served = new ServedRequest(
            0, Guid.CreateVersion7(at), version, at, clock.GetElapsedTime(began).TotalMilliseconds, error, clientFault, 0, [], [], []);
        await log.AppendAsync(modelKey, SHA256.HashData(request.Rows), served, durable: true);
        instruments.Refused(modelKey, clientFault);
    }

    /// <param name="AskedAt">Timestamp of the question.</param>
    /// <param name="Version">The version that serves; 0 with a refusal.</param>
    /// <param name="Refusal">Why nothing serves.</param>
    /// <param name="Resolved">What is loaded for it; null with a refusal.</param>
    /// <param name="Logging">When to acknowledge.</param>
    private sealed record Serving(long AskedAt, int Version, Refusal? Refusal, ServingVersion? Resolved, PredictionLogging Logging);
}
