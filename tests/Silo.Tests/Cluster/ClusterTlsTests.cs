using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kolosal.Hosting;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace Kolosal.Cluster;

/// <summary>Silos and clients that speak over TLS, with certificates of an authority that is made here; those of another are strangers.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    /// <summary>A stranger is hung up on long before; a member is not, and that is not waited for as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Moment = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-tls-");
    private readonly int siloPort = FreePorts.Next(), gatewayPort = FreePorts.Next();
    private ClusterTlsOptions members = null!, strangers = null!;
    private IHost silo = null!;

    public async Task InitializeAsync()
    {
        members = TlsFiles.Make(folder.FullName, "members");
        strangers = TlsFiles.Make(folder.FullName, "strangers");
        silo = Silo(siloPort, gatewayPort, members);
        await silo.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await silo.StopAsync();
        silo.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Members_form_a_cluster_and_a_client_of_their_authority_calls_them()
    {
        using var second = Silo(FreePorts.Next(), FreePorts.Next(), members, siloPort);
        await second.StartAsync();
        using var client = Client(members);
        await client.StartAsync();
        var management = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Eventually.HoldsAsync(() => management.GetHosts(onlyActive: true), found => found.Count == 2);
        await client.StopAsync();
        await second.StopAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whoever_shows_no_certificate_of_the_authority_gets_no_word_at_either_port(bool gateway)
    {
        int port = gateway ? gatewayPort : siloPort;
        Assert.True(await IsHeardAsync(port, Certificate(members), members, Moment));
        Assert.False(await IsHeardAsync(port, Certificate(strangers), members));
        Assert.False(await IsHeardAsync(port, null, members));
        Assert.False(await AnswersPlainlyAsync(port));

        // And the other way: a member is told that what answers there is none of its own.
        Assert.False(await IsHeardAsync(port, Certificate(members), strangers));
    }

    [Fact]
    public async Task A_client_of_another_authority_is_not_let_in()
    {
        // By itself a client tries until it gets in; this one says what its first attempt came to.
        Exception? refused = null;
        using var client = Client(strangers, builder => builder.UseConnectionRetryFilter((fault, _) =>
        {
            refused = fault;
            return Task.FromResult(false);
        }));
        await Assert.ThrowsAnyAsync<Exception>(() => client.StartAsync());
        Assert.NotNull(refused);
    }

    [Fact]
    public void Files_that_do_not_fit_stop_the_start_in_words()
    {
        Refused(new() { CertificatePath = members.CertificatePath }, "needs KeyPath");
        Refused(With(members, key: strangers.KeyPath), "cannot be read");
        Refused(With(members, authority: strangers.AuthorityPath), "would refuse it");
        Refused(With(members, authority: members.KeyPath), "cannot be read");
        Refused(With(members, authority: Path.Combine(folder.FullName, "none")), "cannot be read");

        static void Refused(ClusterTlsOptions tls, string said) => Assert.Contains(said, Assert.Throws<InvalidOperationException>(() =>
            Host.CreateApplicationBuilder().UseOrleans(builder => builder.UseLocalhostClustering().UseClusterTls(tls))).Message,
            StringComparison.Ordinal);
    }

    private static ClusterTlsOptions With(ClusterTlsOptions tls, string? key = null, string? authority = null) => new()
    { CertificatePath = tls.CertificatePath, KeyPath = key ?? tls.KeyPath, AuthorityPath = authority ?? tls.AuthorityPath };

    private static X509Certificate2 Certificate(ClusterTlsOptions tls) => X509Certificate2.CreateFromPemFile(tls.CertificatePath!, tls.KeyPath);

    /// <summary>Whether the far side goes on after a handshake with this certificate: it does not hang up while it is waited for.</summary>
    private static async Task<bool> IsHeardAsync(int port, X509Certificate2? certificate, ClusterTlsOptions trusted, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(trusted.AuthorityPath!);
        using var tls = new SslStream(tcp.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(Greeting(certificate, trusted, authorities), limit.Token);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return false;
        }
        limit.CancelAfter(patience ?? Patience);
        return await SpeaksAsync(tls, limit.Token);
    }

    private static SslClientAuthenticationOptions Greeting(
        X509Certificate2? certificate, ClusterTlsOptions trusted, X509Certificate2Collection authorities) => new()
        {
            TargetHost = trusted.Name,
            ClientCertificates = certificate is null ? null : [certificate],
            ApplicationProtocols = [new SslApplicationProtocol("Orleans1")],
            RemoteCertificateValidationCallback = (_, shown, chain, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                && ClusterTls.IsMember((X509Certificate2)shown!, chain, authorities),
        };

    private static async Task<bool> AnswersPlainlyAsync(int port)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await tcp.GetStream().WriteAsync(new byte[64], limit.Token);
        return await SpeaksAsync(tcp.GetStream(), limit.Token);
    }

    /// <summary>A silo waits for whoever it lets in to say who they are; on others it hangs up.</summary>
    private static async Task<bool> SpeaksAsync(Stream stream, CancellationToken cancel)
    {
        try
        {
            byte[] one = new byte[1];
            return await stream.ReadAsync(one, cancel) > 0;
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return true; // still connected
        }
    }

    private static IHost Silo(int port, int gateway, ClusterTlsOptions tls, int? primary = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(port, gateway, primary is { } first ? new IPEndPoint(IPAddress.Loopback, first) : null)
            .UseClusterTls(tls));
        return builder.Build();
    }

    private IHost Client(ClusterTlsOptions tls, Action<IClientBuilder>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gatewayPort).UseClusterTls(tls);
            configure?.Invoke(client);
        });
        return builder.Build();
    }
}
