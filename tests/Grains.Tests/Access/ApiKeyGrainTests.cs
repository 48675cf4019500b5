using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Access;

[Collection(PlainSiloCollection.Name)]
public sealed class ApiKeyGrainTests(PlainSilo shared) : IDisposable
{
    private static readonly ImmutableArray<byte> Secret = [.. Enumerable.Repeat((byte)1, 32)], Other = [.. Enumerable.Repeat((byte)2, 32)];

    private readonly PlatformSilo silo = shared.Silo;

    public void Dispose() => Principal.Current = null;

    [Fact]
    public async Task A_key_stands_for_its_roles_until_it_is_revoked()
    {
        var key = silo.Grains.ApiKey("ws", "key_a");
        Principal.Current = new("ws", "ann", [Role.Admin]);
        var made = (await key.IssueAsync(new("scorer", null, [Role.Consumer], Secret, null))).Value!;
        Principal.Current = null;
        Assert.Equal(("scorer", "ann"), (made.Name, made.CreatedBy));
        var credential = (await key.LookUpAsync())!;
        Assert.Equal(("ws", "key_a"), (credential.Principal.Workspace, credential.Principal.Subject));
        Assert.Equal([Role.Consumer], credential.Principal.Roles.AsEnumerable());
        Assert.Equal(Secret, credential.SecretSha256.AsEnumerable());

        var revoked = (await key.RevokeAsync()).Value!;
        Assert.Equal(revoked.RevokedAt, (await key.RevokeAsync()).Value!.RevokedAt);
        Assert.Null(await key.LookUpAsync());
        await silo.Silo.DeactivateAsync(key);
        Assert.Null(await key.LookUpAsync());
    }

    [Fact]
    public async Task What_could_be_a_secret_is_not_kept()
    {
        var key = silo.Grains.ApiKey("ws", "key_s");
        ImmutableArray<byte> secret = [.. "abcdefghijklmnopqrstuvwxyz012345"u8]; // as short as an operator may choose one
        var issue = new ApiKeyIssue("x", null, [Role.Trainer], ApiKeyText.Hash("abcdefghijklmnopqrstuvwxyz012345"), null);
        foreach (var wrong in (ImmutableArray<byte>[])[secret, [.. ApiKeyText.NewSecret().Select(letter => (byte)letter)], []])
        {
            Assert.Equal("access.not-hashed", (await key.IssueAsync(issue with { SecretSha256 = wrong })).Refusal!.Code);
            await Assert.ThrowsAsync<ArgumentException>(() => key.InstallAsync(issue with { SecretSha256 = wrong }, replace: true));
        }

        Assert.Null(await key.LookUpAsync());
        Assert.True((await key.IssueAsync(issue)).Accepted);
        Assert.Equal("access.not-hashed", (await key.RotateAsync(new(secret, TimeSpan.Zero))).Refusal!.Code);
        Assert.Equal(issue.SecretSha256, (await key.LookUpAsync())!.SecretSha256.AsEnumerable());
    }

    [Fact]
    public async Task The_same_issue_again_is_one_key_and_another_secret_does_not_take_its_place()
    {
        var key = silo.Grains.ApiKey("ws", "key_b");
        var issue = new ApiKeyIssue("x", null, [Role.Trainer], Secret, null);
        await key.IssueAsync(issue);
        Assert.True((await key.IssueAsync(issue)).Accepted);
        Assert.Equal("access.key-taken", (await key.IssueAsync(issue with { SecretSha256 = Other })).Refusal!.Code);
        Assert.False(await key.InstallAsync(issue with { SecretSha256 = Other }, replace: false));
        Assert.True(await key.InstallAsync(issue with { SecretSha256 = Other }, replace: true));
        Assert.Equal(Other, (await key.LookUpAsync())!.SecretSha256.AsEnumerable());
    }

    [Fact]
    public async Task A_principal_s_key_has_no_more_than_its_principal_and_ends_with_it()
    {
        var ada = silo.Grains.Principal("ws", "prn_ada");
        var key = silo.Grains.ApiKey("ws", "key_c");
        var issue = new ApiKeyIssue("x", "prn_ada", [Role.Trainer], Secret, null);
        Assert.Equal("access.no-such-principal", (await key.IssueAsync(issue)).Refusal!.Code);
        await ada.RegisterAsync([Role.Trainer, Role.Auditor]);
        Assert.Equal("access.role-beyond-principal", (await key.IssueAsync(issue with { Roles = [Role.Admin] })).Refusal!.Code);
        Assert.True((await key.IssueAsync(issue)).Accepted);
        Assert.Equal("prn_ada", (await key.LookUpAsync())!.Principal.Subject);

        await ada.DisableAsync();
        Assert.Null(await key.LookUpAsync());
        Assert.Equal("access.principal-disabled", (await silo.Grains.ApiKey("ws", "key_d").IssueAsync(issue)).Refusal!.Code);
        Assert.Equal("access.principal-taken", (await ada.RegisterAsync([Role.Trainer, Role.Auditor])).Refusal!.Code);
    }

    [Fact]
    public async Task A_revoked_secret_is_never_installed_again_also_not_after_another_took_its_place()
    {
        var key = silo.Grains.ApiKey("ws", "key_f");
        var first = new ApiKeyIssue("x", null, [Role.Admin], Secret, null);
        Assert.True(await key.InstallAsync(first, replace: true));
        await key.RevokeAsync();
        await silo.Silo.DeactivateAsync(key);
        Assert.False(await key.InstallAsync(first, replace: true));
        Assert.Null(await key.LookUpAsync());

        Assert.True(await key.InstallAsync(first with { SecretSha256 = Other }, replace: true));
        Assert.False(await key.InstallAsync(first, replace: true));
        Assert.Equal(Other, (await key.LookUpAsync())!.SecretSha256.AsEnumerable());
    }

    [Fact]
    public async Task What_the_host_has_installed_follows_the_roles_that_it_has_now()
    {
        var key = silo.Grains.ApiKey("ws", "key_g");
        var issue = new ApiKeyIssue("x", null, [Role.Admin], Secret, null);
        await key.InstallAsync(issue, replace: false);
        Assert.False(await key.InstallAsync(issue with { SecretSha256 = Other, Roles = [Role.Admin, Role.Operator] }, replace: false));
        var credential = (await key.LookUpAsync())!;
        Assert.Equal(Secret, credential.SecretSha256.AsEnumerable());
        Assert.Equal([Role.Admin, Role.Operator], credential.Principal.Roles.AsEnumerable());

        // Of a key that somebody has made nothing is changed.
        var made = silo.Grains.ApiKey("ws", "key_h");
        Principal.Current = new("ws", "ann", [Role.Admin]);
        await made.IssueAsync(issue);
        Principal.Current = null;
        await made.InstallAsync(issue with { SecretSha256 = Other, Roles = [Role.Admin, Role.Operator] }, replace: false);
        Assert.Equal([Role.Admin], (await made.LookUpAsync())!.Principal.Roles.AsEnumerable());
    }

    [Theory]
    [InlineData("access.no-role")]
    [InlineData("access.role-of-installation", Role.Admin, Role.Operator)]
    [InlineData("access.no-such-role", "emperor")]
    public async Task Roles_must_exist(string code, params string[] roles)
    {
        Assert.Equal(code, (await silo.Grains.ApiKey("ws", "key_e").IssueAsync(new("x", null, [.. roles], Secret, null))).Refusal!.Code);
        Assert.Equal(code, (await silo.Grains.Principal("ws", "prn_e").RegisterAsync([.. roles])).Refusal!.Code);
    }
}
