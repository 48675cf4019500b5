namespace Kolosal.Engine.Tests.Life;

[Collection(EngineCollection.Name)]
public sealed class LifeTests(EngineFixture engine)
{
    private readonly string _key = EngineFixture.NewKey();

    private ILifeGrain Grain => engine.Grains.GetGrain<ILifeGrain>(_key);

    [Fact]
    public async Task A_grain_is_activated_by_its_first_call_and_stays()
    {
        Assert.Empty(Diary.Of(_key));
        var who = await Grain.WhoAsync();
        Assert.Equal(["activated"], Diary.Of(_key));
        Assert.Equal(who, await Grain.WhoAsync());
    }

    [Fact]
    public async Task A_grain_that_asked_to_leave_leaves_and_the_next_call_gets_another()
    {
        var who = await Grain.WhoAsync();
        await Grain.LeaveAsync();
        Assert.NotEqual(who, await Grain.WhoAsync());
        Assert.Equal(["activated", "deactivated ApplicationRequested", "activated"], Diary.Of(_key));
    }

    [Fact]
    public async Task A_grain_leaves_only_after_the_call_that_runs()
    {
        string gate = EngineFixture.NewKey();
        var leaving = Grain.LeaveAfterAsync(gate);
        await Gate.ReachedAsync(gate);
        var waiting = Grain.CountAsync();
        Assert.Equal(["activated"], Diary.Of(_key));
        Gate.Open(gate);
        await leaving;
        Assert.Equal(1, await waiting);
        Assert.Equal(["activated", "deactivated ApplicationRequested", "activated"], Diary.Of(_key));
    }

    [Fact]
    public async Task A_grain_that_left_is_disposed()
    {
        var who = await Grain.WhoAsync();
        await engine.Silo.DeactivateAsync(Grain);
        await Eventually.HoldsAsync(() => Diary.Of(who.ToString()).Contains("disposed"));
    }

    [Fact]
    public async Task Calls_that_race_with_leaving_are_answered_or_rejected_and_no_two_activations_overlap()
    {
        var grains = Enumerable.Range(0, 5).Select(_ => engine.Grains.GetGrain<IStormGrain>(EngineFixture.NewKey())).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => AnswerAsync(grains[i % 5], leave: i % 23 == 0)));
        // Orleans gives a call up that met two leaving activations in a row; it says so and the call had no effect.
        Assert.True(answers.Count(answered => answered) >= 250, $"{answers.Count(answered => answered)} of 500 calls were answered.");
        Assert.Equal(0, await grains[0].OverlapsAsync());
    }

    private static async Task<bool> AnswerAsync(IStormGrain grain, bool leave)
    {
        try
        {
            return await grain.TouchAsync(leave) == 1;
        }
        catch (OrleansMessageRejectionException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_failed_activation_fails_every_call_that_waits_and_the_next_call_tries_again()
    {
        var grain = engine.Grains.GetGrain<IFragileGrain>(_key);
        var calls = Enumerable.Range(0, 3).Select(_ => grain.AnswerAsync()).ToArray();
        await Gate.ReachedAsync(_key);
        Gate.Open(_key);
        var failed = await Assert.ThrowsAnyAsync<Exception>(() => calls[0]);
        Assert.Contains("not today", failed.ToString());
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return await grain.AnswerAsync() == 42;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task An_idle_grain_leaves_after_its_age()
    {
        await engine.Grains.GetGrain<IShortLivedGrain>(_key).TouchAsync();
        await Eventually.HoldsAsync(() => Diary.Of(_key).Contains("deactivated ActivationIdle"));
    }

    [Fact]
    public async Task A_grain_that_delays_its_leaving_outlives_one_that_does_not()
    {
        string other = EngineFixture.NewKey();
        await engine.Grains.GetGrain<IShortLivedGrain>(_key).StayAsync(TimeSpan.FromMinutes(5));
        await engine.Grains.GetGrain<IShortLivedGrain>(other).TouchAsync();
        await Eventually.HoldsAsync(() => Diary.Of(other).Count == 1);
        Assert.Empty(Diary.Of(_key));
    }

    [Fact]
    public void A_grain_cannot_be_made_by_hand() => Assert.ThrowsAny<Exception>(() => new LifeGrain().GetPrimaryKeyString());
}
