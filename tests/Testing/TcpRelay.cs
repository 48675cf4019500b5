using System.Net;
using System.Net.Sockets;

namespace Kolosal.Testing;

/// <summary>Passes connections on from one address of this machine to a port of its loopback.</summary>
public sealed class TcpRelay : IDisposable
{
    private readonly TcpListener listener;
    private readonly int target;

    /// <param name="address">Where it listens, on a free port.</param>
    /// <param name="target">Port on 127.0.0.1.</param>
    public TcpRelay(string address, int target)
    {
        this.target = target;
        listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(TcpClient caller)
    {
        using (caller)
        using (var far = new TcpClient())
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(caller.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(caller.GetStream()));
            }
            catch (Exception gone) when (gone is IOException or SocketException)
            {
                // Either end has left.
            }
        }
    }
}
