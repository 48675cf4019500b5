using Kolosal;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.CommandLine;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Fairness;
using Kolosal.Hosting;
using Kolosal.Http;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Operations;
using Kolosal.Predictions;
using Kolosal.Slo;
using Microsoft.Extensions.Configuration.Memory;

return await KolosalCommand.RunAsync(args, ServeAsync);

static async Task<int> ServeAsync(Start start)
{
    var builder = WebApplication.CreateBuilder(start.Settings);
    builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = start.Defaults });
    builder.AddKolosalLogging();
    builder.AddKolosalTelemetry();
    builder.AddKolosalSilo();
    builder.AddFrontDoor();
    builder.Services.AddDatasetEndpoints();

    // Disposed at the end: what is still to be sent or written goes out then.
    await using var app = builder.Build();
    app.UseRequestLog();
    app.UseFrontDoor();
    var routes = app.MapFrontDoor();
    routes.MapOperations();
    routes.MapAccess();
    routes.MapDatasets();
    routes.MapExperiments();
    routes.MapModels();
    routes.MapPredictions();
    routes.MapDrift();
    routes.MapFairness();
    routes.MapSlo();
    routes.MapIncidents();
    routes.MapAudit();
    return await app.ServeAsync(start);
}
