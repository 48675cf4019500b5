using Kolosal.Access;
using Kolosal.Http;

var builder = WebApplication.CreateBuilder(args);
builder.AddFrontDoor();

var app = builder.Build();
app.UseFrontDoor();
app.MapAccess();
app.MapOpenApi();
app.Run();
