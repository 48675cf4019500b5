using System.Security.Cryptography;
using Kolosal.Events;
using Kolosal.Models;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>What is done with a request once it is known which version answers: decoded, scored, in the log, answered. Keeps nothing of its own;
/// safe for any number of callers.</summary>
internal sealed class PredictionService(
    IPredictionLog log, AnswerCache cache, ShadowQueue shadows, IOptionsMonitor<PredictionsOptions> options, PredictionsInstruments instruments,
    TimeProvider clock)
{
    /// <summary>Values in one log record: 8 bytes each must stay below the log's 16 MiB.</summary>
    private const int MaximumCells = 1_800_000;

    private const string NoClasses = "predict.no-classes", BadCoverage = "predict.bad-coverage", BadPurpose = "predict.bad-purpose",
        Late = "predict.deadline";

    private const double LeastCoverage = 0.5, MostCoverage = 0.999;

    private static readonly AnswerRequest Plain = new();

    /// <summary>Answers; what cannot be answered is refused, and every outcome is recorded.</summary>
    /// <param name="of">Whose version it is.</param>
    /// <param name="request">The rows and what is wanted of them.</param>
    /// <param name="found">The version that answers.</param>
    /// <param name="model">What is loaded for it.</param>
    /// <param name="began">Timestamp of the call.</param>
    /// <param name="cancel">Gives the work up.</param>
    public async Task<Result<PredictionReply>> AnswerAsync(
        ServedModelKey of, PredictionRequest request, ServingChoice found, LoadedModel model, long began, CancellationToken cancel)
    {
        var wanted = request.Answer ?? Plain;
        if (Object(of, request, wanted, model) is { } objection)
        {
            await RefusedAsync(of, request, found.Version, began, objection.Code, clientFault: true);
            return objection;
        }

        try
        {
            return await AnswerAsync(of, request, wanted, found, model, began, cancel);
        }
        catch (OperationCanceledException)
        {
            // How long somebody waits is their choice; that we are slow, the objective about latency says.
            await RefusedAsync(of, request, found.Version, began, Late, clientFault: true);
            return new Refusal(RefusalKind.TimedOut, Late, "The time that the request allowed was up before it was answered; nothing was predicted.");
        }
    }

    /// <summary>A request that got no prediction counts too: service levels are about those.</summary>
    public async Task RefusedAsync(ServedModelKey of, PredictionRequest request, int version, long began, string error, bool clientFault)
    {
        var at = clock.GetUtcNow();
        var served = new ServedRequest(
            0, Guid.CreateVersion7(at), version, at, clock.GetElapsedTime(began).TotalMilliseconds, error, clientFault, 0, [], [], []);
        await log.AppendAsync(of.Text, SHA256.HashData(request.Rows), served, durable: true);
        instruments.Refused(of.Text, clientFault);
    }

    private async Task<Result<PredictionReply>> AnswerAsync(
        ServedModelKey of, PredictionRequest request, AnswerRequest wanted, ServingChoice found, LoadedModel model, long began,
        CancellationToken cancel)
    {
        GiveUpWhenLate();
        byte[] hash = SHA256.HashData(request.Rows);
        var errors = new RowErrors();
        int maximumRows = Math.Min(options.CurrentValue.MaximumRows, MaximumCells / model.CellsPerRow);
        if (Score(of, request, found, model, hash, maximumRows, errors) is not { } scored)
        {
            var bad = Refuse(errors, maximumRows);
            await RefusedAsync(of, request, found.Version, began, bad.Code, clientFault: true);
            return bad;
        }

        GiveUpWhenLate();

        // The batch id begins with the instant of the answer (RFC 9562, version 7): by it the record is found when an outcome comes.
        var at = clock.GetUtcNow();
        var batch = Guid.CreateVersion7(at);
        var answers = RowAnswering.Make(model, scored, found.Terms(wanted), batch, request, cancel);
        GiveUpWhenLate();
        var served = new ServedRequest(
            0, batch, found.Version, at, clock.GetElapsedTime(began).TotalMilliseconds, null, false, scored.Rows, scored.Inputs,
            scored.Outputs, scored.Decisions, Canary: found.Arm == ServedArm.Canary, Referred: Referred(answers), Purpose: request.Purpose);
        bool durable = found.Logging == PredictionLogging.Durable;
        await log.AppendAsync(of.Text, hash, served, durable);
        instruments.Answered(of.Text, scored.Rows, clock.GetElapsedTime(began));
        foreach (var shadow in found.Shadows)
            if (shadow.Loading.IsCompletedSuccessfully)
                shadows.Offer(new(of.Text, found.Version, shadow.Version, model, shadow.Loading.Result, scored));
        return new PredictionReply(
            found.Version, batch, model.Classes, scored.Rows, scored.Outputs, scored.Decisions, durable, answers, found.Arm, found.Deprecation);

        void GiveUpWhenLate()
        {
            cancel.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(began).TotalMilliseconds > wanted.TimeoutMilliseconds) throw new OperationCanceledException();
        }
    }

    private ScoredRequest? Score(
        ServedModelKey of, PredictionRequest request, ServingChoice found, LoadedModel model, byte[] hash, int maximumRows, RowErrors errors)
    {
        if (!found.Plan.Answers.Cache) return model.Score(request.Rows, request.Format, maximumRows, errors, request.Strict);

        // Only what decides how the bytes are read belongs into the key beside them and the version.
        var key = new AnswerKey(
            of.Model.Version(found.Version), found.Resolved!.Package.Sha256, found.Resolved.CacheEpoch, request.Format, request.Strict, hash);
        if (cache.Find(key) is { } known && known.Rows <= maximumRows)
        {
            instruments.Remembered(of.Text, hit: true);
            return known;
        }
        instruments.Remembered(of.Text, hit: false);
        var scored = model.Score(request.Rows, request.Format, maximumRows, errors, request.Strict);
        if (scored is not null) cache.Keep(key, scored);
        return scored;
    }

    private static Refusal? Object(ServedModelKey of, PredictionRequest request, AnswerRequest wanted, LoadedModel model)
    {
        if (request.ProbabilitiesOnly && model.Classes.IsEmpty)
            return Refusal.Unprocessable(NoClasses, $"'{of.Model.Name}' predicts a number and has no probabilities; use POST /api/predict.");
        if (request.Purpose is { } purpose && !PurposeRule.IsFit(purpose))
            return Refusal.Invalid(BadPurpose, $"The declared purpose cannot be taken. {PurposeRule.Needed}");
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
}
