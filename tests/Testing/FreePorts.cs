using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kolosal.Testing;

/// <summary>
/// Ports for servers that a test starts later. They lie below those that the system hands out by itself, so that no connection takes one before
/// its server listens, and each is kept by a file for the life of this process, so that no other run of tests is given it.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000, Behind = 32_000;

    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "kolosal-ports")).FullName;
    private static readonly ConcurrentBag<FileStream> Kept = [];

    /// <summary>A port at which nobody listens, and which is given to nobody else.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, Behind);
            if (Keep(port) is not { } kept) continue;
            if (IsFree(port))
            {
                Kept.Add(kept);
                return port;
            }
            kept.Dispose();
        }
    }

    /// <returns>Null when another process, or an earlier call of this one, has it.</returns>
    private static FileStream? Keep(int port)
    {
        try
        {
            return new(Path.Combine(Folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Any, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
