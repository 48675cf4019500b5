using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;

namespace Kolosal.Http;

/// <summary>One log line a request: method, route, status, time. Most successful ones at Debug, which is off unless asked for.</summary>
internal sealed class RequestLog(IOptionsMonitor<HttpOptions> options)
{
    /// <summary>A request that took longer is logged as a warning, in milliseconds.</summary>
    private const double Slow = 5000;

    private long requests;

    /// <summary>The pattern and never the path or the query: those may carry personal data, and their number has no bound.</summary>
    public static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";

    public void Configure(RequestLoggingOptions logging)
    {
        logging.MessageTemplate = "{Method} {Route} answered {Status} in {Milliseconds:0.000} ms";
        logging.GetLevel = (context, milliseconds, exception) => exception is null ? LevelOf(context, milliseconds) : LogEventLevel.Error;
        logging.GetMessageTemplateProperties = (context, _, milliseconds, status) =>
        [
            new("Method", new ScalarValue(context.Request.Method)), new("Route", new ScalarValue(RouteOf(context))),
            new("Status", new ScalarValue(status)), new("Milliseconds", new ScalarValue(milliseconds)),
        ];
    }

    internal LogEventLevel LevelOf(HttpContext context, double milliseconds)
    {
        if (context.Response.StatusCode >= 500 || (milliseconds > Slow && !IsStream(context))) return LogEventLevel.Warning;
        int oneIn = options.CurrentValue.LogOneIn;
        return oneIn > 0 && Interlocked.Increment(ref requests) % oneIn == 0 ? LogEventLevel.Information : LogEventLevel.Debug;
    }

    private static bool IsStream(HttpContext context) => context.Response.ContentType == "text/event-stream";
}

internal static class RequestLogHosting
{
    /// <summary>Outermost, so that the status is the one the client got. Needs Serilog among the services.</summary>
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app) => app.UseSerilogRequestLogging(logging =>
    {
        new RequestLog(app.ApplicationServices.GetRequiredService<IOptionsMonitor<HttpOptions>>()).Configure(logging);

        // Several servers may live in one process, so none of them uses the process-wide logger.
        logging.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>().ForContext<RequestLog>();
    });
}
