using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Hosting;
using Kolosal.Http;
using Kolosal.Incidents;
using Kolosal.Operations;
using Kolosal.Slo;

var builder = WebApplication.CreateBuilder(args);
builder.AddKolosalLogging();
builder.AddKolosalTelemetry();
builder.AddKolosalSilo();
builder.AddFrontDoor();
builder.Services.AddDatasetEndpoints();

var app = builder.Build();
app.UseFrontDoor();
app.MapOperations();
app.MapAccess();
app.MapDatasets();
app.MapDrift();
app.MapFairness();
app.MapSlo();
app.MapIncidents();
app.MapAudit();
await app.ServeAsync();

/// <summary>Named so that tests can start it.</summary>
public partial class Program;
