using Kolosal.Http;
using Kolosal.SignIn;
using Kolosal.Storage;
using Kolosal.WebConsole;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Kolosal;

/// <summary>Joins the web console to this process: its requests come back through the front door.</summary>
internal static class ConsoleDoor
{
    public static WebApplicationBuilder AddConsole(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddWebConsole();
        builder.Services.AddOidcSignIn(builder.Configuration);
        Protect(builder.Services);
        builder.Services.AddHttpClient("console")
            .ConfigureHttpClient((services, client) =>
            {
                client.BaseAddress = Own(services.GetRequiredService<IServer>());
                client.Timeout = Timeout.InfiniteTimeSpan; // a page that is left cancels what it asked
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // This process asks itself, on loopback: the certificate names what the world calls it.
                SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
                UseCookies = false,
                UseProxy = false,
            });
        return builder;
    }

    // The library's own ring of keys would lie unencrypted on one machine's disk; with ours in its place nothing loads it.
    private static void Protect(IServiceCollection services)
    {
        services.AddSingleton<IDataProtectionProvider>(provider => new ConsoleProtection(provider.GetRequiredService<IKeyRing>()));
        var library = typeof(IDataProtectionBuilder).Assembly;
        foreach (var loader in services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == library).ToArray())
            services.Remove(loader);
    }

    private static Uri Own(IServer server)
    {
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        string address = addresses.FirstOrDefault(address => address.StartsWith("http://", StringComparison.Ordinal)) ?? addresses.First();
        return new(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));
    }
}
