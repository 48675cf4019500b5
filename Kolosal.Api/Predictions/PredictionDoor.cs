using Kolosal.Http;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>The one way by which rows reach a predictor, whatever they came as: taken on when there is room, and given up when their time is up.
/// </summary>
internal sealed class PredictionDoor(IGrainFactory grains, ServingLoad load, TimeProvider clock)
{
    /// <summary>The predictor of a model of the caller's workspace.</summary>
    public IPredictorGrain PredictorOf(ModelId model) => grains.Predictor(model.Key(Caller.Workspace));

    /// <summary>Asks the predictor; where the caller set a time, what is not answered by then is given up here and there.</summary>
    public async Task<Answered> AskAsync(ModelId model, PredictionRequest request)
    {
        if (load.TryBegin(Caller, out var ticket) is { } overload) return new(null, overload);
        using (ticket)
        {
            var reply = await AskInTimeAsync(PredictorOf(model), request);
            return reply.Accepted ? new(reply.Value, null) : new(null, new Problem(reply.Refusal));
        }
    }

    private static Principal Caller => Principal.Current ?? throw new InvalidOperationException("The prediction routes are never public.");

    private async Task<Result<PredictionReply>> AskInTimeAsync(IPredictorGrain predictor, PredictionRequest request)
    {
        if (request.Answer?.TimeoutMilliseconds is not { } timeout) return await predictor.PredictAsync(request);
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeout), clock);
        try
        {
            return await predictor.PredictAsync(request, late.Token).WaitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new Refusal(RefusalKind.TimedOut, "predict.deadline", "The time that the request allowed was up before it was answered.");
        }
    }

    /// <param name="Reply">What was predicted; null with a problem.</param>
    /// <param name="Problem">Why nothing was.</param>
    internal readonly record struct Answered(PredictionReply? Reply, Problem? Problem);
}
