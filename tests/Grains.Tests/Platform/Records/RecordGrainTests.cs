using Kolosal.Audit;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Records;

/// <summary>A record whose change cannot be listed or audited for the moment can be read, says so, and makes good by itself.</summary>
public class RecordGrainTests
{
    [Fact]
    public async Task A_change_that_the_catalogue_does_not_take_is_audited_at_once_and_listed_later()
    {
        using var measured = new Measurements("Kolosal.Records");
        await using var silo = await PlatformSilo.StartAsync(services: Refusing.Replace);
        var model = new MonitoredModel(silo);
        silo.Service<Refusing>().Kind = CatalogueKinds.Model;
        await Assert.ThrowsAsync<PublishPendingException>(() => model.RegisterAsync());

        // Readable, also after it left memory.
        Assert.True((await silo.Grains.Model(model.Key).GetAsync()).Accepted);
        await silo.Silo.DeactivateAsync(silo.Grains.Model(model.Key));
        Assert.True((await silo.Grains.Model(model.Key).GetAsync()).Accepted);
        Assert.Contains(await ActionsAsync(silo), action => action == "model.register");
        var pending = Assert.Single(silo.Service<PendingRecords>().All);
        Assert.Equal((CatalogueKinds.Model, "ws/loans"), (pending.Kind, pending.Key));
        Assert.Contains("of the test", pending.Reason, StringComparison.Ordinal);
        Assert.True(measured.Sum("kolosal.records.publish.failures") >= 2);

        silo.Service<Refusing>().Kind = null;
        await Eventually.HoldsAsync(() => silo.Service<PendingRecords>().All.IsEmpty);
        Assert.NotNull(await silo.Service<ICatalogue>().FindAsync("ws", CatalogueKinds.Model, "loans", default));
        Assert.Single(await ActionsAsync(silo), action => action == "model.register");
    }

    private static async Task<string[]> ActionsAsync(PlatformSilo silo) =>
    [
        .. (await silo.Service<IAuditLog>().ReadAsync("ws", 0, default).ToListAsync())
            .Select(entry => System.Text.Json.JsonDocument.Parse(entry.Text).RootElement.GetProperty("action").GetString()!),
    ];

    /// <summary>A catalogue that does not take documents of one kind.</summary>
    private sealed class Refusing(ICatalogue real) : ICatalogue
    {
        public volatile string? Kind;

        public static void Replace(IServiceCollection services)
        {
            var real = services.Last(service => service.ServiceType == typeof(ICatalogue));
            services.AddSingleton(provider => new Refusing((ICatalogue)(real.ImplementationInstance ?? real.ImplementationFactory!(provider))));
            services.AddSingleton<ICatalogue>(provider => provider.GetRequiredService<Refusing>());
        }

        public Task UpsertAsync(CatalogueEntry entry, CancellationToken cancel) => entry.Kind == Kind
            ? throw new IOException("The catalogue of the test takes none of these.") : real.UpsertAsync(entry, cancel);

        public Task RemoveAsync(string workspace, string kind, string id, CancellationToken cancel) => real.RemoveAsync(workspace, kind, id, cancel);

        public Task<CatalogueEntry?> FindAsync(string workspace, string kind, string id, CancellationToken cancel) =>
            real.FindAsync(workspace, kind, id, cancel);

        public Task<CataloguePage> QueryAsync(CatalogueQuery query, CancellationToken cancel) => real.QueryAsync(query, cancel);
    }
}
