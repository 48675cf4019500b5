using System.Globalization;
using System.Text.Json;

namespace Kolosal.Http;

/// <summary>The number of the last event that the client has, from <c>Last-Event-ID</c>; 0 when it has none. Events are numbered from 1.</summary>
internal readonly record struct LastEventId(long Number)
{
    public static ValueTask<LastEventId> BindAsync(HttpContext context)
    {
        string text = context.Request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0) return new(new LastEventId(0));
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new(new LastEventId(number))
            : throw new ProblemException(new Problem(400, "request.bad-event-id",
                "Last-Event-ID must be the id of an event of this stream, a whole number."));
    }
}

/// <summary>One event of a stream.</summary>
/// <param name="Number">From 1, rising; what a client resumes by.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Data">Written as JSON.</param>
internal readonly record struct StreamEvent(long Number, string Type, object Data);

/// <summary>Server-sent events. Ends with the sequence; a comment every quarter of a minute keeps proxies from closing a quiet one.</summary>
/// <param name="events">Those after the client's last, in order.</param>
internal sealed class EventStream(IAsyncEnumerable<StreamEvent> events) : IResult
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(context.RequestAborted);

        var source = events.GetAsyncEnumerator(context.RequestAborted);
        Task<bool>? pending = null;
        try
        {
            while (true)
            {
                pending ??= source.MoveNextAsync().AsTask();
                if (!await EndsWithinAsync(pending, context.RequestAborted))
                {
                    await response.WriteAsync(":\n\n", context.RequestAborted);
                    continue;
                }
                bool more = await pending;
                pending = null;
                if (!more) return;
                await WriteAsync(response, source.Current, context.RequestAborted);
            }
        }
        finally
        {
            // An enumerator must not be disposed under a running step; that one ends by the same token.
            if (pending is not null) await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync();
        }
    }

    private static async Task WriteAsync(HttpResponse response, StreamEvent next, CancellationToken cancel)
    {
        string data = JsonSerializer.Serialize(next.Data, next.Data.GetType(), Json.Options);
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {next.Number}\nevent: {next.Type}\ndata: {data}\n\n"), cancel);
        await response.Body.FlushAsync(cancel);
    }

    private static async Task<bool> EndsWithinAsync(Task step, CancellationToken cancel)
    {
        if (step.IsCompleted) return true;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var first = await Task.WhenAny(step, Task.Delay(Heartbeat, timer.Token));
        await timer.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        return first == step;
    }
}
