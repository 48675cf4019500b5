using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Access;

public sealed class IdempotencyGrainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private TestSilo silo = null!;

    public async Task InitializeAsync() => silo = await TestSilo.StartAsync(new TestSiloOptions { Clock = clock });

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_write_runs_once_and_its_answer_is_given_again()
    {
        var grain = silo.Client.Idempotency("ws", "a");
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f")).Outcome);
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f")).Outcome);
        Assert.Equal(IdempotencyOutcome.OtherRequest, (await grain.BeginAsync("g")).Outcome);
        await grain.CompleteAsync("g", new(500, null, null, null, null));
        await grain.CompleteAsync("f", new(201, "application/json", "/x", null, [1]));
        await silo.DeactivateAsync(grain);
        var again = await grain.BeginAsync("f");
        Assert.Equal((IdempotencyOutcome.Replay, 201, "/x"), (again.Outcome, again.Answer!.Status, again.Answer.Location));
        Assert.Equal(IdempotencyOutcome.OtherRequest, (await grain.BeginAsync("g")).Outcome);
    }

    [Fact]
    public async Task A_write_that_came_to_nothing_may_run_again()
    {
        var grain = silo.Client.Idempotency("ws", "b");
        await grain.BeginAsync("f");
        await grain.AbandonAsync("g");
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f")).Outcome);
        await grain.AbandonAsync("f");
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("g")).Outcome);
    }

    [Fact]
    public async Task A_write_lost_with_its_process_may_run_after_five_minutes_and_an_answer_is_kept_for_a_day()
    {
        var grain = silo.Client.Idempotency("ws", "c");
        await grain.BeginAsync("f");
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f")).Outcome);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f")).Outcome);
        await grain.CompleteAsync("f", new(200, null, null, null, null));
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Replay, (await grain.BeginAsync("f")).Outcome);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("g")).Outcome);
    }
}
