using Kolosal.Access;
using Kolosal.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Kolosal.Operations;

internal static class Serving
{
    /// <summary>Starts the host, says once what a person has to know, and serves until it is asked to stop.</summary>
    public static async Task ServeAsync(this WebApplication app)
    {
        await app.StartAsync();
        var engine = await app.Services.GetRequiredService<IEngineStatus>().ReadAsync(CancellationToken.None);
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

        // Not logged: logs are kept and shipped, and the key is for the person at the terminal.
        Console.Out.WriteLine($"Kolosal serves on {string.Join(", ", addresses)} (engine: {engine.Name} {engine.Version}); API browser at /docs.");
        if (app.Services.GetRequiredService<FirstKey>().Made is { } key)
            Console.Out.WriteLine($"Admin API key of workspace '{Workspaces.Default}', shown this once: {key}");
        await app.WaitForShutdownAsync();
    }
}
