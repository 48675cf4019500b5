using System.Diagnostics.Metrics;

namespace Kolosal.Compliance.Registers;

/// <summary>Meter <c>Kolosal.Registers</c>: how the registers move.</summary>
public sealed class RegisterInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Registers");
    private readonly Counter<long> steps, refusals;

    public RegisterInstruments()
    {
        steps = meter.CreateCounter<long>("kolosal.registers.steps", "{step}", "Records made and moved, by kind and the status they took.");
        refusals = meter.CreateCounter<long>("kolosal.registers.refusals", "{refusal}", "Steps that were refused, by kind and code.");
    }

    internal void Moved(string kind, RegisterStatus status) => steps.Add(
        1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("status", WireJson.Word(status)));

    internal void Refused(string kind, string code) => refusals.Add(
        1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("code", code));

    public void Dispose() => meter.Dispose();
}
