using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>Totals since the first request. A crash loses nothing: the cursors go down in the same write.</summary>
[GenerateSerializer, Alias("kolosal.prediction-stats-state")]
internal sealed class PredictionStatsState : LogConsumerState
{
    [Id(0)] public long Requests { get; set; }

    [Id(1)] public long ClientErrors { get; set; }

    [Id(2)] public long Errors { get; set; }

    /// <summary>Milliseconds over answered requests.</summary>
    [Id(3)] public double LatencySum { get; set; }

    [Id(4)] public double LongestLatency { get; set; }

    [Id(5)] public Dictionary<int, long> RowsByVersion { get; set; } = [];

    [Id(6)] public DateTimeOffset? FirstAt { get; set; }

    [Id(7)] public DateTimeOffset? LastAt { get; set; }

    /// <summary>Predicted rows whose outcome became known.</summary>
    [Id(8)] public long Outcomes { get; set; }

    /// <summary>Outcomes that replaced an earlier one.</summary>
    [Id(9)] public long Corrections { get; set; }

    /// <summary>Counts outcomes; they are no requests.</summary>
    public void Count(ImmutableArray<PredictionOutcome> outcomes)
    {
        int corrections = outcomes.Count(outcome => outcome.Corrects is not null);
        Corrections += corrections;
        Outcomes += outcomes.Length - corrections;
    }

    public void Count(ServedRequest request)
    {
        FirstAt ??= request.At;
        LastAt = request.At;

        // What failed by our fault was not served: it counts for service levels, and here beside the requests, not among them.
        if (request is { Error: not null, ClientFault: false })
        {
            Errors++;
            return;
        }

        Requests++;
        if (request.Error is not null)
        {
            ClientErrors++;
            return;
        }

        LatencySum += request.LatencyMilliseconds;
        LongestLatency = Math.Max(LongestLatency, request.LatencyMilliseconds);
        RowsByVersion[request.Version] = RowsByVersion.GetValueOrDefault(request.Version) + request.Rows;
    }

    public PredictionStats Read(string model)
    {
        long answered = Requests - ClientErrors;
        return new(model, Requests, RowsByVersion.Values.Sum(), ClientErrors, Errors, answered == 0 ? 0 : LatencySum / answered, LongestLatency,
            RowsByVersion.ToImmutableDictionary(), FirstAt, LastAt, Outcomes, Corrections);
    }
}
