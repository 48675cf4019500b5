using System.Diagnostics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Kolosal.Http;

/// <summary>The outermost layer: security headers out, problem details for whatever went
/// wrong inside, one log line and a span's name for each request.</summary>
internal sealed partial class EdgeMiddleware(
    RequestDelegate next, IOptionsMonitor<HttpOptions> options, TimeProvider clock, ILogger<EdgeMiddleware> log)
{
    /// <summary>A request that took longer is logged as a warning.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    private long requests;

    public async Task InvokeAsync(HttpContext context)
    {
        long start = clock.GetTimestamp();
        SecurityHeaders.Apply(context);
        try
        {
            await next(context);
            if (IsBare(context.Response)) await ForStatus(context.Response.StatusCode).ExecuteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer; the status is for the log.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }
        Observe(context, clock.GetElapsedTime(start));
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = Faults.ToProblem(exception);
        if (problem.Status >= 500) LogFault(log, exception, context.Request.Method, RouteOf(context));
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }
        context.Response.Clear();
        SecurityHeaders.Apply(context);
        await problem.ExecuteAsync(context);
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && response.ContentLength is null or 0;

    private static Problem ForStatus(int status) => status switch
    {
        404 => new(404, "not-found", "There is nothing at this address. The OpenAPI document at /openapi/v1.json lists what there is."),
        405 => new(405, "request.method-not-allowed", "This address does not take that method; the Allow header names those it takes."),
        413 => new(413, "request.too-large", "The body is larger than this route takes."),
        415 => new(415, "request.unsupported-media-type",
            "This route does not read that Content-Type. Send application/json, or what the OpenAPI document names."),
        _ => new(status, "request.refused", "The request was refused."),
    };

    private void Observe(HttpContext context, TimeSpan elapsed)
    {
        int status = context.Response.StatusCode;
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            string route = RouteOf(context);
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("http.route", route);
            span.SetTag("http.response.status_code", status);
            if (status >= 500) span.SetStatus(ActivityStatusCode.Error);
        }

        int oneIn = options.CurrentValue.LogOneIn;
        var level = status >= 500 || (elapsed > Slow && !IsStream(context)) ? LogLevel.Warning
            : oneIn > 0 && Interlocked.Increment(ref requests) % oneIn == 0 ? LogLevel.Information
            : LogLevel.Debug;
        if (log.IsEnabled(level)) LogRequest(log, level, context.Request.Method, RouteOf(context), status, elapsed.TotalMilliseconds);
    }

    private static bool IsStream(HttpContext context) => context.Response.ContentType == "text/event-stream";

    // The pattern and never the path or the query: those may carry personal data, and their number has no bound.
    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";

    [LoggerMessage(Message = "{Method} {Route} answered {Status} in {Milliseconds:0.###} ms.")]
    private static partial void LogRequest(ILogger log, LogLevel level, string method, string route, int status, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed.")]
    private static partial void LogFault(ILogger log, Exception exception, string method, string route);
}
