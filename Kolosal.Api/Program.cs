using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Drift;
using Kolosal.Fairness;
using Kolosal.Http;
using Kolosal.Incidents;
using Kolosal.Slo;

var builder = WebApplication.CreateBuilder(args);
builder.AddFrontDoor();

var app = builder.Build();
app.UseFrontDoor();
app.MapAccess();
app.MapDrift();
app.MapFairness();
app.MapSlo();
app.MapIncidents();
app.MapAudit();
app.MapOpenApi();
app.Run();
