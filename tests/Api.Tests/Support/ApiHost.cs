using System.Net.Http.Headers;
using System.Text;
using Kolosal.Access;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Api.Tests;

/// <summary>How a test's server differs from that of production.</summary>
public sealed record ApiHostOptions
{
    /// <summary>Settings beside those that every test host has, by their whole name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A test may call grains as grains call each other. The door over HTTP stays shut.</summary>
    public bool GrainsAreOpen { get; init; }

    /// <summary>The clock of the server; null for the machine's.</summary>
    public TimeProvider? Clock { get; init; }
}

/// <summary>The whole server on a free port of the loopback, with its own data directory, for as long as the fixture lives.</summary>
public class ApiHost : WebApplicationFactory<Program>
{
    public const string AdminKey = "kol_default.admin_0123456789abcdefghijABCDEFGHIJ0123456789";

    /// <summary>Of the installation and of no workspace.</summary>
    public const string OperatorKey = "kol_default.operator_9876543210abcdefghijABCDEFGHIJ0123456789";

    private const string Kid = "tests", Issuer = "kolosal", Audience = "kolosal-api";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret that only the tests know, 32 bytes or more");

    // Sends what it is told, also what no well-behaved client would.
    private readonly SocketsHttpHandler wire = new() { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };

    private readonly ApiHostOptions options;

    public ApiHost()
        : this(new ApiHostOptions()) { }

    protected ApiHost(ApiHostOptions options)
    {
        this.options = options;
        DataDirectory = Directory.CreateTempSubdirectory("kolosal-api-").FullName;

        // With a port the factory has Kestrel listen there alone, whatever else it is told.
        bool several = options.Settings.ContainsKey("urls");
        if (several) UseKestrel();
        else UseKestrel(0);
        StartServer();
        if (several)
            ClientOptions.BaseAddress = new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First());
    }

    public string DataDirectory { get; }

    /// <summary>A caller nobody knows.</summary>
    public HttpClient Anonymous() => new(wire, disposeHandler: false) { BaseAddress = ClientOptions.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>A caller with these roles.</summary>
    public HttpClient As(string role, string workspace = "default", string? subject = null) => WithToken(Token([role], workspace, subject));

    public HttpClient WithToken(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient WithKey(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <param name="roles">Claim <c>roles</c>.</param>
    /// <param name="workspace">Claim <c>workspace</c>.</param>
    /// <param name="subject">Claim <c>sub</c>; a name made of the role when not given.</param>
    /// <param name="expiresIn">From now; negative for a token that has ended.</param>
    public static string Token(string[] roles, string workspace = "default", string? subject = null, TimeSpan? expiresIn = null)
    {
        var end = DateTime.UtcNow + (expiresIn ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Expires = end,
            IssuedAt = end.AddHours(-2),
            Claims = new Dictionary<string, object>
            { ["sub"] = subject ?? $"{string.Join('-', roles)}@{workspace}", ["workspace"] = workspace, ["roles"] = roles },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Secret) { KeyId = Kid }, SecurityAlgorithms.HmacSha256),
        });
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");

        // Any free port, so that hosts that start at once do not find each other's look at the usual one in the way.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Kolosal:DataDirectory", DataDirectory);
        builder.UseSetting("Kolosal:Logging:Level", "Fatal");
        builder.UseSetting("Kolosal:Access:AdminKey", AdminKey);
        builder.UseSetting("Kolosal:Access:OperatorKey", OperatorKey);
        builder.UseSetting("Kolosal:Access:Jwt:Issuer", Issuer);
        builder.UseSetting("Kolosal:Access:Jwt:Audience", Audience);
        builder.UseSetting("Kolosal:Access:Jwt:Keys:0:Kid", Kid);
        builder.UseSetting("Kolosal:Access:Jwt:Keys:0:Algorithm", SecurityAlgorithms.HmacSha256);
        builder.UseSetting("Kolosal:Access:Jwt:Keys:0:Secret", Convert.ToBase64String(Secret));

        builder.UseSetting("Kolosal:Dashboard:Enabled", "true");

        // An answer that comes late on a busy machine is no lost one.
        builder.UseSetting("Kolosal:Cluster:ResponseTimeoutSeconds", "180");

        // Tests come from one address and are in a hurry; those of the limits set their own.
        foreach (string limit in new[] { "PerPrincipal", "PerPrincipalBurst", "Anonymous", "AnonymousBurst" })
            builder.UseSetting($"Kolosal:RateLimits:{limit}", "1000000");
        foreach (var (key, value) in options.Settings) builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            // The door alone: the filters of tracing stay.
            if (options.GrainsAreOpen)
                foreach (var door in services.Where(service => service.ImplementationType?.Name == "AccessFilter").ToArray()) services.Remove(door);
            if (options.Clock is { } clock) services.AddSingleton(clock);
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) wire.Dispose();
        base.Dispose(disposing);
        if (disposing) DeleteData();
    }

    /// <summary>What the server was writing as it ended may land in a folder that is being emptied.</summary>
    private void DeleteData()
    {
        for (int attempt = 1; Directory.Exists(DataDirectory); attempt++)
        {
            try
            {
                Directory.Delete(DataDirectory, recursive: true);
            }
            catch (IOException) when (attempt < 5)
            {
                // Once more, with what has landed.
            }
        }
    }
}

/// <summary>One server for all tests that do not mind each other.</summary>
[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiHost>
{
    public const string Name = "api";
}

/// <summary>One server for tests that put models into it.</summary>
[CollectionDefinition(Name)]
public sealed class ServingCollection : ICollectionFixture<ServingApi>
{
    public const string Name = "serving";
}

public sealed class ServingApi() : ApiHost(new ApiHostOptions
{
    Settings = new Dictionary<string, string> { ["Kolosal:Predictions:RefreshMilliseconds"] = "20" },
    GrainsAreOpen = true,
});
