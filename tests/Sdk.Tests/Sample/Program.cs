using System.Globalization;
using Kolosal;
using Kolosal.Access;
using Kolosal.Sample;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// GATEWAY_PORT WORKSPACE predict MODEL ROWS | follow RUN | watch
if (args is not [string port, string workspace, string what, ..])
{
    Console.Error.WriteLine("Need the gateway's port, a workspace, and predict MODEL ROWS, follow RUN or watch.");
    return 2;
}

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleansClient(client =>
    client.UseLocalhostClustering(int.Parse(port, CultureInfo.InvariantCulture), serviceId: "kolosal", clusterId: "kolosal"));
using var host = builder.Build();
await host.StartAsync();

// Who calls: grains decide by it what may be done, and write it into the audit trail.
Principal.Current = new(workspace, "loan-service", [Role.Consumer, Role.Auditor]);
var service = new LoanService(host.Services.GetRequiredService<IClusterClient>(), workspace, Console.Out);
bool done = what switch
{
    "predict" => await service.PredictAsync(args[3], args[4]),
    "follow" => await service.FollowAsync(args[3]),
    "watch" => await service.WatchAsync(),
    _ => false,
};
await host.StopAsync();
return done ? 0 : 1;
