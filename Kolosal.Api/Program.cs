using Kolosal;
using Kolosal.CommandLine;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Hosting;
using Kolosal.Http;
using Kolosal.Predictions;
using Kolosal.Tracking;
using Microsoft.Extensions.Configuration.Memory;

return await KolosalCommand.RunAsync(args, ServeAsync);

static async Task<int> ServeAsync(Start start)
{
    var builder = WebApplication.CreateBuilder(start.Settings);
    builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = start.Defaults });
    builder.AddKolosalLogging();
    builder.AddKolosalTelemetry();
    builder.AddKolosalSilo();
    builder.Services.AddDatasetEndpoints();
    builder.Services.AddModelImportEndpoints();
    builder.Services.AddMlflowEndpoints();
    builder.Services.AddPredictionEndpoints();
    builder.Services.AddOpenInference();

    // Behind what adds routing, of which it takes a part away.
    builder.AddFrontDoor();

    // Disposed at the end: what is still to be sent or written goes out then.
    await using var app = builder.Build();
    app.UseRequestLog();
    app.UseFrontDoor();
    app.MapRoutes();
    return await app.ServeAsync(start);
}
