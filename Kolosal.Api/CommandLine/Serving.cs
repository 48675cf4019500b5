using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.Demo;
using Kolosal.Storage.Files;
using Kolosal.WebConsole;
using Kolosal.WebConsole.Session;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Spectre.Console;

namespace Kolosal.CommandLine;

internal static partial class Serving
{
    /// <summary>Starts the host, says once what one has to know, and serves until it is asked to stop.</summary>
    /// <returns>The exit code: 1 when the demo did not get to its end.</returns>
    /// <exception cref="IOException">A port that it needs is in use.</exception>
    public static async Task<int> ServeAsync(this WebApplication app, Start start)
    {
        if (Ports.InUse(app.Configuration) is { } taken) throw new IOException(taken);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var address = new Uri(Everywhere().Replace(addresses.First(), "localhost"));

        // Not logged: logs are kept and shipped, and the key is for whoever has started the server.
        var greeting = new Greeting(address, app.Services.GetRequiredService<FirstKey>().Made, app.Services.GetRequiredService<DataDirectory>().Root);
        if (start.Terminal) greeting.Show(AnsiConsole.Console, withCommands: !start.Demo);
        else greeting.Tell(Console.Out);

        int exit = start.Demo ? await TellAsync(app, address) : 0;
        if (start.Stop) await app.StopAsync();
        else await app.WaitForShutdownAsync();
        return exit;
    }

    private static async Task<int> TellAsync(WebApplication app, Uri address)
    {
        try
        {
            var keys = await DemoKeys.MakeAsync(app.Services.GetRequiredService<IGrainFactory>(), app.Services.GetRequiredService<TimeProvider>());
            using var story = new DemoStory(address, keys, AnsiConsole.Console);
            await story.TellAsync(app.Lifetime.ApplicationStopping);
            string link = app.Services.GetRequiredService<SignInLinks>().Make(keys.Approver);
            await AnsiConsole.Console.Profile.Out.Writer.WriteLineAsync(
                $"\n  The console, signed in by this link once within ten minutes:\n  {new Uri(address, ConsoleHosting.BasePath + link)}");
            return 0;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return 1; // somebody has stopped it before its end
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutException or InvalidOperationException or IOException)
        {
            AnsiConsole.Console.WriteLine($"The demo stopped: {fault.Message}");
            return 1;
        }
    }

    /// <summary>What a server listens to that listens to every address of the machine.</summary>
    [GeneratedRegex(@"\[::\]|(?<=//)0\.0\.0\.0")]
    private static partial Regex Everywhere();
}
