using Kolosal.Access;
using Kolosal.Models;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;

namespace Kolosal.Records;

/// <summary>What a caller can make by asking for names that there is nothing of.</summary>
public sealed class UnusedRecordTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(services: services =>
    {
        services.AddSingleton<TimeProvider>(clock);
        services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
    });

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_grain_that_holds_no_record_goes_and_one_that_holds_a_record_stays()
    {
        await silo.Grains.Principal("ws", "prn_kept").RegisterAsync([Role.Trainer]);
        foreach (int i in Enumerable.Range(0, 50))
        {
            await silo.Grains.ApiKey("ws", $"key_made-up-{i}").GetAsync();
            await silo.Grains.Model(new("ws", $"made-up-{i}")).GetAsync();
        }
        Assert.Equal(100, await CountAsync("made-up"));
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return await CountAsync("made-up") == 0;
        });
        Assert.Equal(1, await CountAsync("prn_kept"));
    }

    private async Task<int> CountAsync(string name) =>
        (await silo.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .Count(grain => grain.GrainId.Key.ToString()!.Contains(name, StringComparison.Ordinal));
}
