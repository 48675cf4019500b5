using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kolosal.Testing;

/// <summary>A request as a receiver of webhooks got it.</summary>
/// <param name="Id">Header <c>webhook-id</c>.</param>
/// <param name="Timestamp">Header <c>webhook-timestamp</c>.</param>
/// <param name="Signature">Header <c>webhook-signature</c>.</param>
/// <param name="Headers">The names of all headers.</param>
/// <param name="Body">The body.</param>
public sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, IReadOnlyCollection<string> Headers, string Body);

/// <summary>A web server on a free port of the loopback that takes webhooks, and answers as a test wishes.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedWebhook> received = new();
    private readonly Func<int, HttpContext, Task> answer;
    private int requests;

    private WebhookReceiver(Func<int, HttpContext, Task> answer)
    {
        this.answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(TakeAsync);
    }

    public Uri Address => new($"{app.Urls.First()}/hook");

    public IReadOnlyList<ReceivedWebhook> Received => [.. received];

    /// <param name="answer">Answers the request of this number, from 0; 204 without it.</param>
    public static async Task<WebhookReceiver> StartAsync(Func<int, HttpContext, Task>? answer = null)
    {
        var receiver = new WebhookReceiver(answer ?? ((_, context) => StatusAsync(context, 204)));
        await receiver.app.StartAsync();
        return receiver;
    }

    public static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers;
        received.Enqueue(new(
            headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(),
                [.. headers.Keys], body));
        await answer(Interlocked.Increment(ref requests) - 1, context);
    }
}
