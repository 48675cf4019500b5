using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Access;

/// <summary>A server with a TLS port on the loopback that takes certificates of one authority.</summary>
public sealed class CertificateFixture : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-certificates-");

    public CertificateFixture()
    {
        File.WriteAllText(At("ca.pem"), Trusted.ExportCertificatePem());
        File.WriteAllText(Revoked, "");
        using var server = TestAuthority.Make("CN=localhost").Issue("CN=localhost", forClients: false, san: "dns:localhost");
        File.WriteAllBytes(At("server.pfx"), server.Export(X509ContentType.Pfx, "p"));
        Host = new CertificateHost(new()
        {
            ["urls"] = "http://127.0.0.1:0;https://127.0.0.1:0",
            ["Kestrel:Certificates:Default:Path"] = At("server.pfx"),
            ["Kestrel:Certificates:Default:Password"] = "p",
            ["Kolosal:Access:Certificates:TrustedFile"] = At("ca.pem"),
            ["Kolosal:Access:Certificates:RevokedFile"] = Revoked,
            ["Kolosal:Access:Certificates:Principals:0:Subject"] = "CN=scorer,O=Acme",
            ["Kolosal:Access:Certificates:Principals:0:Name"] = "scorer",
            ["Kolosal:Access:Certificates:Principals:0:Roles:0"] = "consumer",
            ["Kolosal:Access:Certificates:Principals:1:San"] = "uri:spiffe://acme/auditor",
            ["Kolosal:Access:Certificates:Principals:1:Name"] = "robot",
            ["Kolosal:Access:Certificates:Principals:1:Workspace"] = "other",
            ["Kolosal:Access:Certificates:Principals:1:Roles:0"] = "auditor",
        });
        Secure = Host.Addresses.First(address => address.Scheme == "https");
    }

    internal TestAuthority Authority { get; } = TestAuthority.Make("CN=Acme CA");

    internal X509Certificate2 Trusted => Authority.Certificate;

    public string Revoked => At("revoked.txt");

    internal CertificateHost Host { get; }

    public Uri Secure { get; }

    public void Dispose()
    {
        Host.Dispose();
        Authority.Certificate.Dispose();
        folder.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    internal sealed class CertificateHost(Dictionary<string, string> settings) : ApiHost(new ApiHostOptions { Settings = settings })
    {
        public IEnumerable<Uri> Addresses => ((Microsoft.AspNetCore.Hosting.Server.IServer)Services.GetService(
            typeof(Microsoft.AspNetCore.Hosting.Server.IServer))!).Features
            .Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address));
    }
}

/// <summary>A certificate authority of the test's own.</summary>
internal sealed record TestAuthority(X509Certificate2 Certificate)
{
    public static TestAuthority Make(string name)
    {
        var request = new CertificateRequest(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(400)));
    }

    public X509Certificate2 Issue(string subject, bool forClients = true, string? san = null, int fromDays = -10, int toDays = 10)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(forClients ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
        if (san is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            if (san.StartsWith("dns:", StringComparison.Ordinal)) names.AddDnsName(san[4..]);
            else names.AddUri(new Uri(san[4..]));
            request.CertificateExtensions.Add(names.Build());
        }

        using var bare = request.Create(
            Certificate, DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays), RandomNumberGenerator.GetBytes(12));
        using var own = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx, "p"), "p");
    }
}

public sealed class ClientCertificateTests(CertificateFixture fixture) : IClassFixture<CertificateFixture>
{
    private const string WhoAmI = "/api/security/whoami";

    [Theory]
    [InlineData("CN=scorer,O=Acme", null, "default", "crt_scorer", "consumer")]
    [InlineData("CN=anything", "uri:spiffe://acme/auditor", "other", "crt_robot", "auditor")]
    public async Task A_certificate_of_the_trusted_authority_is_who_it_is_mapped_to(
        string subject, string? san, string workspace, string name, string role)
    {
        using var certificate = fixture.Authority.Issue(subject, san: san);
        using var client = Client(certificate);
        var who = await client.GetFromJsonAsync<JsonElement>(WhoAmI);
        Assert.Equal((workspace, name, role), (who.GetProperty("workspace").GetString(), who.GetProperty("subject").GetString(),
            who.GetProperty("roles")[0].GetString()));
        using var refused = await client.GetAsync("/api/security/api-keys");
        Assert.Equal(role == "auditor" ? HttpStatusCode.OK : HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData("other authority")]
    [InlineData("self-signed")]
    [InlineData("expired")]
    [InlineData("not yet")]
    [InlineData("for servers")]
    [InlineData("unmapped")]
    [InlineData("alike")]
    public async Task What_is_not_good_here_is_a_failed_sign_in(string wrong)
    {
        const string good = "CN=scorer,O=Acme";
        using var certificate = wrong switch
        {
            "other authority" => TestAuthority.Make("CN=Acme CA").Issue(good),
            "self-signed" => TestAuthority.Make(good).Certificate,
            "expired" => fixture.Authority.Issue(good, fromDays: -20, toDays: -1),
            "not yet" => fixture.Authority.Issue(good, fromDays: 1, toDays: 20),
            "for servers" => fixture.Authority.Issue(good, forClients: false),
            "unmapped" => fixture.Authority.Issue("CN=stranger,O=Acme"),
            _ => fixture.Authority.Issue("CN=scorer,O=Acme,OU=x"),
        };
        long failures = await FailuresAsync();
        using var client = Client(certificate);
        using var answer = await client.GetAsync(WhoAmI);
        Assert.Equal("access.bad-credentials", await Problems.CodeAsync(answer, HttpStatusCode.Unauthorized));
        Assert.Equal(failures + 1, await FailuresAsync());
    }

    [Fact]
    public async Task A_certificate_ends_with_its_line_in_the_list_of_revoked_ones()
    {
        using var certificate = fixture.Authority.Issue("CN=scorer,O=Acme");
        using var client = Client(certificate);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(WhoAmI)).StatusCode);
        string listed = await File.ReadAllTextAsync(fixture.Revoked);
        await File.WriteAllTextAsync(fixture.Revoked, $"{listed}{certificate.SerialNumber.ToLowerInvariant()}\n");
        File.SetLastWriteTimeUtc(fixture.Revoked, DateTime.UtcNow.AddSeconds(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(WhoAmI)).StatusCode);
        using var other = fixture.Authority.Issue("CN=scorer,O=Acme");
        using var still = Client(other);
        Assert.Equal(HttpStatusCode.OK, (await still.GetAsync(WhoAmI)).StatusCode);
    }

    [Fact]
    public async Task Without_a_certificate_a_key_is_taken_as_before_and_beside_one_the_key_counts()
    {
        using (var client = Client(null))
        {
            using var stranger = await client.GetAsync(WhoAmI);
            Assert.Equal("access.no-credentials", await Problems.CodeAsync(stranger, HttpStatusCode.Unauthorized));
        }

        using var certificate = fixture.Authority.Issue("CN=scorer,O=Acme");
        using var both = Client(certificate);
        both.DefaultRequestHeaders.Add("X-Api-Key", ApiHost.AdminKey);
        Assert.Equal("key_admin", (await both.GetFromJsonAsync<JsonElement>(WhoAmI)).GetProperty("subject").GetString());
    }

    /// <summary>Whoever can reach the port could write it.</summary>
    [Theory, InlineData("X-Client-Cert"), InlineData("X-ARR-ClientCert"), InlineData("X-Forwarded-Client-Cert"), InlineData("Client-Cert")]
    public async Task A_certificate_in_a_header_is_nobody_s(string header)
    {
        using var certificate = fixture.Authority.Issue("CN=scorer,O=Acme");
        using var client = Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, Convert.ToBase64String(certificate.RawData));
        using var answer = await client.GetAsync(WhoAmI);
        Assert.Equal("access.no-credentials", await Problems.CodeAsync(answer, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public void Settings_that_let_nobody_in_or_cannot_be_read_are_refused_at_the_start()
    {
        Assert.Null(new CertificateOptions().Fault());
        Assert.NotNull(new CertificateOptions { RevokedFile = "x" }.Fault());
        Assert.NotNull(new CertificateOptions { TrustedFile = "/nowhere/ca.pem" }.Fault());
    }

    private HttpClient Client(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            ClientCertificates = certificate is null ? null : [certificate],
        },
    })
    { BaseAddress = fixture.Secure };

    private async Task<long> FailuresAsync() => (await fixture.Host.WithKey(ApiHost.AdminKey).GetFromJsonAsync<JsonElement>("/api/security/status"))
        .GetProperty("login_failures").GetInt64();
}
