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
using Kolosal.Storage.Relocation;
using Microsoft.Extensions.Configuration.Memory;

if (args is ["migrate", .. var target]) return await ClusterMigration.RunAsync(target, Console.Out, Console.Error, CancellationToken.None);
if (CommandLine.Parse(args) is not { } command)
{
    Console.Error.WriteLine(
        "Commands: up (serve), demo (serve and show the whole flow; --stop ends it afterwards), migrate (move this machine's data to a cluster). "
        + "Settings as --Section:Key=value.");
    return 2;
}
var builder = WebApplication.CreateBuilder(command.Settings);
builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = command.Defaults });
builder.AddKolosalLogging();
builder.AddKolosalTelemetry();
builder.AddKolosalSilo();
builder.AddFrontDoor();
builder.Services.AddDatasetEndpoints();

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
    app.MapOperations();
    app.MapAccess();
    app.MapDatasets();
    app.MapExperiments();
    app.MapModels();
    app.MapPredictions();
    app.MapDrift();
    app.MapFairness();
    app.MapSlo();
    app.MapIncidents();
    app.MapAudit();
    return await app.ServeAsync(start);
}
