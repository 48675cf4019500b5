using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>A silo dies, leaves, or the database restarts while both silos predict: nothing acknowledged is lost and nothing counts twice.</summary>
public sealed class TwoSilosLoseNothing(TwoSilos cluster) : IClassFixture<TwoSilos>
{
    private const int Requests = 150;

    [PostgresFact]
    public async Task A_killed_silo_takes_nothing_with_it_and_the_other_answers_for_its_grains()
    {
        using var stop = new CancellationTokenSource();
        Task<int> dying = cluster.PredictAsync(0, stop.Token, patient: false), living = cluster.PredictAsync(1, stop.Token, patient: true);
        await AcknowledgedAsync(Requests);
        await cluster.KillAsync(0);
        await dying;

        // Nobody waits for the dead silo: monitors count what it wrote, and commands are taken, while it is still away.
        await AcknowledgedAsync(Requests);
        using (var admin = cluster.Open(1)) await admin.PostAsync("/api/data/sample/iris", new JsonObject());
        await stop.CancelAsync();
        await living;
        await cluster.CheckCountsAsync(1);
        await cluster.StartAsync(0);
        await cluster.CheckCountsAsync(0);
    }

    [PostgresFact]
    public async Task A_silo_that_is_drained_costs_the_callers_of_the_other_nothing()
    {
        using var stop = new CancellationTokenSource();
        Task<int> leaving = cluster.PredictAsync(0, stop.Token, patient: false), staying = cluster.PredictAsync(1, stop.Token, patient: true);
        await AcknowledgedAsync(Requests);
        await cluster.DrainAsync(0);
        await leaving;
        await AcknowledgedAsync(Requests);
        await stop.CancelAsync();
        Assert.Equal(0, await staying);
        await cluster.CheckCountsAsync(1);
        await cluster.StartAsync(0);
    }

    [PostgresFact]
    public async Task Both_silos_go_on_after_the_database_restarted_under_load()
    {
        using var stop = new CancellationTokenSource();
        Task<int>[] callers = [cluster.PredictAsync(0, stop.Token, patient: true), cluster.PredictAsync(1, stop.Token, patient: true)];
        await AcknowledgedAsync(Requests);
        cluster.RestartDatabase();
        await AcknowledgedAsync(Requests);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await cluster.CheckCountsAsync(0);
        await cluster.CheckCountsAsync(1);
    }

    private async Task AcknowledgedAsync(int more)
    {
        long wanted = cluster.Acknowledged + more;
        await Eventually.HoldsAsync(() => cluster.Acknowledged >= wanted, TimeSpan.FromMinutes(1));
    }
}
