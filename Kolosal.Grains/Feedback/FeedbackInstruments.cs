using System.Diagnostics.Metrics;
using Kolosal.LogConsumers;

namespace Kolosal.Feedback;

/// <summary>Meter <c>Kolosal.Feedback</c>: outcomes by what became of them, joins, and how the records of models keep up with their logs.</summary>
public sealed class FeedbackInstruments : LogConsumerInstruments
{
    private readonly Counter<long> outcomes, expired;
    private readonly Histogram<double> joins;

    public FeedbackInstruments()
        : base("Feedback")
    {
        outcomes = Meter.CreateCounter<long>(
            $"{Prefix}.outcomes", "{outcome}", "Reported outcomes by status: accepted, repeated, corrected, not_found or waiting.");
        expired = Meter.CreateCounter<long>(
            $"{Prefix}.expired", "{outcome}", "Outcomes that waited for their prediction and were given up: it never came, or has no such class.");
        joins = Meter.CreateHistogram<double>($"{Prefix}.join.duration", "s", "Finding the predictions of a report and recording its outcomes.");
    }

    internal void Took(FeedbackReceipt receipt, TimeSpan time)
    {
        joins.Record(time.TotalSeconds);
        foreach (var (status, count) in ((string, int)[])[("accepted", receipt.Accepted), ("repeated", receipt.Repeated),
            ("corrected", receipt.Corrected), ("not_found", receipt.NotFound), ("waiting", receipt.Waiting)])
            if (count > 0) outcomes.Add(count, new KeyValuePair<string, object?>("status", status));
    }

    internal void Expired(int count) => expired.Add(count);
}
