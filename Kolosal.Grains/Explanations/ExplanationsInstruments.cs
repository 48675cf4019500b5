using System.Diagnostics.Metrics;

namespace Kolosal.Explanations;

/// <summary>Meter <c>Kolosal.Explanations</c>: what is explained, what it takes, and whether it adds up.</summary>
public sealed class ExplanationsInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Explanations");
    private readonly Counter<long> answers, loads, jobs;
    private readonly Histogram<double> seconds, additivity;

    public ExplanationsInstruments()
    {
        answers = meter.CreateCounter<long>("kolosal.explanations.answers", "{answer}", "Answers, by kind and outcome.");
        loads = meter.CreateCounter<long>("kolosal.explanations.loads", "{load}", "Explainers that were made, and not found ready.");
        jobs = meter.CreateCounter<long>("kolosal.explanations.jobs", "{job}", "Long explanations that ended, by kind and outcome.");
        seconds = meter.CreateHistogram<double>("kolosal.explanations.duration", "s", "Computing time, by kind.");
        additivity = meter.CreateHistogram<double>(
            "kolosal.explanations.additivity_error", "1", "Largest |base + contributions − score| of an answer, by method.");
    }

    /// <param name="kind">What was asked.</param>
    /// <param name="outcome"><c>answered</c>, or the refusal's code.</param>
    public void Answered(string kind, string outcome) => answers.Add(1, new KeyValuePair<string, object?>("kind", kind), new("outcome", outcome));

    public void Loaded() => loads.Add(1);

    /// <param name="kind">What was asked.</param>
    /// <param name="outcome"><c>completed</c>, <c>failed</c>, <c>cancelled</c> or <c>deleted</c>.</param>
    public void Ended(string kind, string outcome) => jobs.Add(1, new KeyValuePair<string, object?>("kind", kind), new("outcome", outcome));

    public void Computed(string kind, TimeSpan took) => seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));

    public void Added(string method, double error) => additivity.Record(error, new KeyValuePair<string, object?>("method", method));

    public void Dispose() => meter.Dispose();
}
