using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Kolosal.Http;

/// <summary>Whose word on the client's address and scheme is taken: <see cref="HttpOptions.TrustedProxies"/>, and nobody's else.</summary>
internal static class TrustedProxies
{
    public static IServiceCollection AddTrustedProxies(this IServiceCollection services)
    {
        services.AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<HttpOptions>>((forwarded, http) => Apply(forwarded, http.Value.TrustedProxies));
        return services;
    }

    /// <summary>First of all, so that whatever asks for the client's address gets the one that counts.</summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app) => app.UseForwardedHeaders();

    /// <summary>A network in CIDR notation, or one address.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    private static void Apply(ForwardedHeadersOptions forwarded, string[] trusted)
    {
        // The framework's own trust in the loopback, or in everybody once a variable says so, is not ours.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        forwarded.ForwardedHeaders = ForwardedHeaders.None;
        if (trusted.Length == 0) return;

        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (string text in trusted)
            if (TryParse(text, out var network)) forwarded.KnownIPNetworks.Add(network);

        // As many hops as are trusted; the first address that is not is the client's.
        forwarded.ForwardLimit = null;
    }
}
