using System.Diagnostics;
using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>One of three silos dies for good while all predict in bulk: the counts are exact, and no monitor waits for what will not come back.
/// </summary>
public sealed class ThreeSilosCountOnce(ThreeSilos cluster, ITestOutputHelper output) : IClassFixture<ThreeSilos>
{
    [PostgresFact]
    public async Task A_silo_that_never_comes_back_leaves_exact_counts_and_nobody_waiting()
    {
        int requests = BulkPredictions.Wanted / BulkPredictions.RowsARequest;
        var bulk = new BulkPredictions(TwoSilos.Model, cluster.Rows);
        using (var watcher = cluster.Open(0)) await bulk.WatchAsync(watcher);
        var work = bulk.RunAsync(number => cluster.Open(number % 3), requests);
        await Eventually.HoldsAsync(() => bulk.Acknowledged >= requests / 2, TimeSpan.FromMinutes(30));
        await cluster.KillAsync(2);
        await work;
        await bulk.FinishAsync(number => cluster.Open(number % 2), requests);

        long began = Stopwatch.GetTimestamp();
        using var admin = cluster.Open(0);
        await bulk.CheckAsync(admin);
        output.WriteLine($"{bulk.Acknowledged} requests acknowledged, {bulk.Unknown} without an answer, {bulk.Repeated} repeated; all counted "
            + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after the last.");
        foreach (string monitor in new[] { $"monitoring/drift/{TwoSilos.Model}", $"monitoring/fairness/{TwoSilos.Model}" })
            Assert.Equal(System.Text.Json.JsonValueKind.Null, (await admin.GetAsync($"/api/{monitor}")).GetProperty("held").ValueKind);
    }
}
