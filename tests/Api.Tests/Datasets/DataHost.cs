using Kolosal.Audit;
using Kolosal.Engines.DuckDb;
using Kolosal.Hosting;
using Kolosal.Http;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Datasets;

/// <summary>The routes of datasets over a test server and a silo with real storage; the caller is a data owner of the workspace acme.</summary>
internal sealed class DataHost : IAsyncDisposable
{
    private readonly string folder;
    private readonly TestSilo silo;
    private readonly WebApplication app;

    private DataHost(string folder, TestSilo silo, WebApplication app) => (this.folder, this.silo, this.app) = (folder, silo, app);

    public HttpClient Client => app.GetTestClient();

    public static async Task<DataHost> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-data-").FullName;
        var settings = new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder,
            ["Kolosal:Storage:Synchronous"] = "Normal",
            ["Kolosal:Datasets:MaximumBytes"] = "1000000",
            ["Kolosal:Datasets:MaximumLineBytes"] = "100000",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var silo = await TestSilo.StartAsync(host =>
        {
            host.Services.AddSingleton<IConfiguration>(configuration);
            host.Services.AddKolosalStorage(configuration);
            host.Services.AddAudit().AddDatasets().AddDuckDb();
        });

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IGrainFactory>(silo.Client);
        builder.Services.AddSingleton(TimeProvider.System);
        foreach (var service in (Type[])[typeof(ICatalogue), typeof(IDatasetArchive), typeof(IDatasetReader), typeof(DatasetIntake)])
            builder.Services.AddSingleton(service, silo.Services.GetRequiredService(service));
        builder.Services.AddOptions<HttpOptions>();
        builder.Services.AddOptions<DatasetOptions>().BindConfiguration(DatasetOptions.Section);
        builder.Services.ConfigureHttpJsonOptions(json => Json.Apply(json.SerializerOptions));
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        builder.Services.AddDatasetEndpoints();
        var app = builder.Build();
        app.UseMiddleware<EdgeMiddleware>();
        app.UseRouting();
        app.Use((context, next) =>
        {
            Principal.Current = new Principal("acme", "prn_tester", ["data_owner"]);
            return next(context);
        });
        app.MapDatasets();
        await app.StartAsync();
        return new DataHost(folder, silo, app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await silo.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
