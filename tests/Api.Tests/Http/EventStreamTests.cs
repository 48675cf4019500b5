using System.Text;
using Kolosal.Http;
using Microsoft.AspNetCore.Http;

namespace Kolosal.Api.Tests;

public sealed class EventStreamTests
{
    [Fact]
    public async Task Events_go_out_as_the_standard_writes_them()
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;
        await new EventStream(Numbers(3, 2)).ExecuteAsync(context);

        Assert.Equal("text/event-stream", context.Response.ContentType);
        Assert.Equal(
            "id: 3\nevent: progress\ndata: {\"percent_done\":3}\n\nid: 4\nevent: progress\ndata: {\"percent_done\":4}\n\n",
                Encoding.UTF8.GetString(body.ToArray()));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_stream_and_its_source()
    {
        using var leave = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = leave.Token };
        bool[] disposed = [false];
        var running = new EventStream(Endless(disposed)).ExecuteAsync(context);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(disposed[0]);
    }

    [Theory, InlineData("", 0), InlineData("17", 17)]
    public async Task A_client_resumes_after_the_event_it_names(string header, long after) => Assert.Equal(after, (await Bind(header)).Number);

    [Theory, InlineData("-1"), InlineData("x"), InlineData("99999999999999999999"), InlineData("1.5")]
    public async Task An_id_of_no_event_is_400(string header) =>
        Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(async () => await Bind(header))).Problem.Status);

    private static ValueTask<LastEventId> Bind(string header)
    {
        var context = new DefaultHttpContext();
        if (header.Length > 0) context.Request.Headers["Last-Event-ID"] = header;
        return LastEventId.BindAsync(context);
    }

    private static async IAsyncEnumerable<StreamEvent> Numbers(long first, int count)
    {
        for (long number = first; number < first + count; number++)
        {
            await Task.Yield();
            yield return new(number, "progress", new Progress((int)number));
        }
    }

    private static async IAsyncEnumerable<StreamEvent> Endless(
        bool[] disposed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
            yield break;
        }
        finally
        {
            disposed[0] = true;
        }
    }

    private sealed record Progress(int PercentDone);
}
