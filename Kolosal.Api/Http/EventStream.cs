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

/// <summary>Whether a caller who was let in may stay.</summary>
internal interface IAdmission
{
    /// <summary>How long an answer of <see cref="HoldsAsync"/> is relied on.</summary>
    TimeSpan For { get; }

    /// <summary>False once the key or token of the request was revoked or has expired.</summary>
    Task<bool> HoldsAsync(HttpContext context);
}

/// <summary>
/// Server-sent events. Ends with the sequence, or when the caller's key or token does; a comment every quarter of a minute keeps proxies
/// from closing a quiet one.
/// </summary>
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
        if (HttpMethods.IsHead(context.Request.Method)) return;

        // Starting sends nothing yet: a client would not know that it listens until the first event or heartbeat.
        await response.Body.FlushAsync(context.RequestAborted);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var source = events.GetAsyncEnumerator(ended.Token);
        Task<bool>? pending = null;
        try
        {
            var admission = context.RequestServices.GetRequiredService<IAdmission>();
            var clock = context.RequestServices.GetRequiredService<TimeProvider>();
            for (var (quietSince, askedAt) = (clock.GetTimestamp(), clock.GetTimestamp()); ;)
            {
                pending ??= source.MoveNextAsync().AsTask();
                var patience = Least(Heartbeat - clock.GetElapsedTime(quietSince), admission.For - clock.GetElapsedTime(askedAt));
                bool ready = await EndsWithinAsync(pending, patience, clock, context.RequestAborted);
                if (clock.GetElapsedTime(askedAt) >= admission.For)
                {
                    if (!await admission.HoldsAsync(context)) return;
                    askedAt = clock.GetTimestamp();
                }
                if (!ready)
                {
                    if (clock.GetElapsedTime(quietSince) < Heartbeat) continue;
                    await response.WriteAsync(":\n\n", context.RequestAborted);
                    quietSince = clock.GetTimestamp();
                    continue;
                }
                bool more = await pending;
                pending = null;
                if (!more) return;
                await WriteAsync(response, source.Current, context.RequestAborted);
                quietSince = clock.GetTimestamp();
            }
        }
        finally
        {
            // An enumerator must not be disposed under a running step; that one ends by the same token.
            await ended.CancelAsync();
            if (pending is not null) await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync();
        }
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other)
    {
        var least = one < other ? one : other;
        return least > TimeSpan.Zero ? least : TimeSpan.Zero;
    }

    private static async Task WriteAsync(HttpResponse response, StreamEvent next, CancellationToken cancel)
    {
        string data = JsonSerializer.Serialize(next.Data, next.Data.GetType(), Json.Options);
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {next.Number}\nevent: {next.Type}\ndata: {data}\n\n"), cancel);
        await response.Body.FlushAsync(cancel);
    }

    private static async Task<bool> EndsWithinAsync(Task step, TimeSpan patience, TimeProvider clock, CancellationToken cancel)
    {
        if (step.IsCompleted) return true;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var first = await Task.WhenAny(step, Task.Delay(patience, clock, timer.Token));
        await timer.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        return first == step;
    }
}
