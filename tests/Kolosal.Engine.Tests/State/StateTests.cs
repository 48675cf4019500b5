using Orleans.Storage;

namespace Kolosal.Engine.Tests.State;

[Collection(EngineCollection.Name)]
public sealed class StateTests(EngineFixture engine)
{
    private ILedgerGrain Grain { get; } = engine.Grains.GetGrain<ILedgerGrain>(EngineFixture.NewKey());

    [Fact]
    public async Task State_starts_as_the_class_makes_it()
    {
        Assert.Equal(0, await Grain.BalanceAsync());
        Assert.Equal((false, false), await Grain.RecordAsync());
    }

    [Fact]
    public async Task Written_state_is_there_before_the_next_activation_begins()
    {
        await Grain.AddAsync(5);
        await engine.Silo.DeactivateAsync(Grain);
        Assert.Equal(5, await Grain.BalanceSeenAtActivationAsync());
        Assert.Equal((true, true), await Grain.RecordAsync());
    }

    [Fact]
    public async Task Unwritten_state_is_gone_with_the_activation()
    {
        await Grain.AddAsync(5);
        Assert.Equal(7, await Grain.AddAsync(2, write: false));
        await engine.Silo.DeactivateAsync(Grain);
        Assert.Equal(5, await Grain.BalanceAsync());
    }

    [Fact]
    public async Task Cleared_state_is_new()
    {
        await Grain.AddAsync(5);
        await Grain.ClearAsync();
        Assert.Equal(0, await Grain.BalanceAsync());
        Assert.False((await Grain.RecordAsync()).Exists);
        Assert.Equal(3, await Grain.AddAsync(3));
    }

    [Fact]
    public async Task Reading_again_throws_unwritten_changes_away()
    {
        await Grain.AddAsync(5);
        await Grain.AddAsync(2, write: false);
        await Grain.RereadAsync();
        Assert.Equal(5, await Grain.BalanceAsync());
    }

    [Fact]
    public async Task Two_states_of_a_grain_are_apart()
    {
        await Grain.AddAsync(5);
        await Grain.NoteAsync("text");
        await engine.Silo.DeactivateAsync(Grain);
        Assert.Equal((5, "text"), (await Grain.BalanceAsync(), await Grain.NotesAsync()));
    }

    [Fact]
    public async Task Grains_of_different_keys_have_states_of_their_own()
    {
        await Grain.AddAsync(5);
        Assert.Equal(0, await engine.Grains.GetGrain<ILedgerGrain>(EngineFixture.NewKey()).BalanceAsync());
    }

    [Fact]
    public async Task A_write_over_a_foreign_one_is_refused_and_the_next_call_reads_what_is_stored()
    {
        await Grain.AddAsync(5);
        engine.Silo.Storage.Tamper(Grain.GetGrainId());
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.AddAsync(100));
        Assert.Equal(5, await Grain.BalanceAsync());
        Assert.Equal(6, await Grain.AddAsync(1));
    }

    [Fact]
    public async Task A_grain_may_deal_with_a_conflict_itself()
    {
        await Grain.AddAsync(5);
        engine.Silo.Storage.Tamper(Grain.GetGrainId());
        Assert.False(await Grain.AddAndSwallowConflictAsync(100));
        Assert.Equal(5, await Grain.BalanceAsync());
    }

    [Fact]
    public async Task A_storage_that_was_never_added_fails_the_activation() =>
        await Assert.ThrowsAnyAsync<Exception>(() => engine.Grains.GetGrain<IHomelessGrain>(EngineFixture.NewKey()).TextAsync());

    [Fact]
    public async Task State_survives_a_stop_and_a_crash_of_the_silo()
    {
        await using var silo = await TestSilo.StartAsync();
        string key = EngineFixture.NewKey();
        await silo.Client.GetGrain<ILedgerGrain>(key).AddAsync(5);
        await silo.RestartAsync();
        Assert.Equal(8, await silo.Client.GetGrain<ILedgerGrain>(key).AddAsync(3));
        await silo.KillAsync();
        Assert.Equal(8, await silo.Client.GetGrain<ILedgerGrain>(key).BalanceAsync());
    }
}
