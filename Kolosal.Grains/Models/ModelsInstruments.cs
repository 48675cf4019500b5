using System.Diagnostics.Metrics;

namespace Kolosal.Models;

/// <summary>Meter <c>Kolosal.Models</c>: what is decided about models, and what validations find and take.</summary>
public sealed class ModelsInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Models");
    private readonly Counter<long> changes;
    private readonly Histogram<double> validations;

    public ModelsInstruments()
    {
        changes = meter.CreateCounter<long>("kolosal.models.changes", "{change}", "Changes that were written, by audited action.");
        validations = meter.CreateHistogram<double>("kolosal.models.validation.duration", "s", "Checks of a stored package, by outcome.");
    }

    /// <param name="action">As the audit trail names it, e.g. <c>model.promote</c>.</param>
    public void Changed(string action) => changes.Add(1, new KeyValuePair<string, object?>("action", action));

    public void Validated(bool passed, TimeSpan took) =>
        validations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", passed ? "passed" : "failed"));

    public void Dispose() => meter.Dispose();
}
