using Kolosal.Testing;
using Xunit.Abstractions;

namespace Kolosal.Scenarios;

/// <summary>Predictions in bulk, one request in twenty repeated later and out of order, while the server is killed in the middle: totals and window
/// counts of every monitor are exact.</summary>
public sealed class BulkPredictionsAreCountedOnce(ITestOutputHelper output) : IDisposable
{
    private const string Model = "counted";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-bulk-");

    [Fact]
    public async Task Duplicates_reordering_and_a_killed_process_change_no_count()
    {
        int requests = BulkPredictions.Wanted / BulkPredictions.RowsARequest;
        BulkPredictions bulk;
        using (var server = await ServerProcess.StartAsync(folder.FullName))
        {
            using var admin = new Client(server.Address, ServerProcess.AdminKey);
            await admin.ServeAsync(Model);
            bulk = new(Model, await admin.SampleRowsAsync("german_credit", "risk"));
            await bulk.WatchAsync(admin);
            var work = bulk.RunAsync(_ => new(server.Address, ServerProcess.AdminKey), requests);
            await Eventually.HoldsAsync(() => bulk.Acknowledged >= requests / 2, TimeSpan.FromMinutes(30));
            await server.KillAsync();
            await work;
        }

        using var again = await ServerProcess.StartAsync(folder.FullName);
        using var reader = new Client(again.Address, ServerProcess.AdminKey);
        await bulk.FinishAsync(_ => new(again.Address, ServerProcess.AdminKey), requests);
        output.WriteLine($"{bulk.Acknowledged} requests of {BulkPredictions.RowsARequest} rows acknowledged, {bulk.Unknown} without an answer, "
            + $"{bulk.Repeated} repeated.");
        Assert.Equal(requests, bulk.Acknowledged + bulk.Unknown);
        Assert.True(bulk.Repeated > 0);
        await bulk.CheckAsync(reader);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
