using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Kolosal.Hosting;

/// <summary>Logs as JSON lines with trace and span id, to standard output or to a file.</summary>
/// <remarks>
/// Section <c>Kolosal:Logging</c>: <c>Level</c> (default Information) and <c>File</c> (default none; with it nothing goes to standard output, a new
/// file a day, 14 kept). Nothing that a caller sent is logged: routes as patterns, no bodies, no query values, no keys.
/// </remarks>
public static class Logging
{
    private const int FilesKept = 14;

    public static WebApplicationBuilder AddKolosalLogging(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Kolosal:Logging");
        var level = section.GetValue("Level", LogEventLevel.Information);
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(level)

            // The framework logs each request at Information, with its path; ours is logged once, by the front door.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            .Enrich.WithProperty("Application", "kolosal");
        if (section["File"] is { Length: > 0 } file)
            logger.WriteTo.File(new JsonFormatter(renderMessage: true), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: FilesKept,
                shared: true);
        else
            logger.WriteTo.Console(new JsonFormatter(renderMessage: true));

        builder.Logging.ClearProviders().AddSerilog(logger.CreateLogger(), dispose: true);

        // The same level for whoever asks before writing; both scales have the same six steps.
        builder.Logging.SetMinimumLevel((LogLevel)(int)level);
        return builder;
    }
}
