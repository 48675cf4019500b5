using System.Text;
using Kolosal.Http;
using Kolosal.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Api.Tests;

public sealed class EventStreamTests
{
    [Fact]
    public async Task Events_go_out_as_the_standard_writes_them()
    {
        var context = Context(new Stay());
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
        var context = Context(new Stay());
        context.RequestAborted = leave.Token;
        bool[] disposed = [false];
        var running = new EventStream(Endless(disposed)).ExecuteAsync(context);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(disposed[0]);
    }

    [Fact]
    public async Task A_caller_whose_key_has_ended_hears_no_more()
    {
        var clock = new FakeTimeProvider();
        var admission = new Stay();
        bool[] disposed = [false];
        var running = new EventStream(Endless(disposed)).ExecuteAsync(Context(admission, clock));
        for (int i = 1; i <= 3; i++)
        {
            int asked = i;
            await Eventually.HoldsAsync(() => { clock.Advance(TimeSpan.FromSeconds(1)); return admission.Asked >= asked; });
            Assert.False(running.IsCompleted);
        }
        admission.Ended = true;
        await Eventually.HoldsAsync(() => { clock.Advance(TimeSpan.FromSeconds(1)); return running.IsCompleted; });
        await running;
        Assert.True(disposed[0]);
    }

    [Fact]
    public async Task A_busy_stream_ends_with_its_caller_s_key_too()
    {
        var clock = new FakeTimeProvider();
        var context = Context(new Stay { Ended = true }, clock);
        context.Response.Body = new MemoryStream();
        await new EventStream(Busy(clock)).ExecuteAsync(context).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Head_is_answered_without_an_event()
    {
        var context = Context(new Stay());
        context.Request.Method = "HEAD";
        await new EventStream(Endless([false])).ExecuteAsync(context).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("text/event-stream", context.Response.ContentType);
    }

    [Theory, InlineData("", 0), InlineData("17", 17)]
    public async Task A_client_resumes_after_the_event_it_names(string header, long after) => Assert.Equal(after, (await Bind(header)).Number);

    [Theory, InlineData("-1"), InlineData("x"), InlineData("99999999999999999999"), InlineData("1.5")]
    public async Task An_id_of_no_event_is_400(string header) =>
        Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(async () => await Bind(header))).Problem.Status);

    private static DefaultHttpContext Context(IAdmission admission, TimeProvider? clock = null) => new()
    {
        RequestServices = new ServiceCollection().AddSingleton(admission).AddSingleton(clock ?? TimeProvider.System).BuildServiceProvider(),
    };

    private static async IAsyncEnumerable<StreamEvent> Busy(FakeTimeProvider clock)
    {
        for (long number = 1; ; number++)
        {
            await Task.Yield();
            clock.Advance(TimeSpan.FromSeconds(1));
            yield return new(number, "progress", new Progress(1));
        }
    }

    private sealed class Stay : IAdmission
    {
        public bool Ended { get; set; }

        public int Asked { get; private set; }

        public TimeSpan For => TimeSpan.FromSeconds(5);

        public Task<bool> HoldsAsync(HttpContext context)
        {
            Asked++;
            return Task.FromResult(!Ended);
        }
    }

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
