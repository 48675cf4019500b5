using Kolosal.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kolosal.Api.Tests;

public sealed class EdgeMiddlewareTests
{
    /// <summary>Two writes that met, or a silo that leaves, are no fault of anybody: the caller comes again.</summary>
    [Fact]
    public async Task What_passes_by_itself_is_a_warning_and_a_fault_an_error()
    {
        Assert.Equal((503, LogLevel.Warning), await AnswerAsync(new TimeoutException()));
        Assert.Equal((500, LogLevel.Error), await AnswerAsync(new InvalidOperationException()));
        Assert.Equal((400, null), await AnswerAsync(new BadHttpRequestException("x")));
    }

    [Fact]
    public async Task Who_leaves_while_a_fault_is_told_is_no_fault()
    {
        using var aborted = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = aborted.Token };
        context.Response.Body = new Leaving(aborted);
        await new EdgeMiddleware(_ => throw new TimeoutException(), new Levels()).InvokeAsync(context);
        Assert.Equal(StatusCodes.Status499ClientClosedRequest, context.Response.StatusCode);
    }

    private static async Task<(int Status, LogLevel? Level)> AnswerAsync(Exception fault)
    {
        var log = new Levels();
        var context = new DefaultHttpContext();
        await new EdgeMiddleware(_ => throw fault, log).InvokeAsync(context);
        return (context.Response.StatusCode, log.Told is [var level] ? level : null);
    }

    /// <summary>A connection that ends at the first byte of the answer.</summary>
    private sealed class Leaving(CancellationTokenSource aborted) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await aborted.CancelAsync();
            throw new OperationCanceledException(aborted.Token);
        }
    }

    private sealed class Levels : ILogger<EdgeMiddleware>
    {
        public List<LogLevel> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add(logLevel);
    }
}
