using Kolosal.Access;
using Kolosal.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Api.Tests;

public sealed class CommandKeyTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => Principal.Current = null;

    [Fact]
    public async Task A_write_that_is_repeated_under_its_key_names_the_same_thing()
    {
        string name = (await BindAsync("ann", "key-1")).Name("act");
        Assert.Matches("^act_[0-9a-f]{20}$", name);
        Assert.Equal(name, (await BindAsync("ann", "key-1")).Name("act"));
        Assert.NotEqual(name, (await BindAsync("ann", "key-2")).Name("act"));
        Assert.NotEqual(name, (await BindAsync("bob", "key-1")).Name("act"));
        clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(name, (await BindAsync("ann", "key-1")).Name("act"));
        clock.Advance(TimeSpan.FromHours(13)); // a day later it is no repetition any more
        Assert.NotEqual(name, (await BindAsync("ann", "key-1")).Name("act"));
    }

    [Fact]
    public async Task Where_it_is_known_which_write_a_request_carries_that_counts_and_not_the_day()
    {
        string name = (await BindAsync("ann", "key-1", write: "w1")).Name("act");
        clock.Advance(TimeSpan.FromHours(13));
        Assert.Equal(name, (await BindAsync("ann", "key-1", write: "w1")).Name("act"));
        Assert.NotEqual(name, (await BindAsync("ann", "key-1", write: "w2")).Name("act"));
        Assert.NotEqual(name, (await BindAsync("bob", "key-1", write: "w1")).Name("act"));
    }

    [Theory]
    [InlineData("ann", null)]
    [InlineData(null, "key-1")] // what a stranger sends names nothing of anybody's
    [InlineData(null, null)]
    public async Task Without_a_key_or_a_caller_each_write_names_its_own(string? subject, string? key) =>
        Assert.NotEqual((await BindAsync(subject, key)).Text, (await BindAsync(subject, key)).Text);

    private async Task<CommandKey> BindAsync(string? subject, string? key, string? write = null)
    {
        Principal.Current = subject is null ? null : new("ws", subject, []);
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(clock).BuildServiceProvider(),
        };
        if (write is not null) context.Features.Set(new BegunWrite(write));
        if (key is not null) context.Request.Headers[IdempotencyMiddleware.Header] = key;
        return await CommandKey.BindAsync(context);
    }
}
