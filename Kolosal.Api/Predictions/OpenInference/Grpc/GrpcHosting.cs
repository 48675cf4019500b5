using System.Net;
using Grpc.AspNetCore.Server;
using Kolosal.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

internal static class GrpcHosting
{
    /// <summary>The protocol over gRPC, on the port of its own when there is one.</summary>
    public static IServiceCollection AddOpenInferenceGrpc(this IServiceCollection services)
    {
        services.AddOptions<OpenInferenceOptions>().BindConfiguration(OpenInferenceOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // What is no method of ours is answered as every unknown address is.
        services.AddGrpc(grpc => grpc.IgnoreUnknownServices = true);
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<HttpOptions>>(
            (grpc, http) => grpc.MaxReceiveMessageSize = (int)Math.Min(int.MaxValue, http.Value.MaxBodyBytes));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<OpenInferenceOptions>, IConfiguration>((kestrel, options, configuration) =>
        {
            if (options.Value.GrpcPort == 0) return;

            // Addresses that are named one by one take the place of --urls, so those are named as well.
            foreach (string url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                Listen(kestrel, BindingAddress.Parse(url));
            Listen(kestrel, options.Value.GrpcAddress, options.Value.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        });
        return services;
    }

    private static void Listen(KestrelServerOptions kestrel, BindingAddress address)
    {
        void Secure(ListenOptions listen)
        {
            if (address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase)) listen.UseHttps();
        }

        if (address.IsUnixPipe) kestrel.ListenUnixSocket(address.UnixPipePath, Secure);
        else Listen(kestrel, address.Host, address.Port, Secure);
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address)) kestrel.Listen(address, port, configure);
        else if (host == "localhost") kestrel.ListenLocalhost(port, configure);
        else kestrel.ListenAnyIP(port, configure);
    }
}
