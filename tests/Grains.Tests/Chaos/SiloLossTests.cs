using Kolosal.Models;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Kolosal.Chaos;

/// <summary>Tests whose silo, or whose neighbour, goes.</summary>
public sealed class SiloLossTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(
        ChaosTestGrainTests.ChaosSilo.Settings,
        services: services => ChaosTestGrainTests.ChaosSilo.AddFaults(services.AddSingleton<IProcessEnd>(
            provider => new KilledSilo(provider.GetRequiredService<ILocalSiloDetails>().SiloAddress, () => silo)))
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                (options.NumMissedProbesLimit, options.NumVotesForDeathDeclaration) = (2, 1);
            }));

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_silo_is_killed_only_where_another_stays_and_the_recovery_is_measured()
    {
        var plan = ChaosPlans.Of(ChaosFault.SiloKill);
        plan = plan with
        {
            Hypothesis = plan.Hypothesis with { MaxErrorRate = 1 },
            Probe = plan.Probe with { PerSecond = 2, TimeoutMilliseconds = 10_000 },
            Radius = plan.Radius with { Seconds = 5 },
            Abort = plan.Abort with { MaxErrorRate = 1, WindowSeconds = 600 },
            AfterSeconds = 100,
        };
        await silo.Silo.Cluster.StartAdditionalSiloAsync();
        await Eventually.HoldsAsync(async () => await SilosAsync() == 2, Patience);
        var started = await silo.Grains.ChaosTest(ServedModels.Workspace, "chaos_kill").StartAsync(plan);
        Assert.True(started.Accepted, started.Refusal?.Message);
        var test = await EndedAsync("chaos_kill");
        Assert.True(test is { Status: ChaosTestStatus.Completed, Silos: 1 }, string.Join(' ', test.FailurePoints));
        Assert.NotNull(test.RecoverySeconds);
        Assert.Equal(1, await SilosAsync());
        Assert.Equal("chaos.no-other-silo",
            (await silo.Grains.ChaosTest(ServedModels.Workspace, "chaos_again").StartAsync(plan)).Refusal!.Code);
    }

    [Fact]
    public async Task A_test_whose_silo_goes_leaves_no_fault_behind_and_says_that_it_was_broken_off()
    {
        var plan = ChaosPlans.Of(ChaosFault.StorageErrors);
        plan = plan with
        {
            Hypothesis = plan.Hypothesis with { MaxErrorRate = 1 },
            Radius = plan.Radius with { Seconds = 600 },
            Abort = plan.Abort with { MaxErrorRate = 1, WindowSeconds = 600 },
            AfterSeconds = 1,
        };
        var grain = silo.Grains.ChaosTest(ServedModels.Workspace, "chaos_left");
        Assert.True((await grain.StartAsync(plan)).Accepted);

        await Eventually.HoldsAsync(async () => (await grain.GetAsync()).Value is { Silos: 1 }, Patience);
        await silo.KillAsync();
        await silo.Grains.GetGrain<IStorageProbeGrain>($"{ServedModels.Workspace}/left").AskAsync();
        var test = await EndedAsync("chaos_left"); // the first question wakes it, as its reminder does within a minute
        Assert.Equal((ChaosTestStatus.Failed, false), (test.Status, test.Held));
        Assert.Contains(test.FailurePoints, point => point.Contains("the fault was in force", StringComparison.Ordinal));
    }

    private async Task<int> SilosAsync() => (await silo.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;

    private async Task<ChaosTest> EndedAsync(string id)
    {
        ChaosTest? ended = null;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                ended = (await silo.Grains.ChaosTest(ServedModels.Workspace, id).GetAsync()).Value;
                return ended is { Status: not ChaosTestStatus.Running };
            }
            catch (Exception gone) when (gone is OrleansException or TimeoutException)
            {
                return false; // its silo is just going
            }
        }, Patience);
        return ended!;
    }

    /// <summary>What SIGKILL is to a process, of a silo within this one.</summary>
    private sealed class KilledSilo(SiloAddress address, Func<PlatformSilo> silo) : IProcessEnd
    {
        public void End() => _ = Task.Run(async () =>
        {
            await Task.Delay(200); // as the product: whoever asked has the answer
            var cluster = silo().Silo.Cluster;
            await cluster.KillSiloAsync(cluster.Silos.Single(one => one.SiloAddress.Equals(address)));
        });
    }
}
