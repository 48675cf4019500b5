namespace Kolosal.Scenarios;

/// <summary>A server that is asked to stop right after predictions does not warn of what its own leaving cuts off, and loses none of them.</summary>
public sealed class AskedToStopSaysNothing(SampleInstallation sample) : IClassFixture<SampleInstallation>, IDisposable
{
    /// <summary>So many that the monitors' writes of the last second are still to come.</summary>
    private const int Predictions = 40;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-stopped-");

    [Fact]
    public async Task A_stop_right_after_predictions_warns_of_nothing_and_loses_nothing()
    {
        sample.CopyTo(folder.FullName);
        using (var server = await ServerProcess.StartAsync(folder.FullName))
        {
            using var admin = new Client(server.Address, ServerProcess.AdminKey);
            for (int i = 0; i < Predictions; i++) await sample.PredictAsync(admin, SampleInstallation.Model);
            await server.DrainAsync();
            string[] said = [.. (await server.WarningsAsync()).Where(line => !IsSlowness(line))];
            Assert.True(said.Length == 0, string.Join('\n', said));
        }

        using var again = await ServerProcess.StartAsync(folder.FullName);
        using var reader = new Client(again.Address, ServerProcess.AdminKey);
        const int All = SampleInstallation.Predictions + Predictions;
        var stats = await reader.UntilAsync(
            $"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("requests").GetInt64() >= All);
        Assert.Equal(All, stats.GetProperty("requests").GetInt64());
    }

    /// <summary>What a server says on a machine that others keep busy: a long turn, a long request that was answered, threads that waited.</summary>
    private static bool IsSlowness(string line) => line.Contains("\"@l\":\"Warning\"", StringComparison.Ordinal)
        && (((string[])["\"LogWarningLongRunningTurn\"", ".LocalSiloHealthMonitor\"", "\"Orleans.Runtime.Watchdog\"", "\"HeartbeatSlow\""])
            .Any(kind => line.Contains(kind, StringComparison.Ordinal))
            || (line.Contains("RequestLoggingMiddleware\"", StringComparison.Ordinal) && line.Contains("\"Status\":200,", StringComparison.Ordinal)));

    public void Dispose() => folder.Delete(recursive: true);
}
