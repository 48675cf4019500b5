using System.Collections.Concurrent;
using System.Diagnostics;
using Kolosal.Access;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Kolosal.Predictions;

/// <summary>
/// Answers the usual request in the process that holds the silo, by what its predictors looked up, without a message to one of them: that costs
/// more than the prediction. Safe for any number of callers.
/// </summary>
/// <remarks>
/// It knows nothing by itself. What a <see cref="PredictorGrain"/> of this silo learnt is trusted here exactly as long as there; when it is too
/// old, or anything is unusual (a refusal, a canary, a version that is announced to end, a model that is not loaded, a trace that is
/// kept, a principal with conditions or without the permission), the request is the grain's. A predictor is a stateless worker, so it is the
/// silo of the caller that answers in either case.
/// </remarks>
internal sealed class LocalPredictor(
    PredictionService service, LoadedModels models, IOptionsMonitor<PredictionsOptions> options, IOptions<SiloMessagingOptions> messaging,
    TimeProvider clock) : ILocalPredictor
{
    /// <summary>References of a model that are remembered, as the grain does.</summary>
    private const int MaximumReferences = 64;

    private readonly ConcurrentDictionary<ModelKey, Known> known = new();

    /// <summary>Told by a predictor what it found.</summary>
    /// <param name="of">Its model.</param>
    /// <param name="reference">What was asked for; null for the active version.</param>
    /// <param name="found">What answers it.</param>
    public void Learn(ServedModelKey of, string? reference, ServingChoice found)
    {
        var choices = known.GetOrAdd(of.Model, static (_, of) => new Known(of), of).Choices;
        if (choices.Count >= MaximumReferences) choices.Clear();
        choices[reference ?? ""] = found;
    }

    /// <summary>Told by a predictor that it goes.</summary>
    public void Forget(ModelKey model) => known.TryRemove(model, out _);

    public Task<Result<PredictionReply>>? TryPredict(ModelKey model, PredictionRequest request, CancellationToken cancel)
    {
        if (!IsUsual(model) || !known.TryGetValue(model, out var of)) return null;
        long began = clock.GetTimestamp();
        string reference = request.Reference is null or "@champion" ? "" : request.Reference;
        if (!of.Choices.TryGetValue(reference, out var found) || !IsPlain(found)
            || clock.GetElapsedTime(found.AskedAt).TotalMilliseconds >= options.CurrentValue.RefreshMilliseconds
            || models.Recall(model.Version(found.Version), found.Resolved!) is not { } loaded) return null;
        var answer = service.AnswerAsync(of.Key, request, found, loaded, began, cancel);

        // As long as a message would be waited for.
        return answer.IsCompleted ? answer : answer.WaitAsync(messaging.Value.ResponseTimeout, clock, CancellationToken.None);
    }

    private static bool IsPlain(ServingChoice found) => found is { Refusal: null, Deprecation: null, Canary: null };

    /// <summary>What the door at the grain (<see cref="AccessFilter"/>) asks, where the answer is yes; what it refuses, it refuses itself.</summary>
    private static bool IsUsual(ModelKey model) =>
        Principal.Current is { Narrowed: null } principal && principal.Workspace == model.Workspace && principal.May(Permission.PredictServe)
        && Activity.Current is not { Recorded: true };

    private sealed class Known(ServedModelKey key)
    {
        public ServedModelKey Key => key;

        public ConcurrentDictionary<string, ServingChoice> Choices { get; } = new(StringComparer.Ordinal);
    }
}
