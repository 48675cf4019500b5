using System.Diagnostics.Metrics;

namespace Kolosal.Compliance;

/// <summary>Meter <c>Kolosal.Compliance</c>: evaluations, their duration, results by status, evidence by step.</summary>
public sealed class ComplianceInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Compliance");
    private readonly Counter<long> evaluations, unread, faults, results, turnedRed, evidence;
    private readonly Histogram<double> duration;

    public ComplianceInstruments()
    {
        evaluations = meter.CreateCounter<long>("kolosal.compliance.evaluations", "{evaluation}", "Evaluations that were made.");
        unread = meter.CreateCounter<long>("kolosal.compliance.unread", "{evaluation}", "Evaluations that were not made: records could not be read.");
        faults = meter.CreateCounter<long>("kolosal.compliance.rule.faults", "{result}", "Rules that could not be applied, by question.");
        results = meter.CreateCounter<long>("kolosal.compliance.results", "{result}", "Answers to questions, by status.");
        turnedRed = meter.CreateCounter<long>("kolosal.compliance.reds", "{question}", "Questions that turned red, by question.");
        evidence = meter.CreateCounter<long>("kolosal.compliance.evidence.steps", "{step}", "Steps of evidence, by the status it came to.");
        duration = meter.CreateHistogram<double>("kolosal.compliance.evaluation.duration", "s", "Reading the records and asking every question.");
    }

    internal void Evaluated(TimeSpan took)
    {
        evaluations.Add(1);
        duration.Record(took.TotalSeconds);
    }

    internal void Unread() => unread.Add(1);

    internal void Faulted(string query) => faults.Add(1, new KeyValuePair<string, object?>("query", query));

    internal void Answered(string status) => results.Add(1, new KeyValuePair<string, object?>("status", status));

    internal void TurnedRed(string query) => turnedRed.Add(1, new KeyValuePair<string, object?>("query", query));

    internal void Stepped(string status) => evidence.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Dispose() => meter.Dispose();
}
