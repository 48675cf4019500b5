using Kolosal.Audit;
using Kolosal.Classification;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Access;

[Collection(PlainSiloCollection.Name)]
public sealed class RoleGrainTests(PlainSilo shared) : IDisposable
{
    private static readonly ImmutableArray<byte> Secret = [.. Enumerable.Repeat((byte)1, 32)];

    private static readonly RoleDefinition Challengers =
        new(Role.Trainer, ["models.read", "models.write"], [new("models.write", ConditionAttribute.Alias, ["challenger"])], "names challengers");

    private readonly PlatformSilo silo = shared.Silo;
    private readonly string ws = $"ws-{Guid.NewGuid():N}";

    public void Dispose() => Principal.Current = null;

    [Fact]
    public async Task A_key_carries_what_its_role_grants_at_the_moment_and_nothing_once_it_is_retired()
    {
        var (role, key) = (silo.Grains.Role(ws, "rol_challengers"), silo.Grains.ApiKey(ws, "key_a"));
        var issue = new ApiKeyIssue("x", null, ["challengers"], Secret, null, ["models.write"]);
        Assert.Equal("access.no-such-role", (await key.IssueAsync(issue)).Refusal!.Code);
        var made = (await role.DefineAsync(Challengers, null)).Value!;
        Assert.Equal(("rol_challengers", "challengers", Role.Trainer), (made.Id, made.Name, made.Base));
        Assert.Equal("access.scope-beyond-roles", (await key.IssueAsync(issue with { Scopes = ["models.promote"] })).Refusal!.Code);
        Assert.True((await key.IssueAsync(issue)).Accepted);

        var holder = (await key.LookUpAsync())!.Principal;
        Assert.True(holder.May("models.write"));
        Assert.False(holder.May("models.read")); // beyond the scopes
        Assert.Null(holder.Unmet("models.write", (ConditionAttribute.Alias, "challenger")));
        Assert.Equal(
            "challengers grants models.write only where the alias is challenger",
            holder.Unmet("models.write", (ConditionAttribute.Alias, "champion")));

        await role.DefineAsync(Challengers with { Conditions = [new("models.write", ConditionAttribute.Alias, ["blue"])] }, made.Revision);
        Assert.Null((await key.LookUpAsync())!.Principal.Unmet("models.write", (ConditionAttribute.Alias, "blue")));
        Assert.Equal("access.role-changed", (await role.DefineAsync(Challengers, made.Revision)).Refusal!.Code);

        await role.RetireAsync();
        await silo.Silo.DeactivateAsync(role);
        Assert.False((await key.LookUpAsync())!.Principal.May("models.write"));
        Assert.Equal("access.role-retired", (await role.DefineAsync(Challengers, null)).Refusal!.Code);
    }

    [Fact]
    public async Task A_built_in_role_beside_it_grants_without_conditions()
    {
        await silo.Grains.Role(ws, "rol_challengers").DefineAsync(Challengers, null);
        var key = silo.Grains.ApiKey(ws, "key_b");
        await key.IssueAsync(new("x", null, ["challengers", Role.Trainer], Secret, null));
        Assert.Null((await key.LookUpAsync())!.Principal.Unmet("models.write", (ConditionAttribute.Alias, "champion")));
    }

    [Fact]
    public async Task Each_change_is_in_the_trail_with_what_it_was_before()
    {
        Principal.Current = new(ws, "ann", [Role.Admin]);
        var role = silo.Grains.Role(ws, "rol_a");
        await role.DefineAsync(Challengers, null);
        await role.DefineAsync(Challengers, null);
        await role.DefineAsync(Challengers with { Permissions = null }, null);
        await role.RetireAsync();
        Principal.Current = null;
        var said = new List<string>();
        await foreach (var line in silo.Grains.Audit(ws).ExportAsync(0))
            if (line.Entry.Contains("roles/rol_a", StringComparison.Ordinal)) said.Add(line.Entry);
        Assert.Equal(3, said.Count);
        Assert.Contains("\"before\":null", said[0], StringComparison.Ordinal);
        Assert.Contains("\"before\":\"base trainer; permissions models.read, models.write; models.write where alias in challenger\"", said[1],
            StringComparison.Ordinal);
        Assert.Contains("\"action\":\"role.retire\",\"actor\":\"ann\"", said[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_of_a_role_retires_it()
    {
        await silo.Grains.Role(ws, "rol_b").DefineAsync(Challengers, null);
        var review = silo.Grains.AccessReview(ws, "rev_b");
        Principal.Current = new(ws, "ann", [Role.Admin]);
        Assert.Equal("access.wrong-subject", (await review.OpenAsync(
            new(AccessReviewType.ApiKeys, "rol_b", DateTimeOffset.UtcNow.AddDays(1), 90, ""))).Refusal!.Code);
        Assert.True((await review.OpenAsync(new(AccessReviewType.RolePermissions, "rol_b", DateTimeOffset.UtcNow.AddDays(1), 90, ""))).Accepted);
        Principal.Current = new(ws, "rita", [Role.Reviewer]);
        Assert.True((await review.DecideAsync(new(AccessReviewStatus.Revoked, "nobody needs it", null))).Accepted);
        Principal.Current = null;
        Assert.NotNull((await silo.Grains.Role(ws, "rol_b").GetAsync()).Value!.RetiredAt);
        Assert.Null(await silo.Grains.Role(ws, "rol_b").LookUpAsync());
    }

    /// <summary>The condition binds where the rows are asked for, however far the caller's request was passed on.</summary>
    [Fact]
    public async Task Data_above_the_class_of_the_condition_are_not_read()
    {
        var role = new NarrowedRole("upto", Role.DataOwner, null, [new("data.rows", ConditionAttribute.Classification, ["internal"])]);
        foreach (var (asset, sensitivity, allowed) in ((string, Sensitivity?, bool)[])
            [("datasets/a", Sensitivity.Internal, true), ("datasets/b", Sensitivity.Confidential, false), ("datasets/c", null, false)])
        {
            var record = silo.Grains.ClassificationOf(ws, asset);
            if (sensitivity is { } found)
                await record.ClassifyAsync(new(asset, found, DataKind.Public, Residency.Global, false, null, [], null, null));
            Principal.Current = new(ws, "ann", ["upto"], null, [role]);
            foreach (var use in (DataUse[])[DataUse.Read, DataUse.Export])
            {
                var asked = await record.AllowAsync(use, null);
                Assert.Equal(allowed, asked.Accepted);
                if (!allowed) Assert.Equal("access.condition", asked.Refusal!.Code);
            }

            Assert.True((await record.AllowAsync(DataUse.Place, null)).Accepted);
            Principal.Current = null;
        }
    }
}
