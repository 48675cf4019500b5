using System.Reflection;
using System.Text;
using Kolosal.Access;
using Kolosal.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kolosal.Api.Tests;

/// <summary>The grain that keeps answers is on its way between two silos: a write that was done is not run again.</summary>
public sealed class IdempotencyOutageTests
{
    private const string Answer = "done";

    private const string Begin = nameof(IIdempotencyGrain.BeginAsync), Complete = nameof(IIdempotencyGrain.CompleteAsync),
        Abandon = nameof(IIdempotencyGrain.AbandonAsync);

    [Fact]
    public async Task An_answer_is_kept_once_the_grain_has_arrived()
    {
        var grain = new Keeper(misses: 2);
        Assert.Equal(Answer, await RunAsync(grain, StatusCodes.Status201Created));
        Assert.Equal([Begin, Complete, Complete, Complete], grain.Calls);
        Assert.Equal((201, Answer), (grain.Kept!.Status, Encoding.UTF8.GetString(grain.Kept.Body!)));
    }

    [Fact]
    public async Task A_write_that_was_begun_and_not_told_is_asked_for_again_by_the_same_attempt()
    {
        var grain = new Keeper(misses: 0, begunUntold: 2);
        Assert.Equal(Answer, await RunAsync(grain, StatusCodes.Status201Created));
        Assert.Equal([Begin, Begin, Begin, Complete], grain.Calls);
        Assert.Single(grain.Attempts.Distinct());
        Assert.Equal(Keeper.Write, grain.Carried);
    }

    [Fact]
    public async Task A_done_write_stays_taken_where_its_answer_cannot_be_kept()
    {
        var grain = new Keeper(misses: int.MaxValue);
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(grain, StatusCodes.Status201Created));
        Assert.DoesNotContain(Abandon, grain.Calls);
    }

    [Theory, InlineData(503), InlineData(429)]
    public async Task A_write_that_came_to_nothing_may_be_run_again(int status)
    {
        var grain = new Keeper(misses: 0);
        await RunAsync(grain, status);
        Assert.Equal([Begin, Abandon], grain.Calls);
    }

    private static async Task<string> RunAsync(Keeper keeper, int status)
    {
        Principal.Current = new("outage", "prn_caller", ["admin"]);
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Request = { Method = "POST", Path = "/things" }, Response = { Body = body } };
        context.Request.Headers[IdempotencyMiddleware.Header] = "key";
        var grains = Proxy.Of<IGrainFactory>((_, _) => Proxy.Of<IIdempotencyGrain>(keeper.Answer));
        await new IdempotencyMiddleware(answered =>
        {
            answered.Response.StatusCode = status;
            keeper.Carried = answered.Features.Get<BegunWrite>()?.Name;
            return answered.Response.WriteAsync(Answer);
        }, grains, new Fixed(new HttpOptions())).InvokeAsync(context);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>Stands in for an interface: a class that implements a grain's would be taken for a second grain of it.</summary>
    internal class Proxy : DispatchProxy
    {
        private Func<string, object?[], object?> answer = (_, _) => null;

        public static T Of<T>(Func<string, object?[], object?> answer)
            where T : class
        {
            var made = Create<T, Proxy>();
            ((Proxy)(object)made).answer = answer;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => answer(targetMethod!.Name, args ?? []);
    }

    /// <summary>What the grain does, by its methods' names.</summary>
    /// <param name="misses">Answers that it does not take before it takes one.</param>
    /// <param name="begunUntold">Writes that it begins before it says so.</param>
    private sealed class Keeper(int misses, int begunUntold = 0)
    {
        public const string Write = "w1";

        private int left = misses, untold = begunUntold;

        /// <summary>The write that the request was told to carry.</summary>
        public string? Carried { get; set; }

        public List<string> Attempts { get; } = [];

        public List<string> Calls { get; } = [];

        public StoredAnswer? Kept { get; private set; }

        public object? Answer(string method, object?[] args)
        {
            Calls.Add(method);
            if (method == nameof(IIdempotencyGrain.BeginAsync))
            {
                Attempts.Add((string)args[1]!);
                return untold-- > 0 ? Task.FromException<IdempotencyTicket>(new TimeoutException("The answer was lost."))
                    : Task.FromResult(new IdempotencyTicket(IdempotencyOutcome.Run, null, Write));
            }
            if (method != nameof(IIdempotencyGrain.CompleteAsync)) return Task.CompletedTask;
            if (left-- > 0) return Task.FromException(new TimeoutException("It is away."));
            Kept = (StoredAnswer)args[1]!;
            return Task.CompletedTask;
        }
    }

    private sealed class Fixed(HttpOptions options) : IOptionsMonitor<HttpOptions>
    {
        public HttpOptions CurrentValue => options;

        public HttpOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<HttpOptions, string?> listener) => null;
    }
}
