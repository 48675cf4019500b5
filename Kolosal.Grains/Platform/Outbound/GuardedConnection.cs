using System.Net;
using System.Net.Sockets;

namespace Kolosal.Outbound;

/// <summary>Connections to targets that somebody else chose.</summary>
/// <remarks>A name is looked up once, every address it has is held against <see cref="AddressGuard"/>, and the connection goes to an address that was
/// checked: a name that answers otherwise the next time gains nothing.</remarks>
public static class GuardedConnection
{
    /// <summary>The addresses of a host, all of which may be connected to.</summary>
    /// <exception cref="ForbiddenAddressException">It has none, or one that may not.</exception>
    public static async Task<IPAddress[]> LookUpAsync(string host, bool allowLoopback, bool allowPrivate, CancellationToken cancel)
    {
        // What is an address already is not looked up: the resolver throws for those that stand for every address.
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        if (addresses.Length == 0) throw new ForbiddenAddressException($"{host} has no address.");
        foreach (var address in addresses)
            if (AddressGuard.Refuse(address, allowLoopback, allowPrivate) is { } forbidden)
                throw new ForbiddenAddressException($"{host} cannot be used: {forbidden}");
        return addresses;
    }

    /// <summary>A connection to one of them.</summary>
    /// <exception cref="ForbiddenAddressException">As for the addresses.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint target, bool allowLoopback, bool allowPrivate, CancellationToken cancel)
    {
        var addresses = await LookUpAsync(target.Host, allowLoopback, allowPrivate, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
