using System.Diagnostics.Metrics;

namespace Kolosal.Quality;

/// <summary>Meter <c>Kolosal.Quality</c>: runs of golden datasets and results of regression tests.</summary>
public sealed class QualityInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Quality");
    private readonly Histogram<double> runs;
    private readonly Counter<long> cases, results;

    public QualityInstruments()
    {
        runs = meter.CreateHistogram<double>("kolosal.quality.run.duration", "s", "Runs of golden datasets, by outcome.");
        cases = meter.CreateCounter<long>("kolosal.quality.cases", "{case}", "Golden cases scored, by result.");
        results = meter.CreateCounter<long>("kolosal.quality.results", "{result}", "Results of regression tests, by result.");
    }

    public void Ran(GoldenRun run)
    {
        runs.Record(run.DurationSeconds, new KeyValuePair<string, object?>("outcome", run.Passed ? "passed" : "failed"));
        cases.Add(run.Passes, new KeyValuePair<string, object?>("result", "pass"));
        cases.Add(run.Fails, new KeyValuePair<string, object?>("result", "fail"));
        cases.Add(run.Errors, new KeyValuePair<string, object?>("result", "error"));
    }

    public void Came(RegressionResult result) => results.Add(1, new KeyValuePair<string, object?>("result", WireJson.Word(result)));

    public void Dispose() => meter.Dispose();
}
