using System.Security.Cryptography;
using Kolosal.Access;
using Kolosal.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Api.Tests;

public sealed class AuthorityTests : IAsyncLifetime
{
    private readonly AccessMonitor options = new();
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private LoopbackAuthority authority = null!;
    private TokenDoor door = null!;

    public async Task InitializeAsync()
    {
        authority = await LoopbackAuthority.StartAsync();
        options.Set(Jwt(new Uri(authority.Issuer)));
        door = new TokenDoor(options, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await door.DisposeAsync();
        await authority.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_the_authority_names_workspace_subject_and_roles_by_its_own_claims()
    {
        var principal = await door.AskAsync(authority.Token());
        Assert.Equal(("acme", "alice"), (principal?.Workspace, principal?.Subject));
        Assert.Equal(["trainer"], principal!.Roles.AsEnumerable());
    }

    [Fact]
    public async Task What_the_authority_did_not_issue_for_us_and_now_is_nothing()
    {
        using var other = RSA.Create(2048);
        string good = authority.Token();
        foreach (string token in (string[])
            [
                "", "a.b.c", "garbage",
                $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"kid\":\"first\",\"typ\":\"JWT\"}")}.{good.Split('.')[1]}.",
                authority.Confused(), authority.Token(algorithm: SecurityAlgorithms.RsaSha512), authority.Token(by: other),
                authority.Token(named: "unknown"),
                authority.Token(minutes: -1), authority.Token(issuer: "http://somebody"), authority.Token(audience: "something"),
            ])
            Assert.Null(await door.AskAsync(token));
        Assert.NotNull(await door.AskAsync(good));
    }

    [Fact]
    public async Task Configured_keys_and_the_authority_do_not_vouch_for_each_other()
    {
        Assert.NotNull(await door.AskAsync(Shared(issuer: "kolosal")));
        Assert.Null(await door.AskAsync(Shared(issuer: authority.Issuer)));
        Assert.Null(await door.AskAsync(authority.Token(issuer: "kolosal")));
    }

    [Fact]
    public async Task A_key_that_the_authority_has_changed_is_asked_for()
    {
        string before = authority.Token();
        Assert.NotNull(await door.AskAsync(before));
        authority.Rotate();
        string after = authority.Token();
        await Eventually.HoldsAsync(async () => await door.AskAsync(after) is not null);
        Assert.Null(await door.AskAsync(before));
    }

    [Fact]
    public async Task Each_of_the_authority_s_keys_signs_with_its_own_algorithm()
    {
        Assert.NotNull(await door.AskAsync(authority.CurveToken()));
        Assert.NotNull(await door.AskAsync(authority.Token()));
    }

    [Fact]
    public async Task A_token_of_the_authority_without_a_subject_or_a_tenant_is_nobody_s()
    {
        Assert.Null(await door.AskAsync(authority.TokenWith("kolosal-api", ("sub", null))));
        Assert.Null(await door.AskAsync(authority.TokenWith("kolosal-api", ("tenant", null))));
        Assert.Null(await door.AskAsync(authority.TokenWith("kolosal-api", ("tenant", new[] { "acme", "other" }))));
        Assert.Null(await door.AskAsync(authority.TokenWith("kolosal-api", ("tenant", "system"))));
        Assert.Empty((await door.AskAsync(authority.TokenWith("kolosal-api", ("groups", null))))!.Roles);
        Assert.Empty((await door.AskAsync(authority.TokenWith("kolosal-api", ("groups", "operator"))))!.Roles);
    }

    [Fact]
    public async Task Tenants_and_groups_are_what_the_maps_say_and_others_are_nothing()
    {
        var jwt = Jwt(new Uri(authority.Issuer));
        jwt.WorkspaceMap = new() { ["acme"] = "here" };
        jwt.RoleMap = new() { ["staff"] = ["consumer", "auditor"] };
        options.Set(jwt);
        var principal = (await door.AskAsync(authority.Token()))!;
        Assert.Equal("here", principal.Workspace);
        Assert.Equal(["consumer", "auditor"], principal.Roles.AsEnumerable());
        Assert.Null(await door.AskAsync(authority.TokenWith("kolosal-api", ("tenant", "other"))));
        Assert.Null(await door.AskAsync(authority.TokenWith("kolosal-api", ("tenant", null))));

        jwt = Jwt(new Uri(authority.Issuer));
        jwt.Workspace = "everybody";
        options.Set(jwt);
        Assert.Equal("everybody", (await door.AskAsync(authority.TokenWith("kolosal-api", ("tenant", null))))!.Workspace);

        // What one issuer calls its tenants says nothing of the other's tokens.
        Assert.Equal("acme", (await door.AskAsync(Shared(issuer: "kolosal")))!.Workspace);
    }

    [Theory]
    [InlineData("operator", false)]
    [InlineData("release manager", false)]
    [InlineData("releaser", true)]
    public void A_map_gives_roles_that_a_token_can_have(string role, bool allowed) => Assert.Equal(
        allowed, new AccessOptionsValidator().Validate(null, new AccessOptions { Jwt = { RoleMap = new() { ["g"] = [role] } } }).Succeeded);

    [Fact]
    public async Task While_the_authority_is_away_configured_keys_go_on()
    {
        string token = authority.Token();
        await authority.DisposeAsync();
        Assert.Null(await door.AskAsync(token));
        Assert.NotNull(await door.AskAsync(Shared(issuer: "kolosal")));
    }

    [Theory]
    [InlineData("https://id.example.org", true)]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://id.example.org", false)]
    [InlineData("ftp://localhost", false)]
    public void An_authority_is_spoken_to_over_tls_or_on_this_machine(string address, bool allowed) =>
        Assert.Equal(allowed, new AccessOptionsValidator().Validate(null, new AccessOptions { Jwt = { Authority = new Uri(address) } }).Succeeded);

    private JwtOptions Jwt(Uri address) => new()
    {
        Authority = address,
        WorkspaceClaim = "tenant",
        RolesClaim = "groups",
        Keys = [new JwtKeyOptions { Kid = "shared", Algorithm = "HS256", Secret = Convert.ToBase64String(secret) }],
    };

    private string Shared(string issuer) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = "kolosal-api",
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = "bob", ["tenant"] = "acme", ["groups"] = "trainer" },
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(secret) { KeyId = "shared" }, SecurityAlgorithms.HmacSha256),
    });
}
