using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Http;
using Kolosal.Incidents;
using Kolosal.Slo;

var builder = WebApplication.CreateBuilder(args);
builder.AddFrontDoor();
builder.Services.AddDatasetEndpoints();

var app = builder.Build();
app.UseFrontDoor();
app.MapAccess();
app.MapDatasets();
app.MapDrift();
app.MapFairness();
app.MapSlo();
app.MapIncidents();
app.MapAudit();
app.MapOpenApi();
app.Run();
