using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Kolosal.Http;

/// <summary>The prediction requests that this process works on, and what it refuses since there are too many. Safe for any number of callers.
/// </summary>
/// <remarks>
/// There is no queue in front of it: a request that waits costs memory and is answered too late, so it is refused at once and comes again
/// (Beyer et al., Site Reliability Engineering, ch. 21). Behind it the server's connections, bodies and calls have bounds of their own.
/// </remarks>
internal sealed class ServingLoad : IDisposable
{
    /// <summary>Principals remembered; those with nothing under way are forgotten beyond.</summary>
    private const int MostPrincipals = 10_000;

    private readonly IOptionsMonitor<OverloadOptions> options;
    private readonly Meter meter = new("Kolosal.Overload");
    private readonly Counter<long> shed;
    private readonly ConcurrentDictionary<(string Workspace, string Subject), Count> principals = new();
    private int underWay;

    public ServingLoad(IOptionsMonitor<OverloadOptions> options)
    {
        this.options = options;
        shed = meter.CreateCounter<long>(
            "kolosal.http.shed", "{request}", "Requests refused for too much work, by what: prediction, principal, telemetry.");
        meter.CreateObservableGauge(
            "kolosal.http.predictions.active", () => Volatile.Read(ref underWay), "{request}", "Prediction requests under way.");
    }

    /// <summary>Prediction requests under way.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>Takes a prediction request on.</summary>
    /// <param name="principal">Whose.</param>
    /// <param name="ticket">To be disposed of when it is answered; nothing when it was refused.</param>
    /// <returns>Null, or the refusal.</returns>
    public Problem? TryBegin(Principal principal, out Ticket ticket)
    {
        ticket = default;
        var limits = options.CurrentValue;
        if (Interlocked.Increment(ref underWay) > limits.MaxPredictions)
        {
            Interlocked.Decrement(ref underWay);
            Shed("prediction");
            return new(503, "predict.overloaded", $"{limits.MaxPredictions} predictions are under way, which is the most; come again shortly.",
                retryAfterSeconds: limits.RetryAfterSeconds);
        }

        var own = CountOf(principal);
        if (Interlocked.Increment(ref own.Value) > limits.MaxPredictionsPerPrincipal)
        {
            Interlocked.Decrement(ref own.Value);
            Interlocked.Decrement(ref underWay);
            Shed("principal");
            return new(429, "predict.too-many",
                $"{limits.MaxPredictionsPerPrincipal} of your predictions are under way, which is the most; wait for answers.",
                retryAfterSeconds: limits.RetryAfterSeconds);
        }

        ticket = new(this, own);
        return null;
    }

    /// <summary>Whether telemetry may be worked on; predictions come first.</summary>
    /// <returns>Null, or the refusal.</returns>
    public Problem? RefuseTelemetry()
    {
        var limits = options.CurrentValue;
        if (UnderWay * 100L < (long)limits.MaxPredictions * limits.ShedTelemetryPercent) return null;
        Shed("telemetry");
        return new(503, "overloaded.telemetry", "There are so many predictions to answer that they alone are; nothing was recorded, send it again.",
            retryAfterSeconds: 2 * limits.RetryAfterSeconds);
    }

    public void Dispose() => meter.Dispose();

    private void Shed(string what) => shed.Add(1, new KeyValuePair<string, object?>("what", what));

    private Count CountOf(Principal principal)
    {
        if (principals.TryGetValue((principal.Workspace, principal.Subject), out var known)) return known;
        if (principals.Count >= MostPrincipals)
            foreach (var (who, count) in principals)
                if (Volatile.Read(ref count.Value) == 0) principals.TryRemove(KeyValuePair.Create(who, count));
        return principals.GetOrAdd((principal.Workspace, principal.Subject), static _ => new Count());
    }

    /// <summary>One request that is worked on.</summary>
    public readonly struct Ticket(ServingLoad load, Count own) : IDisposable
    {
        public void Dispose()
        {
            if (load is null) return;
            Interlocked.Decrement(ref own.Value);
            Interlocked.Decrement(ref load.underWay);
        }
    }

    public sealed class Count
    {
        public int Value;
    }
}
