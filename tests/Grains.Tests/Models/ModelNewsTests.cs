using Kolosal.Learning;
using Kolosal.Notifications;
using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Models;

public sealed class ModelNewsTests
{
    [Fact]
    public async Task Every_event_of_a_models_life_is_told_once()
    {
        var transport = new FakeTransport();
        await using var silo = await FakeTransport.StartSiloAsync(transport);
        var made = await silo.Grains.NotificationDesk(ServedModels.Workspace).CreateAsync(
            "ep_models", FakeTransport.Webhook(WebhookSignature.NewSecret(), "model.*"));
        Assert.True(made.Accepted, made.Refusal?.Message);
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        await silo.Model("m").SuspendAsync("unfair");
        await silo.Model("m").EvictCacheAsync();
        await silo.Model("m").DeprecateAsync("1", "old");
        string[] told = ["model.registered", "model.validated", "model.promoted", "model.suspended", "model.deprecated"];
        await Eventually.HoldsAsync(() => Task.FromResult(transport.Types.Length >= told.Length));
        Assert.Equal(told.Order(StringComparer.Ordinal), transport.Types.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_version_retires_at_its_date_unless_it_is_active()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var silo = await FakeTransport.StartSiloAsync(new FakeTransport(), clock);
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        await silo.RegisterAsync("m", SampleModels.Fit(Samples.Mixed(80, 2), "risk", "prior"));
        var day = clock.GetUtcNow().AddDays(30);
        foreach (string version in (string[])["1", "2"])
            Assert.Equal(day, (await silo.Model("m").SetSunsetAsync(version, day, "the contract ends")).Value!.Sunsets[int.Parse(version)]);
        await RemindAsync();
        Assert.Equal([ModelStatus.Active, ModelStatus.Evaluating], await StatusesAsync());

        clock.Advance(TimeSpan.FromDays(31));
        await RemindAsync();
        Assert.Equal([ModelStatus.Active, ModelStatus.Retired], await StatusesAsync());
        Assert.Equal([1], (await silo.Model("m").GetGovernanceAsync()).Value!.Sunsets.Keys);
        await silo.Model("m").DeprecateAsync("1", "it stayed");
        await RemindAsync();
        Assert.Equal([ModelStatus.Retired, ModelStatus.Retired], await StatusesAsync());

        Task RemindAsync() => silo.Silo.Client.GetGrain(silo.Model("m").GetGrainId()).AsReference<IRemindable>()
            .ReceiveReminder("life", new(clock.GetUtcNow().UtcDateTime, TimeSpan.FromHours(1), clock.GetUtcNow().UtcDateTime));

        async Task<ModelStatus[]> StatusesAsync() => [.. (await silo.Model("m").GetAsync()).Value!.Versions.Select(version => version.Status)];
    }

    [Fact]
    public async Task Packages_of_an_archived_model_go_after_the_time_of_retention()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var silo = await FakeTransport.StartSiloAsync(
            new FakeTransport(), clock, new() { ["Kolosal:Models:RetentionDays"] = "10" });
        await silo.RegisterAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        await silo.RegisterAsync("other", SampleModels.Fit(Samples.Mixed(80, 2), "risk", "prior"));
        await silo.RegisterAsync("m", SampleModels.Fit(Samples.Mixed(80, 2), "risk", "prior"));
        var packages = (await silo.Grains.ModelVersion(ServedModels.Key("m").Version(1)).GetAsync()).Value!.Registration.Package;
        var shared = (await silo.Grains.ModelVersion(ServedModels.Key("m").Version(2)).GetAsync()).Value!.Registration.Package;
        await silo.Model("m").ArchiveAsync("over");
        await RemindAsync();
        Assert.True(await IsStoredAsync(packages));
        clock.Advance(TimeSpan.FromDays(11));
        await RemindAsync();
        Assert.False(await IsStoredAsync(packages));
        Assert.True(await IsStoredAsync(shared));
        Assert.Equal("models.not-found", (await silo.Model("m").GetAsync()).Refusal!.Code);

        Task RemindAsync() => silo.Silo.Client.GetGrain(silo.Model("m").GetGrainId()).AsReference<IRemindable>()
            .ReceiveReminder("life", new(clock.GetUtcNow().UtcDateTime, TimeSpan.FromHours(1), clock.GetUtcNow().UtcDateTime));

        async Task<bool> IsStoredAsync(BlobRef package)
        {
            await using var stream = await silo.Service<Storage.IBlobStore>().OpenAsync(package, CancellationToken.None);
            return stream is not null;
        }
    }
}
