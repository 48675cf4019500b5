namespace Kolosal.Http;

/// <summary>Around everything that answers: security headers out, problem details for whatever went wrong inside.</summary>
internal sealed partial class EdgeMiddleware(RequestDelegate next, ILogger<EdgeMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Apply(context);
        try
        {
            await RunAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer, or the rest of one; the status is for the log.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context.Response)) await ForStatus(context.Response.StatusCode).ExecuteAsync(context);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = Faults.ToProblem(exception, IsUpload(context.Request));
        var level = Faults.IsPassing(problem) ? LogLevel.Warning : LogLevel.Error;
        if (problem.Status >= 500) LogFault(log, level, exception, context.Request.Method, RequestLog.RouteOf(context));
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

    private static bool IsUpload(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && (request.HasFormContentType || request.Path.StartsWithSegments("/api/data"));

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

    [LoggerMessage(Message = "{Method} {Route} failed.")]
    private static partial void LogFault(ILogger log, LogLevel level, Exception exception, string method, string route);
}
