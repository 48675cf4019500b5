using Xunit.Abstractions;

namespace Kolosal.Experiments;

/// <summary>What the slot ledger promises whatever happens: drawn histories of processes and runs, and the shares they come to.</summary>
public class SlotSharingTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Workspaces_share_evenly_however_many_runs_each_has()
    {
        var world = new SlotWorld(slots: 8);
        for (int run = 0; run < 6; run++) world.Add($"many/run_{run}", wants: 8);
        world.Add("few/run_0", wants: 8);
        world.Work(rounds: 40);
        Assert.Equal(4, world.HeldBy("few"));
        Assert.Equal(4, world.HeldBy("many"));

        // Within the workspace, too: its four slots are of the first four runs, one each.
        Assert.Equal([1, 1, 1, 1, 0, 0], Enumerable.Range(0, 6).Select(run => world.Held($"many/run_{run}")));
    }

    [Fact]
    public void A_workspace_uses_what_the_others_leave()
    {
        var world = new SlotWorld(slots: 8);
        world.Add("modest/run_0", wants: 1);
        world.Add("greedy/run_0", wants: 20);
        world.Work(rounds: 10);
        Assert.Equal((1, 7), (world.HeldBy("modest"), world.HeldBy("greedy")));
    }

    [Fact]
    public void Runs_of_a_workspace_begin_in_the_order_they_came()
    {
        var world = new SlotWorld(slots: 1);
        string[] runs = [.. Enumerable.Range(0, 5).Select(run => $"ws/run_{run}")];
        foreach (string run in runs) world.Add(run, wants: 4, trials: 3);
        Assert.Equal(runs.AsSpan(), world.Ledger.QueueOf("ws").AsSpan());
        world.Work(rounds: 60);
        Assert.Equal(runs, world.Begun);
        Assert.Equal(runs, world.Ended);
    }

    [Fact]
    public void The_queue_says_who_is_next_until_the_first_slot_is_granted()
    {
        var ledger = new SlotLedger(TimeSpan.FromSeconds(15));
        ledger.Heartbeat("a", 2, Start);
        Assert.True(ledger.Enter("ws/b", Start.AddSeconds(1), Start.AddSeconds(1)));
        Assert.True(ledger.Enter("ws/a", Start.AddSeconds(2), Start.AddSeconds(2)));
        Assert.True(ledger.Enter("other/c", Start, Start.AddSeconds(2)));
        Assert.Equal<string>(["ws/b", "ws/a"], ledger.QueueOf("ws"));
        Assert.Single(ledger.Lease("ws/b", [], 1, Start.AddSeconds(3), Start.AddSeconds(1)).Granted);
        Assert.Equal<string>(["ws/a"], ledger.QueueOf("ws"));
        ledger.Release("ws/a");
        Assert.Empty(ledger.QueueOf("ws"));
    }

    [Fact]
    public void Limits_of_a_workspace_hold_and_the_queue_takes_no_more_than_it_may()
    {
        var world = new SlotWorld(slots: 12, new WorkspaceLimits(RunningRuns: 2, Slots: 5, QueuedRuns: 3));
        for (int run = 0; run < 3; run++) world.Add($"ws/run_{run}", wants: 9);
        Assert.False(world.Ledger.Enter("ws/run_3", world.Now, world.Now));
        Assert.True(world.Ledger.Enter("ws/run_0", world.Now, world.Now)); // it waits already
        world.Add("other/run_0", wants: 2);
        world.Work(rounds: 20);
        Assert.Equal((3, 2, 0, 2), (world.Held("ws/run_0"), world.Held("ws/run_1"), world.Held("ws/run_2"), world.HeldBy("other")));
        Assert.Equal<string>(["ws/run_2"], world.Ledger.QueueOf("ws"));
    }

    [Fact]
    public void With_fewer_slots_than_workspaces_each_has_its_turn()
    {
        var world = new SlotWorld(slots: 2);
        for (int workspace = 0; workspace < 5; workspace++) world.Add($"ws{workspace}/run", wants: 4, trials: int.MaxValue);
        world.Work(rounds: 400);
        int[] done = [.. Enumerable.Range(0, 5).Select(workspace => world.DoneBy($"ws{workspace}"))];
        output.WriteLine($"Trials done by five workspaces on two slots: {string.Join(' ', done)}");
        Assert.InRange(done.Min() / (double)done.Max(), 0.7, 1);
    }

    [Fact]
    public void Whatever_happens_no_slot_is_leased_twice_none_lies_idle_that_is_wanted_and_nobody_starves()
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var limits = random.Next(2) == 0 ? null : new WorkspaceLimits(random.Next(1, 4), random.Next(1, 9), 1_000);
            var world = new SlotWorld(random.Next(1, 9), limits, random);
            for (int round = 0; round < 120; round++)
            {
                switch (random.Next(8))
                {
                    case 0: world.Add($"ws{random.Next(4)}/run_{round}", random.Next(1, 6), random.Next(1, 12)); break;
                    case 1: world.ComesAndGoes(); break;
                    case 2: world.Abandon(); break;
                }
                world.Work(rounds: 1);
                world.CheckLeasedOnce();
                world.CheckLimits();
            }
            world.Add("last/run", wants: 1, trials: 1);
            world.Work(rounds: 1_500);
            Assert.True(world.IsDone, $"seed {seed}: {world.Waiting} still wait");
        }
    }

    [Fact]
    public void A_hundred_silos_of_eight_slots_are_filled_evenly()
    {
        var world = new SlotWorld(slots: 8, silos: 100);
        world.Add("ws/run", wants: 800, trials: int.MaxValue);
        world.Work(rounds: 3);
        Assert.Equal(800, world.Held("ws/run"));
        world.Ledger.Release("ws/run");
        var granted = world.Ledger.Lease("ws/next", [], 250, world.Now).Granted;
        int[] perSilo = [.. granted.GroupBy(SlotLedger.ProcessOf).Select(silo => silo.Count())];
        Assert.Equal((100, 2, 3), (perSilo.Length, perSilo.Min(), perSilo.Max()));
    }
}
