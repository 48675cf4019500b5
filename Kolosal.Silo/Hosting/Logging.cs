using System.Diagnostics;
using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Kolosal.Hosting;

/// <summary>Logs by Serilog: text for a person at a terminal, else compact JSON, to standard output or to a file.</summary>
/// <remarks>Nothing that a caller sent is logged: routes as patterns, no bodies, no query values, no keys.</remarks>
public static class Logging
{
    private const int FilesKept = 14;

    private const string Line = "{Timestamp:HH:mm:ss} {Level:u4} {Message:l}{NewLine}{Exception}";

    public static WebApplicationBuilder AddKolosalLogging(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LoggingOptions>().BindConfiguration(LoggingOptions.Section).ValidateOnStart();
        var options = builder.Configuration.GetSection(LoggingOptions.Section).Get<LoggingOptions>() ?? new LoggingOptions();
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(logger => Configure(logger, options, builder.Configuration), preserveStaticLogger: true);
        return builder;
    }

    private static void Configure(LoggerConfiguration logger, LoggingOptions options, IConfiguration configuration)
    {
        logger.MinimumLevel.Is(options.Level).Enrich.FromLogContext().Enrich.WithProperty("Application", "kolosal").Enrich.With<WithoutPath>()
            .Filter.ByExcluding(IsFalseStall);

        // The framework logs each request at Information, with its path; ours is logged once, by its route.
        foreach (string category in (string[])["Microsoft", "System", "Orleans"]) Raise(logger, options.Level, category, LogEventLevel.Warning);

        // Reports each attempt to place a grain, also one that is simply repeated.
        Raise(logger, options.Level, "Polly", LogEventLevel.Error);
        if (configuration.GetSection("Serilog").Exists()) logger.ReadFrom.Configuration(configuration);

        if (options.File is { Length: > 0 } file)
            logger.WriteTo.File(
                new RenderedCompactJsonFormatter(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: FilesKept, shared: true);
        else
            logger.Filter.ByExcluding(IsFailedStart).WriteTo.Console(Formatter(options.Format, Console.IsOutputRedirected));
    }

    /// <param name="format">As configured.</param>
    /// <param name="redirected">Standard output is no terminal.</param>
    internal static ITextFormatter Formatter(LogFormat format, bool redirected) => format switch
    {
        LogFormat.Json => new RenderedCompactJsonFormatter(),
        LogFormat.Auto when redirected => new RenderedCompactJsonFormatter(),
        _ => new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// Orleans' watchdog measures its first period from the start of the machine, and calls it a stall: one that began before the process did.
    /// </summary>
    internal static bool IsFalseStall(LogEvent entry)
    {
        if (!entry.Properties.TryGetValue("TimeSinceLastTick", out var value) || value is not ScalarValue { Value: TimeSpan stalled }) return false;
        using var process = Process.GetCurrentProcess();
        return entry.Timestamp - stalled < process.StartTime;
    }

    /// <summary>The host logs the fault that ends a start, and throws it: whoever catches it says it at the same place.</summary>
    internal static bool IsFailedStart(LogEvent entry) => entry.MessageTemplate.Text == "Hosting failed to start";

    private static void Raise(LoggerConfiguration logger, LogEventLevel level, string category, LogEventLevel least) =>
        logger.MinimumLevel.Override(category, level > least ? level : least);

    /// <summary>The framework writes the path of the request to each of its lines; a path may hold personal data.</summary>
    private sealed class WithoutPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
