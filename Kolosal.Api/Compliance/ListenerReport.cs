using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kolosal.Compliance.Controls;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Kolosal.Compliance;

/// <summary>Where this process listens. Certificates are those that a client is shown: each is asked for by a handshake with oneself.</summary>
internal sealed class ListenerReport(IServer server, TimeProvider clock) : IListenerReport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), AskEvery = TimeSpan.FromMinutes(10);

    private ListenersRead? last;

    public async Task<ImmutableArray<HostListener>> ReadAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (last is { } known && now - known.At < AskEvery) return known.Found;
        var found = ImmutableArray.CreateBuilder<HostListener>();
        foreach (string address in (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Order(StringComparer.Ordinal))
        {
            // A socket file is this machine's alone; whatever else is no address is read as one that anybody reaches.
            if (address.Contains("://unix:", StringComparison.Ordinal))
            {
                found.Add(new(address, IsSealed: false, IsLocal: true, null));
                continue;
            }

            var bound = BindingAddress.Parse(address);
            bool secure = bound.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
            found.Add(new(address, secure, IsLocal(bound.Host), secure ? await CertificateAsync(bound, cancel) : null));
        }

        var read = new ListenersRead(now, found.ToImmutable());

        // While the server starts it listens nowhere yet.
        if (read.Found.Length > 0) last = read;
        return read.Found;
    }

    private sealed record ListenersRead(DateTimeOffset At, ImmutableArray<HostListener> Found);

    private static bool IsLocal(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static async Task<DateTimeOffset?> CertificateAsync(BindingAddress bound, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        string host = IPAddress.TryParse(bound.Host.Trim('[', ']'), out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any)
            ? ip.ToString() : "localhost";
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, bound.Port, limit.Token);

            // This process asks itself what it shows; whether others trust it is theirs to say.
            await using var stream = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, limit.Token);
            if (stream.RemoteCertificate is not { } shown) return null;
            using var certificate = new X509Certificate2(shown);
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception silent) when (silent is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return null;
        }
    }
}
