using System.Text.Json.Nodes;
using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>A silo dies, leaves, or the database restarts while both silos predict: nothing acknowledged is lost and nothing counts twice.</summary>
public sealed class TwoSilosLoseNothing(TwoSilos cluster, ITestOutputHelper output) : IClassFixture<TwoSilos>
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

        // Nobody waits for the dead silo: commands are taken, and monitors count what it wrote, while it is still away.
        await AnswersAgainAsync(1);
        await AcknowledgedAsync(Requests);
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

    /// <summary>Repeats commands whose grains may have lived on a dead silo until all of a round are taken.</summary>
    private async Task AnswersAgainAsync(int silo)
    {
        using var admin = cluster.Open(silo);
        long begun = Environment.TickCount64;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                foreach (string sample in new[] { "iris", "wine", "breast_cancer" })
                    await admin.PostAsync($"/api/data/sample/{sample}", new JsonObject());
                await admin.GetAsync($"/api/models/{TwoSilos.Model}");
                return true;
            }
            catch (RefusedException refused) when (refused.Status >= 500)
            {
                return false;
            }
        });
        output.WriteLine($"Commands were taken {Environment.TickCount64 - begun} ms after the other silo had died.");
    }

    private async Task AcknowledgedAsync(int more)
    {
        long wanted = cluster.Acknowledged + more;
        await Eventually.HoldsAsync(() => cluster.Acknowledged >= wanted);
    }
}
