using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Kolosal.Testing;

/// <summary>Places that each have a network of their own (Linux network namespaces), joined by a bridge to this machine, and that can be parted
/// from each other while this machine still reaches all. Needs the right to make them.</summary>
public sealed class IsolatedNetwork : IDisposable
{
    private static int made;

    private readonly string name;
    private readonly string prefix;
    private readonly int places;

    /// <param name="places">How many; 1 to 9.</param>
    /// <exception cref="InvalidOperationException">They cannot be made.</exception>
    public IsolatedNetwork(int places)
    {
        int number = (Environment.ProcessId * 7 + Interlocked.Increment(ref made)) % 60_000;
        (name, this.places) = ($"kl{number}", places);
        prefix = string.Create(CultureInfo.InvariantCulture, $"10.{200 + number / 256 % 50}.{number % 256}");
        try
        {
            Must("link", "add", name, "type", "bridge");
            Must("addr", "add", $"{MachineAddress}/24", "dev", name);
            Must("link", "set", name, "up");
            for (int place = 0; place < places; place++)
            {
                Must("netns", "add", Namespace(place));
                Must("link", "add", Cable(place), "type", "veth", "peer", "name", "eth0", "netns", Namespace(place));
                Must("link", "set", Cable(place), "master", name);
                Must("link", "set", Cable(place), "up");
                Must("-n", Namespace(place), "addr", "add", $"{AddressOf(place)}/24", "dev", "eth0");
                Must("-n", Namespace(place), "link", "set", "eth0", "up");
                Must("-n", Namespace(place), "link", "set", "lo", "up");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static bool IsPossible { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root" && Try();

    /// <summary>Where all places reach this machine.</summary>
    public string MachineAddress => $"{prefix}.1";

    public string AddressOf(int place) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.{10 + place}");

    /// <summary>What a command line begins with to run in a place.</summary>
    public ImmutableArray<string> CommandAt(int place) => ["ip", "netns", "exec", Namespace(place)];

    /// <summary>From now on neither hears of the other; what is on its way gets lost.</summary>
    public void Part(int one, int other)
    {
        Must("-n", Namespace(one), "route", "add", "blackhole", $"{AddressOf(other)}/32");
        Must("-n", Namespace(other), "route", "add", "blackhole", $"{AddressOf(one)}/32");
    }

    public void Join(int one, int other)
    {
        Must("-n", Namespace(one), "route", "del", "blackhole", $"{AddressOf(other)}/32");
        Must("-n", Namespace(other), "route", "del", "blackhole", $"{AddressOf(one)}/32");
    }

    public void Dispose()
    {
        for (int place = 0; place < places; place++) Run("netns", "del", Namespace(place));
        Run("link", "del", name);
    }

    private string Namespace(int place) => string.Create(CultureInfo.InvariantCulture, $"{name}-{place}");

    private string Cable(int place) => string.Create(CultureInfo.InvariantCulture, $"{name}v{place}");

    private static bool Try()
    {
        try
        {
            using var network = new IsolatedNetwork(1);
            return true;
        }
        catch (Exception impossible) when (impossible is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Must(params string[] arguments)
    {
        if (!Run(arguments)) throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed.");
    }

    private static bool Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that needs PostgreSQL and networks of its own; skipped, and counted as such, where either cannot be had.</summary>
public sealed class PartitionFactAttribute : FactAttribute
{
    public PartitionFactAttribute() => Skip = PostgresFixture.Binaries is null ? "PostgreSQL is not installed."
        : IsolatedNetwork.IsPossible ? null : "Needs the right to make network namespaces.";
}
