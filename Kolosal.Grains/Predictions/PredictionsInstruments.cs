using System.Diagnostics.Metrics;

namespace Kolosal.Predictions;

/// <summary>Meter <c>Kolosal.Predictions</c>: what predictors of this silo answer, refuse and load.</summary>
public sealed class PredictionsInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Predictions");
    private readonly Counter<long> requests, rows;
    private readonly Histogram<double> latency, loads;

    public PredictionsInstruments()
    {
        requests = meter.CreateCounter<long>(
            "kolosal.predictions.requests", "{request}", "Requests for existing models, by outcome: answered, client_error or error.");
        rows = meter.CreateCounter<long>("kolosal.predictions.rows", "{row}", "Rows predicted.");
        latency = meter.CreateHistogram<double>("kolosal.predictions.latency", "s", "From the call to the logged answer.");
        loads = meter.CreateHistogram<double>("kolosal.predictions.model_load.duration", "s", "Reading a package into memory, ready to score.");
    }

    public void Answered(int predicted, TimeSpan took)
    {
        Count("answered");
        rows.Add(predicted);
        latency.Record(took.TotalSeconds);
    }

    public void Refused(bool clientFault) => Count(clientFault ? "client_error" : "error");

    public void Loaded(TimeSpan took) => loads.Record(took.TotalSeconds);

    public void Dispose() => meter.Dispose();

    private void Count(string outcome) => requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
