using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;

namespace Kolosal.Access;

public sealed class IdempotencyGrainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(services: services =>
    {
        services.AddSingleton<TimeProvider>(clock);
        services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
    });

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_write_runs_once_and_its_answer_is_given_again()
    {
        var grain = silo.Grains.Idempotency("ws", "a");
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f", "a1")).Outcome);
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f", "a2")).Outcome);
        Assert.Equal(IdempotencyOutcome.OtherRequest, (await grain.BeginAsync("g", "a3")).Outcome);
        await grain.CompleteAsync("g", new(500, null, null, null, null));
        await grain.CompleteAsync("f", new(201, "application/json", "/x", null, [1]));
        await silo.Silo.DeactivateAsync(grain);
        var again = await grain.BeginAsync("f", "a4");
        Assert.Equal((IdempotencyOutcome.Replay, 201, "/x"), (again.Outcome, again.Answer!.Status, again.Answer.Location));
        Assert.Equal(IdempotencyOutcome.OtherRequest, (await grain.BeginAsync("g", "a5")).Outcome);
    }

    [Fact]
    public async Task Who_asks_again_because_the_answer_was_lost_runs_the_write()
    {
        var grain = silo.Grains.Idempotency("ws", "lost");
        foreach (bool crash in (bool[])[false, true])
        {
            Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f", "mine")).Outcome);
            if (crash) await silo.Silo.DeactivateAsync(grain);
            Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f", "mine")).Outcome);
            Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f", "another's")).Outcome);
        }

        await grain.CompleteAsync("f", new(200, null, null, null, null));
        Assert.Equal(IdempotencyOutcome.Replay, (await grain.BeginAsync("f", "mine")).Outcome);
    }

    [Fact]
    public async Task A_write_that_came_to_nothing_may_run_again()
    {
        var grain = silo.Grains.Idempotency("ws", "b");
        await grain.BeginAsync("f", "a6");
        await grain.AbandonAsync("g");
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f", "a7")).Outcome);
        await grain.AbandonAsync("f");
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("g", "a8")).Outcome);
    }

    /// <summary>Who tries again, be it the next day, has to find what an attempt made whose answer was lost.</summary>
    [Fact]
    public async Task A_write_is_the_same_until_nobody_has_tried_it_for_a_day_and_another_s_is_not()
    {
        var grain = silo.Grains.Idempotency("ws", "named");
        Assert.Equal("first", (await grain.BeginAsync("f", "first")).Write);
        await grain.AbandonAsync("f");
        await silo.Silo.DeactivateAsync(grain);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
            await grain.ExpireAsync();
            Assert.Equal("first", (await grain.BeginAsync("f", $"again-{attempt}")).Write);
            if (attempt < 2) await grain.AbandonAsync("f");
        }

        // The last was lost with its process, and is found.
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("first", (await grain.BeginAsync("f", "found")).Write);
        Assert.Equal("first", (await grain.BeginAsync("f", "found")).Write);
        await grain.AbandonAsync("f");
        Assert.Equal("other", (await grain.BeginAsync("g", "other")).Write);
        await grain.CompleteAsync("g", new(200, null, null, null, null));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("thrown again", (await grain.BeginAsync("g", "thrown again")).Write);
    }

    [Fact]
    public async Task A_write_lost_with_its_process_may_run_after_five_minutes_and_an_answer_is_kept_for_a_day()
    {
        var grain = silo.Grains.Idempotency("ws", "c");
        await grain.BeginAsync("f", "a9");
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("f", "a10")).Outcome);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f", "a11")).Outcome);
        await grain.CompleteAsync("f", new(200, null, null, null, null));
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Replay, (await grain.BeginAsync("f", "a12")).Outcome);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("g", "a13")).Outcome);
    }

    [Fact]
    public async Task A_day_old_keys_are_swept_with_one_reminder_for_all_of_them()
    {
        var sweep = silo.Grains.IdempotencySweep();
        await sweep.StartAsync();
        foreach (int i in Enumerable.Range(0, 150)) await AnswerAsync($"old-{i}");
        clock.Advance(TimeSpan.FromHours(24));
        foreach (int i in Enumerable.Range(0, 5)) await AnswerAsync($"new-{i}");
        Assert.Equal(155, await ListedAsync());

        Assert.Equal(150, await sweep.SweepAsync());
        Assert.Equal(5, await ListedAsync());
        Assert.Equal(0, await sweep.SweepAsync());
        Assert.Equal(IdempotencyOutcome.Replay, (await silo.Grains.Idempotency("ws", "new-0").BeginAsync("f", "a14")).Outcome);
        Assert.Equal(IdempotencyOutcome.Run, (await silo.Grains.Idempotency("ws", "old-0").BeginAsync("g", "a15")).Outcome);

        var reminders = await silo.Services.GetRequiredService<IReminderTable>().ReadRows(0, 0);
        Assert.Single(reminders.Reminders);
    }

    [Fact]
    public async Task A_key_that_was_begun_again_since_is_not_swept()
    {
        var grain = silo.Grains.Idempotency("ws", "again");
        await AnswerAsync("again");
        clock.Advance(TimeSpan.FromHours(24));
        await grain.BeginAsync("other", "a16");
        await grain.ExpireAsync();
        Assert.Equal(IdempotencyOutcome.Running, (await grain.BeginAsync("other", "a17")).Outcome);
    }

    private async Task AnswerAsync(string name)
    {
        var grain = silo.Grains.Idempotency("ws", name);
        Assert.Equal(IdempotencyOutcome.Run, (await grain.BeginAsync("f", "a18")).Outcome);
        await grain.CompleteAsync("f", new(200, null, null, null, null));
    }

    private async Task<long> ListedAsync() => (await silo.Services.GetRequiredService<ICatalogue>().QueryAsync(
        new(ResourceKey.System, CatalogueKinds.IdempotencyKey, []), CancellationToken.None)).Total;
}
