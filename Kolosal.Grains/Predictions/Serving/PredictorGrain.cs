using System.Security.Cryptography;
using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Kolosal.Predictions;

/// <remarks>
/// Keeps nothing but a look-up of what serves and how, trusted for the refresh interval. Calls <see cref="IModelGrain"/> and
/// <see cref="IServingPlanGrain"/>; writes the prediction log. Reentrant, because a request spends its time waiting for the disk and others must be
/// decoded meanwhile: that is what fills a group commit.
/// </remarks>
[StatelessWorker, Reentrant]
internal sealed partial class PredictorGrain(
    LoadedModels models, IPredictionLog log, AnswerCache cache, ShadowQueue shadows, IOptionsMonitor<PredictionsOptions> options,
    PredictionsInstruments instruments, TimeProvider clock)
    : Grain, IPredictorGrain
{
    /// <summary>Values in one log record: 8 bytes each must stay below the log's 16 MiB.</summary>
    private const int MaximumCells = 1_800_000;

    private const string NoClasses = "predict.no-classes", BadCoverage = "predict.bad-coverage", Late = "predict.deadline";

    private const double LeastCoverage = 0.5, MostCoverage = 0.999;

    private static readonly AnswerRequest Plain = new();

    private string modelKey = "";

    private ModelKey Model { get; set; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        modelKey = this.GetPrimaryKeyString();
        Model = ModelKey.Parse(modelKey);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<Result<PredictionReply>> PredictAsync(PredictionRequest request, CancellationToken cancel = default)
    {
        long began = clock.GetTimestamp();
        var wanted = request.Answer ?? Plain;
        Serving found;
        LoadedModel? model;
        try
        {
            (found, model) = await RouteAsync(request, wanted);
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

        if (Object(request, wanted, model!) is { } objection)
        {
            await RefusedAsync(request, found.Version, began, objection.Code, clientFault: true);
            return objection;
        }

        try
        {
            return await AnswerAsync(request, wanted, found, model!, began, cancel);
        }
        catch (OperationCanceledException)
        {
            // How long somebody waits is their choice; that we are slow, the objective about latency says.
            await RefusedAsync(request, found.Version, began, Late, clientFault: true);
            return new Refusal(RefusalKind.TimedOut, Late, "The time that the request allowed was up before it was answered; nothing was predicted.");
        }
    }

    private async Task<Result<PredictionReply>> AnswerAsync(
        PredictionRequest request, AnswerRequest wanted, Serving found, LoadedModel model, long began, CancellationToken cancel)
    {
        GiveUpWhenLate();
        byte[] hash = SHA256.HashData(request.Rows);
        var errors = new RowErrors();
        int maximumRows = Math.Min(options.CurrentValue.MaximumRows, MaximumCells / model.CellsPerRow);
        if (Score(request, found, model, hash, maximumRows, errors) is not { } scored)
        {
            var bad = Refuse(errors, maximumRows);
            await RefusedAsync(request, found.Version, began, bad.Code, clientFault: true);
            return bad;
        }

        GiveUpWhenLate();

        // The batch id begins with the instant of the answer (RFC 9562, version 7): by it the record is found when an outcome comes.
        var at = clock.GetUtcNow();
        var batch = Guid.CreateVersion7(at);
        var answers = RowAnswering.Make(model, scored, Terms(found, wanted), batch, request, cancel);
        GiveUpWhenLate();
        var served = new ServedRequest(
            0, batch, found.Version, at, clock.GetElapsedTime(began).TotalMilliseconds, null, false, scored.Rows, scored.Inputs,
            scored.Outputs, scored.Decisions, Canary: found.Arm == ServedArm.Canary, Referred: Referred(answers));
        bool durable = found.Logging == PredictionLogging.Durable;
        await log.AppendAsync(modelKey, hash, served, durable);
        instruments.Answered(modelKey, scored.Rows, clock.GetElapsedTime(began));
        if (found.IsChampion) Shadow(found, model, scored);
        return new PredictionReply(
            found.Version, batch, model.Classes, scored.Rows, scored.Outputs, scored.Decisions, durable, answers, found.Arm, found.Deprecation);

        void GiveUpWhenLate()
        {
            cancel.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(began).TotalMilliseconds > wanted.TimeoutMilliseconds) throw new OperationCanceledException();
        }
    }

    public async Task<Result<ServedModel>> DescribeAsync(string? reference)
    {
        var found = await FindAsync(reference);
        if (found.Refusal?.Code == ModelId.NoSuchModel) DeactivateOnIdle();
        return found.Refusal is { } refusal ? refusal : (await WarmAsync(found.Resolved!)).Describe(found.Version);
    }

    private ScoredRequest? Score(PredictionRequest request, Serving found, LoadedModel model, byte[] hash, int maximumRows, RowErrors errors)
    {
        if (!found.Plan.Answers.Cache) return model.Score(request.Rows, request.Format, maximumRows, errors, request.Strict);

        // Only what decides how the bytes are read belongs into the key beside them and the version.
        var key = new AnswerKey(
            Model.Version(found.Version), found.Resolved!.Package.Sha256, found.Resolved.CacheEpoch, request.Format, request.Strict, hash);
        if (cache.Find(key) is { } known && known.Rows <= maximumRows)
        {
            instruments.Remembered(modelKey, hit: true);
            return known;
        }
        instruments.Remembered(modelKey, hit: false);
        var scored = model.Score(request.Rows, request.Format, maximumRows, errors, request.Strict);
        if (scored is not null) cache.Keep(key, scored);
        return scored;
    }

    private Refusal? Object(PredictionRequest request, AnswerRequest wanted, LoadedModel model)
    {
        if (request.ProbabilitiesOnly && model.Classes.IsEmpty)
            return Refusal.Unprocessable(NoClasses, $"'{Model.Name}' predicts a number and has no probabilities; use POST /api/predict.");
        return wanted.Coverage is null or (>= LeastCoverage and <= MostCoverage) ? null
            : Refusal.Invalid(BadCoverage, $"Need a coverage of {LeastCoverage} to {MostCoverage}, the share of rows whose truth is to be held.");
    }

    private static Refusal Refuse(RowErrors errors, int maximumRows) => errors.TooMany
        ? new Refusal(RefusalKind.TooLarge, "predict.too-large", $"At most {maximumRows} rows of this model are taken in one request; split it.")
        : errors.Malformed is { } why ? Refusal.Invalid("predict.malformed", why)
        : new Refusal(RefusalKind.Unprocessable, "predict.bad-rows", "Some rows cannot be predicted; nothing was.",
            errors.ByPath.ToImmutableDictionary());

    /// <summary>As the log takes it: null when no row is referred.</summary>
    private static ReferralReasons[]? Referred(RowAnswers? answers) =>
        answers is { Referred: var referred } && Array.Exists(referred, reasons => reasons != ReferralReasons.None) ? referred : null;

    /// <summary>A request that got no prediction counts too: service levels are about those.</summary>
    private async Task RefusedAsync(PredictionRequest request, int version, long began, string error, bool clientFault)
    {
        var at = clock.GetUtcNow();
        var served = new ServedRequest(
            0, Guid.CreateVersion7(at), version, at, clock.GetElapsedTime(began).TotalMilliseconds, error, clientFault, 0, [], [], []);
        await log.AppendAsync(modelKey, SHA256.HashData(request.Rows), served, durable: true);
        instruments.Refused(modelKey, clientFault);
    }
}
