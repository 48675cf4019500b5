using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Privacy;

public sealed class RetentionGrainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private PlatformSilo silo = null!;

    private IRetentionGrain Retention => silo.Grains.Retention("ws");

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(clock: clock);

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task What_is_due_goes_and_what_is_held_stays_with_its_reason()
    {
        string confidential = await AddAsync("one"), held = await AddAsync("two"), other = await AddAsync("three");
        foreach (string id in (string[])[confidential, held])
            await silo.Grains.ClassificationOf("ws", $"datasets/{id}").ClassifyAsync(new(
                $"datasets/{id}", Sensitivity.Confidential, DataKind.Pii, Residency.Global, false, null, [], null, null));
        await silo.Grains.ClassificationOf("ws", $"datasets/{held}").ChangeAsync(new(LegalHold: "Court order 7."), null);

        Assert.Equal("privacy.no-schedule", (await Retention.PurgeAsync()).Refusal!.Code);
        await Retention.SetAsync(new(null, [new(Sensitivity.Confidential, null, 30)]), null);
        Assert.Empty((await Retention.GetAsync()).Value!.Due);
        clock.Advance(TimeSpan.FromDays(31));
        var report = (await Retention.GetAsync()).Value!;
        Assert.Equal(new[] { confidential, held }.Order(), report.Due.Select(due => due.DatasetId).Order());
        Assert.Equal("Court order 7.", Assert.Single(report.Held).Reason);

        var purge = (await Retention.PurgeAsync()).Value!;
        Assert.Equal(confidential, Assert.Single(purge.Purged));
        var kept = Assert.Single(purge.Kept);
        Assert.Equal((held, "classification.legal-hold"), (kept.DatasetId, kept.Code));
        Assert.Contains("Court order 7.", kept.Reason, StringComparison.Ordinal);
        Assert.False((await silo.Grains.Dataset("ws", confidential).DescribeAsync()).Accepted);
        Assert.True((await silo.Grains.Dataset("ws", other).DescribeAsync()).Accepted);

        await silo.Grains.ClassificationOf("ws", $"datasets/{held}").ChangeAsync(new(LegalHold: ""), null);
        Assert.Equal(held, Assert.Single((await Retention.PurgeAsync()).Value!.Purged));
    }

    [Fact]
    public async Task The_daily_purge_deletes_what_is_due_and_is_silent_when_nothing_is()
    {
        await RemindAsync(); // before there is a schedule
        string old = await AddAsync("old");
        await Retention.SetAsync(new(2, []), null);
        clock.Advance(TimeSpan.FromDays(1.5));
        string young = await AddAsync("young");
        await RemindAsync();
        Assert.Null((await Retention.GetAsync()).Value!.LastPurge);

        clock.Advance(TimeSpan.FromDays(0.5));
        await RemindAsync();
        var purge = (await Retention.GetAsync()).Value!.LastPurge!;
        Assert.Equal((clock.GetUtcNow(), old), (purge.At, Assert.Single(purge.Purged)));
        Assert.True((await silo.Grains.Dataset("ws", young).DescribeAsync()).Accepted);

        // What nothing came of is no news: the last purge stays the last.
        clock.Advance(TimeSpan.FromHours(1));
        await RemindAsync();
        Assert.Equal(purge.At, (await Retention.GetAsync()).Value!.LastPurge!.At);
        clock.Advance(TimeSpan.FromDays(2));
        await RemindAsync();
        Assert.Equal(young, Assert.Single((await Retention.GetAsync()).Value!.LastPurge!.Purged));

        Task RemindAsync() => silo.Silo.Client.GetGrain(Retention.GetGrainId()).AsReference<IRemindable>()
            .ReceiveReminder("purge", new(clock.GetUtcNow().UtcDateTime, TimeSpan.FromDays(1), clock.GetUtcNow().UtcDateTime));
    }

    private async Task<string> AddAsync(string content)
    {
        var registration = TestTables.Registration(Tables.Binary(20), content, "ws");
        return (await silo.Grains.Dataset("ws", DatasetIds.Of(registration.Source.Sha256)).RegisterAsync(registration)).Value!.DatasetId;
    }
}

public sealed class RetentionRulesTests
{
    private static readonly (string?, string?, int)[] Rules = [("restricted", "pii", 10), ("restricted", null, 20), (null, "health", 30)];

    [Theory]
    [InlineData(5, "restricted", "pii", 5, "classification")]
    [InlineData(null, "restricted", "pii", 10, "rule")]
    [InlineData(null, "restricted", "public", 20, "rule")]
    [InlineData(null, "internal", "health", 30, "rule")]
    [InlineData(null, "internal", "pii", 99, "default")]
    [InlineData(null, null, null, 99, "default")]
    public void The_nearest_rule_decides(int? own, string? sensitivity, string? dataType, int days, string basis) =>
        Assert.Equal((days, basis), RetentionRules.Days(own, sensitivity, dataType, Rules, 99));

    [Fact]
    public void Without_a_rule_it_is_kept() => Assert.Null(RetentionRules.Days(null, "internal", "pii", Rules, null));
}
