using Kolosal.Access;
using Kolosal.Demo;
using Kolosal.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Spectre.Console;

namespace Kolosal.Operations;

internal static class Serving
{
    /// <summary>Starts the host, says once what a person has to know, and serves until it is asked to stop.</summary>
    /// <returns>The exit code: 1 when the demo did not get to its end.</returns>
    public static async Task<int> ServeAsync(this WebApplication app, CommandLine command)
    {
        await app.StartAsync();
        var engine = await app.Services.GetRequiredService<IEngineStatus>().ReadAsync(CancellationToken.None);
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

        // Not logged: logs are kept and shipped, and the key is for the person at the terminal.
        Console.Out.WriteLine($"Kolosal serves on {string.Join(", ", addresses)} (engine: {engine.Name} {engine.Version}); API browser at /docs.");
        if (app.Services.GetRequiredService<FirstKey>().Made is { } key)
            Console.Out.WriteLine($"Admin API key of workspace '{Workspaces.Default}', shown this once: {key}");
        int exit = command.Demo ? await TellAsync(app, addresses.First()) : 0;
        if (command.Stop) await app.StopAsync();
        else await app.WaitForShutdownAsync();
        return exit;
    }

    private static async Task<int> TellAsync(WebApplication app, string address)
    {
        try
        {
            var keys = await DemoKeys.MakeAsync(app.Services.GetRequiredService<IGrainFactory>(), app.Services.GetRequiredService<TimeProvider>());
            using var story = new DemoStory(new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)), keys, AnsiConsole.Console);
            await story.TellAsync(app.Lifetime.ApplicationStopping);
            return 0;
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutException or InvalidOperationException or IOException)
        {
            AnsiConsole.Console.WriteLine($"The demo stopped: {fault.Message}");
            return 1;
        }
    }
}
