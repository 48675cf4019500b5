using Serilog.Events;

namespace Kolosal.Hosting;

/// <summary>Section <c>Kolosal:Logging</c>. Levels by category, and sinks beside these, stand in Serilog's own section, <c>Serilog</c>.</summary>
public sealed class LoggingOptions
{
    public const string Section = "Kolosal:Logging";

    /// <summary>Least severe level that is logged: Verbose to Fatal. Default: Information; Warning for a person at a terminal.</summary>
    public LogEventLevel Level { get; set; } = LogEventLevel.Information;

    /// <summary>How standard output is written. Default: Auto.</summary>
    public LogFormat Format { get; set; } = LogFormat.Auto;

    /// <summary>File that takes the place of standard output, as compact JSON: a new one a day, 14 kept. Default: none.</summary>
    public string? File { get; set; }
}

/// <summary>How standard output is written.</summary>
public enum LogFormat
{
    /// <summary>Text on a terminal, JSON where a program reads.</summary>
    Auto,

    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>Compact JSON (CLEF), one event a line, with trace and span id.</summary>
    Json,
}
