using Kolosal.Testing;

namespace Kolosal.Incidents;

public class IncidentWatchTests
{
    [Fact]
    public async Task Whoever_watches_hears_of_a_workspace_s_changes_and_of_no_other()
    {
        await using var silo = await PlatformSilo.StartAsync();
        using var enough = new CancellationTokenSource();
        var heard = new List<IncidentChanged>();
        var watching = WatchAsync();

        // The first changes may come before the watch has begun.
        int matter = 0;
        await Eventually.HoldsAsync(async () =>
        {
            await silo.Grains.IncidentDesk("other").RaiseAsync(Signal($"o/{++matter}", $"models/other-{matter}"));
            await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal($"a/{matter}", $"models/a-{matter}"));
            lock (heard) return heard.Count > 0;
        });
        string last = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("b/1", "models/b"));
        await Eventually.HoldsAsync(() =>
        {
            lock (heard) return Task.FromResult(heard.Any(change => change.IncidentId == last));
        });
        lock (heard)
        {
            Assert.All(heard, change => Assert.DoesNotContain("other", change.Subject, StringComparison.Ordinal));
            Assert.Equal(("models/b", IncidentStatus.Open), (heard[^1].Subject, heard[^1].Status));
        }

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        async Task WatchAsync()
        {
            await foreach (var change in silo.Grains.IncidentWatch("ws").ChangesAsync(enough.Token))
                lock (heard) heard.Add(change);
        }
    }

    private static IncidentSignal Signal(string evidence, string subject) => new(
        evidence, subject, null, IncidentType.Availability, IncidentSeverity.Sev3, "Trouble", DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch, "");
}
