using System.Diagnostics.Metrics;
using Kolosal.Monitoring;

namespace Kolosal.Predictions;

/// <summary>Meter <c>Kolosal.Predictions</c>: what predictors of this silo answer, refuse and load, by model (<see cref="ModelLabels"/>).</summary>
public sealed class PredictionsInstruments : IDisposable
{
    /// <summary>Seconds: from what a small model takes in memory to a time-out.</summary>
    private static readonly double[] LatencyBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10];

    private readonly Meter meter = new("Kolosal.Predictions");
    private readonly ModelLabels labels;
    private readonly Counter<long> requests, errors, rows, evictions, reloads, remembered, shadowed;
    private long held;
    private readonly Histogram<double> latency, loads;

    public PredictionsInstruments(ModelLabels labels)
    {
        this.labels = labels;
        requests = meter.CreateCounter<long>(
            "kolosal.predictions", "{request}", "Prediction requests for existing models, by model and outcome: answered, client_error or error.");
        errors = meter.CreateCounter<long>(
            "kolosal.prediction.errors", "{request}", "Prediction requests that failed, by model and by whose fault: cause client or server.");
        rows = meter.CreateCounter<long>("kolosal.prediction.rows", "{row}", "Rows predicted, by model.");
        remembered = meter.CreateCounter<long>(
            "kolosal.prediction.cache", "{request}", "Requests of models that remember scores, by model and outcome: hit or miss.");
        shadowed = meter.CreateCounter<long>(
            "kolosal.prediction.shadow.rows", "{row}", "Rows for shadows, by model and outcome: scored, unscored or shed.");
        latency = meter.CreateHistogram<double>(
            "kolosal.prediction.latency", "s", "From the call to the logged answer of answered requests, by model.", advice: new()
            { HistogramBucketBoundaries = LatencyBounds });
        loads = meter.CreateHistogram<double>("kolosal.predictions.model_load.duration", "s", "Reading a package into memory, ready to score.");
        evictions = meter.CreateCounter<long>("kolosal.predictions.model_evictions", "{model}", "Loaded models that made room for others.");
        reloads = meter.CreateCounter<long>("kolosal.predictions.model_reloads", "{model}", "Models loaded that had made room for others before.");
        meter.CreateObservableGauge(
            "kolosal.predictions.model_memory", () => Interlocked.Read(ref held), "By", "Bytes of loaded models, as the limit counts them.");
    }

    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="predicted">Rows.</param>
    /// <param name="took">From the call to the answer.</param>
    public void Answered(string model, int predicted, TimeSpan took)
    {
        var ofModel = labels.Of(model);
        Count(ofModel, "answered");
        rows.Add(predicted, ofModel);
        latency.Record(took.TotalSeconds, ofModel);
    }

    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="clientFault">The caller caused it.</param>
    public void Refused(string model, bool clientFault)
    {
        var ofModel = labels.Of(model);
        Count(ofModel, clientFault ? "client_error" : "error");
        errors.Add(1, ofModel[0], ofModel[1], new KeyValuePair<string, object?>("cause", clientFault ? "client" : "server"));
    }

    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="hit">The scores were remembered.</param>
    public void Remembered(string model, bool hit) => Add(remembered, 1, model, hit ? "hit" : "miss");

    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="outcome"><c>scored</c>, <c>unscored</c> or <c>shed</c>.</param>
    /// <param name="count">Rows.</param>
    public void Shadowed(string model, string outcome, long count) => Add(shadowed, count, model, outcome);

    /// <param name="took">From the question to the model.</param>
    /// <param name="again">It was loaded before and had made room for others.</param>
    public void Loaded(TimeSpan took, bool again = false)
    {
        loads.Record(took.TotalSeconds);
        if (again) reloads.Add(1);
    }

    public void Evicted() => evictions.Add(1);

    /// <summary>What loaded models take now.</summary>
    public void Hold(long bytes) => Interlocked.Exchange(ref held, bytes);

    public void Dispose() => meter.Dispose();

    private void Add(Counter<long> counter, long count, string model, string outcome)
    {
        if (count == 0) return;
        var ofModel = labels.Of(model);
        counter.Add(count, ofModel[0], ofModel[1], new KeyValuePair<string, object?>("outcome", outcome));
    }

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> ofModel, string outcome) =>
        requests.Add(1, ofModel[0], ofModel[1], new KeyValuePair<string, object?>("outcome", outcome));
}
