using System.Text.Json;
using Kolosal.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kolosal.Api.Tests;

/// <summary>The client against servers that misbehave.</summary>
public sealed class ServerConnectionTests
{
    [Fact]
    public async Task A_stream_that_breaks_off_is_taken_up_behind_its_last_event()
    {
        var asked = new List<string>();
        var read = new TaskCompletionSource();
        await using var server = await StartAsync(async context =>
        {
            asked.Add(context.Request.Headers["Last-Event-ID"].ToString());
            context.Response.ContentType = "text/event-stream";
            bool first = asked.Count == 1;
            await context.Response.WriteAsync($"id: {asked.Count}\ndata: {{\"sequence\":{asked.Count}}}\n\n");
            await context.Response.Body.FlushAsync();
            if (!first) return;
            await read.Task; // what is not read yet may be lost with the connection
            context.Abort();
        });
        using var connection = new ServerConnection(new Uri(server.Urls.First()), "kol_x");
        var seen = new List<long>();
        await foreach (JsonElement happened in connection.EventsAsync("/events", CancellationToken.None))
        {
            seen.Add(happened.GetProperty("sequence").GetInt64());
            read.TrySetResult();
        }
        Assert.Equal([1, 2], seen);
        Assert.Equal(["", "1"], asked);
    }

    [Fact]
    public async Task What_is_no_Kolosal_server_is_told_so()
    {
        await using var server = await StartAsync(context => context.Response.WriteAsync("<html>Welcome</html>"));
        using var connection = new ServerConnection(new Uri(server.Urls.First()), "kol_x");
        var told = await Assert.ThrowsAsync<CommandException>(() => connection.GetAsync("/api/runs", CancellationToken.None));
        Assert.Equal(3, told.ExitCode);
        Assert.Contains("no Kolosal server", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_without_our_words_still_has_its_status()
    {
        await using var server = await StartAsync(context =>
        {
            context.Response.StatusCode = 502;
            return context.Response.WriteAsync("<html>Bad gateway</html>");
        });
        using var connection = new ServerConnection(new Uri(server.Urls.First()), "kol_x");
        var told = await Assert.ThrowsAsync<CommandException>(() => connection.PostAsync("/api/train", new { }, CancellationToken.None));
        Assert.Equal((1, "The server answered 502."), (told.ExitCode, told.Message));
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
