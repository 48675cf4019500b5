using Kolosal;
using Kolosal.CommandLine;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Explanations;
using Kolosal.Hosting;
using Kolosal.Http;
using Kolosal.Predictions;
using Kolosal.Security;
using Kolosal.Tracking;
using Kolosal.WebConsole;
using Microsoft.Extensions.Configuration.Memory;

return await KolosalCommand.RunAsync(args, ServeAsync);

static async Task<int> ServeAsync(Start start)
{
    // Files of the configuration are looked at every few seconds: the usual watcher hears every write below the working directory, where the
    // data is by default, and a log writes for each group of predictions.
    Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    var builder = WebApplication.CreateBuilder(start.Settings);
    builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = start.Defaults });
    builder.AddKolosalLogging();
    builder.AddKolosalTelemetry();
    builder.AddKolosalSilo();
    builder.Services.AddDatasetEndpoints();
    builder.Services.AddModelImportEndpoints();
    builder.Services.AddMlflowEndpoints();
    builder.Services.AddPredictionEndpoints();
    builder.Services.AddExplanationEndpoints();
    builder.Services.AddOpenInference();
    builder.AddConsole();
    builder.Services.AddSecurityProbe();

    // Behind what adds routing, of which it takes a part away.
    builder.AddFrontDoor();

    // Disposed at the end: what is still to be sent or written goes out then.
    await using var app = builder.Build();
    app.UseRequestLog();
    app.UseWebConsole();
    app.UseFrontDoor();
    app.MapRoutes();
    return await app.ServeAsync(start);
}
