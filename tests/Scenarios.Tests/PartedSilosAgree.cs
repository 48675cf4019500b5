using System.Text.Json.Nodes;
using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Scenarios;

/// <summary>Two silos that speak over TLS lose each other while both still reach the database: one goes on, the other gives up its grains, and
/// nothing acknowledged is lost or counted twice; a front door without a silo finds the one that goes on. Once the network is whole they are two
/// again.</summary>
public sealed class PartedSilosAgree(PartedSilos cluster) : IClassFixture<PartedSilos>
{
    private const int Requests = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [PartitionFact]
    public async Task One_of_two_parted_silos_goes_on_and_nothing_acknowledged_is_lost()
    {
        await ActiveAsync(0, silos: 2);
        using var door = await cluster.StartFrontDoorAsync(cluster.FrontDoor);
        using var stop = new CancellationTokenSource();
        var commands = CommandAsync(door, stop.Token);
        Task<int>[] callers = [cluster.PredictAsync(0, stop.Token, patient: true), cluster.PredictAsync(1, stop.Token, patient: true)];
        await AcknowledgedAsync(Requests);
        cluster.Network.Part(0, 1);

        // Each votes the other dead, the table takes the first vote, and whoever finds itself dead there ends.
        await Eventually.HoldsAsync(() => cluster.HasEnded(0) || cluster.HasEnded(1), Patience);
        int survivor = cluster.HasEnded(0) ? 1 : 0;
        await AcknowledgedAsync(Requests);
        Assert.False(cluster.HasEnded(survivor));
        cluster.Network.Join(0, 1);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        int commanded = await commands;
        Assert.InRange(commanded, 1, int.MaxValue);
        using (var admin = cluster.Open(survivor))
            await admin.UntilAsync(
                "/api/security/secret-rotations?name=parted", found => found.GetProperty("total").GetInt32() == commanded, Patience);
        await cluster.CheckCountsAsync(survivor);

        await cluster.StartAsync(1 - survivor);
        await ActiveAsync(survivor, silos: 2);
        await cluster.CheckCountsAsync(1 - survivor);
    }

    /// <summary>Commands through the front door, each sent under its key until it is taken, as a careful caller does.</summary>
    /// <returns>How many were taken.</returns>
    private static async Task<int> CommandAsync(ServerProcess door, CancellationToken stop)
    {
        using var caller = new Client(door.Address, ServerProcess.AdminKey);
        int taken = 0;
        for (bool again = false; again || !stop.IsCancellationRequested;)
        {
            try
            {
                var body = new JsonObject
                { ["name"] = "parted", ["type"] = "database_password", ["outcome"] = "success", ["rotated_at"] = "2026-01-01T00:00:00Z" };
                await caller.PostOnceAsync("/api/security/secret-rotations", body, $"parted-{taken}");
                (taken, again) = (taken + 1, false);
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException or RefusedException { Status: 409 or >= 500 })
            {
                again = true;
                await Task.Delay(100, CancellationToken.None);
            }
        }

        return taken;
    }

    private async Task ActiveAsync(int silo, int silos)
    {
        using var admin = cluster.Open(silo);
        await admin.UntilAsync("/api/cluster", found => found.GetProperty("silos").EnumerateArray()
            .Count(one => string.Equals(one.GetProperty("status").GetString(), "active", StringComparison.OrdinalIgnoreCase)) == silos, Patience);
    }

    private async Task AcknowledgedAsync(int more)
    {
        long wanted = cluster.Acknowledged + more;
        await Eventually.HoldsAsync(() => cluster.Acknowledged >= wanted, Patience);
    }
}

/// <summary>Two silos in networks of their own, over TLS.</summary>
public sealed class PartedSilos : TwoSilos
{
    private readonly DirectoryInfo certificates = Directory.CreateTempSubdirectory("kolosal-parted-");
    private readonly Lazy<IsolatedNetwork> network = new(() => new IsolatedNetwork(3));
    private readonly Lazy<Hosting.ClusterTlsOptions> members;
    private TcpRelay? database;

    public PartedSilos() => members = new(() => TlsFiles.Make(certificates.FullName, "members"));

    public IsolatedNetwork Network => network.Value;

    /// <summary>A place that hears both silos whatever comes between them.</summary>
    internal ServerPlace FrontDoor => new(Network.AddressOf(2), Network.CommandAt(2));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        database?.Dispose();
        if (network.IsValueCreated) network.Value.Dispose();
        certificates.Delete(recursive: true);
    }

    protected override IReadOnlyDictionary<string, string> SettingsOf(int silo, string connectionString)
    {
        if (!IsolatedNetwork.IsPossible) return base.SettingsOf(silo, connectionString);
        var stated = new NpgsqlConnectionStringBuilder(connectionString);
        database ??= new TcpRelay(Network.MachineAddress, stated.Port);
        (stated.Host, stated.Port) = (Network.MachineAddress, database.Port);
        var tls = members.Value;
        return new Dictionary<string, string>
        {
            ["Kolosal:Storage:ConnectionString"] = stated.ToString(),
            ["Kolosal:Cluster:AdvertisedAddress"] = Network.AddressOf(silo),
            ["Kolosal:Cluster:Tls:CertificatePath"] = tls.CertificatePath!,
            ["Kolosal:Cluster:Tls:KeyPath"] = tls.KeyPath!,
            ["Kolosal:Cluster:Tls:AuthorityPath"] = tls.AuthorityPath!,
        };
    }

    private protected override ServerPlace? PlaceOf(int silo) =>
        IsolatedNetwork.IsPossible ? new(Network.AddressOf(silo), Network.CommandAt(silo)) : null;
}
