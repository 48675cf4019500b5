using Kolosal.WebConsole.Components;
using Kolosal.WebConsole.Pages.Watching.Parts;
using static Kolosal.WebConsole.Pages.Watching.Parts.FieldKind;

namespace Kolosal.WebConsole.Pages.Trust.Chaos;

/// <summary>A chaos test as a person orders it: flat on the page, nested in the request.</summary>
internal static class ChaosForm
{
    public static readonly ImmutableArray<string> Types = ["service_degradation", "db_failover", "queue_delay", "connector_outage", "silo_loss"];

    public static readonly ImmutableArray<ActionField> Fields =
    [
        new("name", "Name") { Required = true },
        ActionField.Choice("type", "Type", [.. Types]),
        new("fault", "Fault", Choice)
        {
            Options = ["storage_latency", "storage_errors", "stream_drop", "stream_repeat", "stream_delay", "blob_latency", "outbound_outage",
                "clock_skew", "silo_kill"],
            Hint = "One of the type's; the answer to another names them",
        },
        new("latency_ms", "Each call longer by milliseconds", Number) { Hint = "For faults of latency and delay" },
        new("skew_seconds", "Clock ahead by seconds", Number) { Hint = "For a wrong clock" },
        new("hypothesis.statement", "What goes on holding", Lines) { Required = true },
        new("hypothesis.workspace", "Workspace that is probed") { Hint = "Yours when empty" },
        new("hypothesis.model_id", "Model that is asked") { Hint = "Empty to probe storage" },
        new("probe.rows", "Rows that it is asked", Lines) { Hint = "With a model: a table with its inputs, as pasted from a spreadsheet" },
        new("hypothesis.max_error_rate", "Largest share of failed probes", Number) { Initial = "0.05", Required = true },
        new("hypothesis.max_p95_ms", "Largest p95 in milliseconds", Number),
        new("blast_radius.share", "Share of the calls that are struck", Number) { Initial = "0.1", Required = true },
        new("blast_radius.seconds", "Seconds", Number) { Initial = "10", Required = true },
        new("before_seconds", "Seconds of steady state first", Number) { Initial = "10" },
        new("after_seconds", "Seconds to recover in", Number) { Initial = "60" },
        new("abort.max_error_rate", "Abort from this share of failed probes", Number) { Initial = "0.5", Required = true },
    ];

    /// <summary>Puts members with a dot into the object that the dot names.</summary>
    public static object Shaped(Dictionary<string, object?> flat)
    {
        var shaped = new Dictionary<string, object?>();
        foreach (var (name, value) in flat)
        {
            if (name.Split('.') is not [var outer, var inner])
            {
                shaped[name] = value;
                continue;
            }
            object? nested = name == "probe.rows" ? Rows(value?.ToString() ?? "") : value;
            if (!shaped.TryGetValue(outer, out object? nest)) shaped[outer] = nest = new Dictionary<string, object?>();
            ((Dictionary<string, object?>)nest!)[inner] = nested;
        }
        return shaped;
    }

    private static object Rows(string table) => CsvRows.Of(table) is [var names, .. var rows]
        ? rows.Select(row => names.Zip(row).ToDictionary(cell => cell.First.Trim(), cell => CsvRows.Value(cell.Second.Trim())))
        : Array.Empty<object>();
}
