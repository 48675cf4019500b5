using System.Net;
using System.Net.Sockets;
using Kolosal.Hosting;
using Kolosal.Predictions;

namespace Kolosal.CommandLine;

/// <summary>Looks before the start whether the ports it needs are free: a server that fails at the last of them has half begun.</summary>
internal static class Ports
{
    /// <returns>Which one is in use and what to do; null when all are free.</returns>
    public static string? InUse(IConfiguration configuration)
    {
        var cluster = configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        var wanted = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(BindingAddress.Parse).Where(address => !address.IsUnixPipe && !address.IsNamedPipe)
            .Select(address => (Setting: "--urls", Address: HostOf(address.Host), address.Port, IsShared: false)).ToList();
        var inference = configuration.GetSection(OpenInferenceOptions.Section).Get<OpenInferenceOptions>() ?? new OpenInferenceOptions();
        wanted.Add(("Kolosal:OpenInference:GrpcPort", HostOf(inference.GrpcAddress), inference.GrpcPort, false));
        if (cluster.Role == ClusterRole.Silo)
        {
            wanted.Add(("Kolosal:Cluster:SiloPort", HostOf(cluster.AdvertisedAddress), cluster.SiloPort, true));
            wanted.Add(("Kolosal:Cluster:GatewayPort", HostOf(cluster.AdvertisedAddress), cluster.GatewayPort, true));
        }

        foreach (var (setting, address, port, isShared) in wanted)
        {
            if (port > 0 && IsTaken(address, port, isShared))
                return $"Port {port} is in use. Stop the program that uses it, or set {setting} to a free one.";
        }

        return null;
    }

    /// <summary>Names are left to the server to look up; a port is taken for all of a machine's addresses or, rarely, for one.</summary>
    private static IPAddress HostOf(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : IPAddress.Any;

    /// <param name="address">Of this machine.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="isShared">Silos of one machine listen side by side, as their engine lets them; only another program is in the way.</param>
    private static bool IsTaken(IPAddress address, int port, bool isShared)
    {
        using var probe = new TcpListener(address, port);
        if (isShared) probe.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            probe.Start();
            return false;
        }
        catch (SocketException fault)
        {
            // Whatever else is wrong with an address, the server says itself.
            return fault.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
