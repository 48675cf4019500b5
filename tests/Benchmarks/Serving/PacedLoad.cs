using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Kolosal.Benchmarks;

/// <summary>POSTs at a steady rate on loopback, each timed from the moment it was due: a slow answer counts for those it keeps waiting.</summary>
/// <remarks>A thread a connection sleeps in the kernel until the next is due, and waits there for its answer. A driver that spins, or whose
/// connections share a pool of threads, takes the cores from the server and measures itself.</remarks>
internal static partial class PacedLoad
{
    private const int Connections = 32;

    private const int NanosecondsASecond = 1_000_000_000;

    /// <summary>Not counted: the driver's own code is compiled in it.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    /// <summary>Milliseconds of each request.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="bodies">Sent in turn; connections begin at different ones.</param>
    /// <param name="apiKey">Of the caller.</param>
    /// <param name="rate">Requests a second, of all connections.</param>
    /// <param name="time">How long it is measured.</param>
    /// <exception cref="InvalidOperationException">A request was answered otherwise than with status 200.</exception>
    public static async Task<double[]> LatenciesAsync(Uri address, IReadOnlyList<string> bodies, string apiKey, double rate, TimeSpan time)
    {
        byte[][] requests = [.. bodies.Select(body => HttpLoad.Bytes(address, body, apiKey))];
        long began = Stopwatch.GetTimestamp();
        double[][] all = await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => Task.Factory.StartNew(
            () => Run(address, requests, connection, rate / Connections, began, time + Lead), TaskCreationOptions.LongRunning)));
        return [.. all.SelectMany(latencies => latencies)];
    }

    private static double[] Run(Uri address, byte[][] requests, int connection, double rate, long began, TimeSpan time)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, address.Port));
        var buffer = new byte[HttpLoad.LongestAnswer];
        var latencies = new List<double>();
        int first = connection * requests.Length / Connections;
        for (int sent = 0; ; sent++)
        {
            double due = (sent + connection / (double)Connections) / rate;
            if (due >= time.TotalSeconds) return [.. latencies];
            while (due - Stopwatch.GetElapsedTime(began).TotalSeconds is > 0 and var ahead) Sleep(ahead);
            Ask(socket, address, requests[(first + sent) % requests.Length], buffer);
            if (due >= Lead.TotalSeconds) latencies.Add((Stopwatch.GetElapsedTime(began).TotalSeconds - due) * 1e3);
        }
    }

    private static void Ask(Socket socket, Uri address, byte[] request, byte[] buffer)
    {
        socket.Send(request);
        int length = 0;
        do
        {
            int read = socket.Receive(buffer.AsSpan(length));
            if (read == 0) throw new InvalidOperationException($"{address} closed the connection.");
            length += read;
        }
        while (!HttpLoad.IsWhole(buffer.AsSpan(0, length)));
        if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException($"{address} answered: {Encoding.UTF8.GetString(buffer, 0, length)}");
    }

    /// <summary>The framework's own sleep knows whole milliseconds.</summary>
    private static void Sleep(double seconds)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(TimeSpan.FromSeconds(seconds));
            return;
        }
        var wanted = new Timespec((nint)seconds, (nint)((seconds - Math.Floor(seconds)) * NanosecondsASecond));
        _ = NanoSleep(in wanted, 0); // whoever is woken early looks at the clock again
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in Timespec wanted, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
