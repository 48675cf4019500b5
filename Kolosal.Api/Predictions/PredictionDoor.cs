using System.Collections.Concurrent;
using Kolosal.Http;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>The one way by which rows reach a predictor, whatever they came as: taken on when there is room, and given up when their time is up.
/// </summary>
/// <param name="grains">Where predictors are found.</param>
/// <param name="load">What is worked on.</param>
/// <param name="clock">For the time that a caller allows.</param>
/// <param name="local">Answers what needs no message; null where the silos are other processes.</param>
internal sealed class PredictionDoor(IGrainFactory grains, ServingLoad load, TimeProvider clock, ILocalPredictor? local = null)
{
    /// <summary>Predictors whose references are kept; made-up names must not fill the memory.</summary>
    private const int MostPredictors = 4_096;

    private readonly ConcurrentDictionary<ModelKey, IPredictorGrain> predictors = new();

    /// <summary>The predictor of a model of the caller's workspace.</summary>
    public IPredictorGrain PredictorOf(ModelId model) => PredictorOf(model.Key(Caller.Workspace));

    /// <summary>Asks the predictor; where the caller set a time, what is not answered by then is given up here and there.</summary>
    public async Task<Answered> AskAsync(ModelId model, PredictionRequest request)
    {
        if (load.TryBegin(Caller, out var ticket) is { } overload) return new(null, overload);
        using (ticket)
        {
            var reply = await AskInTimeAsync(model.Key(Caller.Workspace), request);
            return reply.Accepted ? new(reply.Value, null) : new(null, new Problem(reply.Refusal));
        }
    }

    private static Principal Caller => Principal.Current ?? throw new InvalidOperationException("The prediction routes are never public.");

    private Task<Result<PredictionReply>> AskInTimeAsync(ModelKey model, PredictionRequest request) =>
        request.Answer?.TimeoutMilliseconds is { } timeout ? AskInTimeAsync(model, request, timeout) : PredictAsync(model, request, default);

    private async Task<Result<PredictionReply>> AskInTimeAsync(ModelKey model, PredictionRequest request, double timeout)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeout), clock);
        try
        {
            return await PredictAsync(model, request, late.Token).WaitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new Refusal(RefusalKind.TimedOut, "predict.deadline", "The time that the request allowed was up before it was answered.");
        }
    }

    private Task<Result<PredictionReply>> PredictAsync(ModelKey model, PredictionRequest request, CancellationToken cancel) =>
        local?.TryPredict(model, request, cancel) ?? PredictorOf(model).PredictAsync(request, cancel);

    // Making a reference anew costs as much as authenticating the caller.
    private IPredictorGrain PredictorOf(ModelKey model)
    {
        if (predictors.TryGetValue(model, out var known)) return known;
        if (predictors.Count >= MostPredictors) predictors.Clear();
        return predictors[model] = grains.Predictor(model);
    }

    /// <param name="Reply">What was predicted; null with a problem.</param>
    /// <param name="Problem">Why nothing was.</param>
    internal readonly record struct Answered(PredictionReply? Reply, Problem? Problem);
}
