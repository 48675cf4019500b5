using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Access;

public class AccessReviewGrainTests
{
    private static readonly ApiKeyIssue Issue = new("key", null, [Role.Consumer], [.. new byte[32]], null);

    [Fact]
    public async Task A_revocation_ends_the_key_and_is_final()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await silo.Grains.ApiKey("ws", "key_1").IssueAsync(Issue);
        var review = await OpenAsync(silo, "rev_1", AccessReviewType.ApiKeys, "key_1");
        Assert.True((await DecideAsync(review, AccessReviewStatus.NeedsJustification, "rita")).Accepted);
        Assert.NotNull(await silo.Grains.ApiKey("ws", "key_1").LookUpAsync());
        Assert.True((await DecideAsync(review, AccessReviewStatus.Revoked, "rita")).Accepted);
        Assert.Null(await silo.Grains.ApiKey("ws", "key_1").LookUpAsync());
        Assert.NotNull((await silo.Grains.ApiKey("ws", "key_1").GetAsync()).Value!.RevokedAt);
        Assert.Equal("workflow.transition-not-allowed", (await DecideAsync(review, AccessReviewStatus.Approved, "rita")).Refusal!.Code);
    }

    [Fact]
    public async Task A_principal_is_disabled_with_its_keys()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await silo.Grains.Principal("ws", "prn_ada").RegisterAsync([Role.Consumer]);
        await silo.Grains.ApiKey("ws", "key_1").IssueAsync(Issue with { PrincipalId = "prn_ada" });
        var review = await OpenAsync(silo, "rev_1", AccessReviewType.UserAccess, "prn_ada");
        Assert.True((await DecideAsync(review, AccessReviewStatus.Revoked, "rita")).Accepted);
        Assert.Null(await silo.Grains.ApiKey("ws", "key_1").LookUpAsync());
    }

    [Fact]
    public async Task An_approval_ends_when_the_next_review_is_due()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var silo = await PlatformSilo.StartAsync(clock: clock);
        await silo.Grains.ApiKey("ws", "key_1").IssueAsync(Issue);
        var review = await OpenAsync(silo, "rev_1", AccessReviewType.ApiKeys, "key_1");
        var approved = (await DecideAsync(review, AccessReviewStatus.Approved, "rita")).Value!;
        Assert.Equal(clock.GetUtcNow().AddDays(30), approved.DueAt);

        await TickAsync(silo);
        Assert.Equal(AccessReviewStatus.Approved, (await review.GetAsync()).Value!.Status);
        clock.Advance(TimeSpan.FromDays(30));
        await TickAsync(silo);
        var again = (await review.GetAsync()).Value!;
        Assert.Equal((AccessReviewStatus.Pending, (DateTimeOffset?)null), (again.Status, again.DecidedAt));
        Assert.NotNull(await silo.Grains.ApiKey("ws", "key_1").LookUpAsync());
    }

    [Fact]
    public async Task Nobody_decides_a_review_that_is_their_own()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await silo.Grains.ApiKey("ws", "key_1").IssueAsync(Issue);
        var review = await OpenAsync(silo, "rev_1", AccessReviewType.ApiKeys, "key_1");
        Assert.Equal("access.own-review", (await DecideAsync(review, AccessReviewStatus.Approved, "ann")).Refusal!.Code);
        Assert.Equal("access.own-review", (await DecideAsync(review, AccessReviewStatus.Revoked, "key_1")).Refusal!.Code);
    }

    [Theory, InlineData(AccessReviewType.ApiKeys, "prn_ada", "access.wrong-subject"), InlineData(AccessReviewType.UserAccess, "key_1",
        "access.wrong-subject"),
        InlineData(AccessReviewType.ApiKeys, "key_none", "access.no-such-key"),
        InlineData(AccessReviewType.ServiceAccounts, "prn_none", "access.no-such-principal")]
    public async Task What_does_not_exist_or_is_of_another_kind_is_not_reviewed(AccessReviewType type, string subject, string code)
    {
        await using var silo = await PlatformSilo.StartAsync();
        Assert.Equal(code, (await silo.Grains.AccessReview("ws", "rev_1").OpenAsync(Request(type, subject))).Refusal!.Code);
    }

    [Fact]
    public async Task A_rotated_key_is_known_by_both_secrets_until_the_overlap_ends()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var key = silo.Grains.ApiKey("ws", "key_1");
        await key.IssueAsync(Issue with { Scopes = [Permission.PredictServe] });
        byte[] next = [.. Enumerable.Repeat((byte)7, 32)];
        var rotated = (await key.RotateAsync(new([.. next], TimeSpan.FromHours(2)))).Value!;
        Assert.Equal(rotated, (await key.RotateAsync(new([.. next], TimeSpan.FromHours(2)))).Value! with
        {
            Roles = rotated.Roles,
            Scopes = rotated.Scopes
        });
        var credential = (await key.LookUpAsync())!;
        Assert.Equal(next, credential.SecretSha256.ToArray());
        Assert.Equal(new byte[32], credential.PreviousSha256!.Value.ToArray());
        Assert.Equal(rotated.RotatedAt + TimeSpan.FromHours(2), credential.PreviousUntil);
        Assert.Equal(Permission.PredictServe, Assert.Single(credential.Principal.Scopes!.Value));
        Assert.False(await key.InstallAsync(Issue, replace: true));
        Assert.Equal("access.bad-overlap", (await key.RotateAsync(new([.. new byte[31], 1], TimeSpan.FromDays(31)))).Refusal!.Code);
        await key.RevokeAsync();
        Assert.Equal("access.key-revoked", (await key.RotateAsync(new([.. new byte[31], 2], TimeSpan.Zero))).Refusal!.Code);
    }

    [Fact]
    public async Task A_scope_that_the_roles_do_not_grant_is_refused()
    {
        await using var silo = await PlatformSilo.StartAsync();
        Assert.Equal("access.scope-beyond-roles", (await silo.Grains.ApiKey("ws", "key_1").IssueAsync(
            Issue with { Scopes = [Permission.PredictServe, Permission.ModelsPromote] })).Refusal!.Code);
    }

    [Fact]
    public async Task The_last_use_is_listed_and_changes_nothing_else()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var (key, at) = (silo.Grains.ApiKey("ws", "key_1"), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await key.IssueAsync(Issue);
        await key.NoteUseAsync(at);
        await key.NoteUseAsync(at.AddHours(-1));
        Assert.Equal(at, (await key.GetAsync()).Value!.LastUsedAt);
        var listed = await silo.Service<Storage.ICatalogue>().FindAsync("ws", CatalogueKinds.ApiKey, "key_1", default);
        Assert.Contains("\"last_used_at\":\"2026-03-01", listed!.Document, StringComparison.Ordinal);
    }

    private static async Task<IAccessReviewGrain> OpenAsync(PlatformSilo silo, string id, AccessReviewType type, string subject)
    {
        var review = silo.Grains.AccessReview("ws", id);
        Principal.Current = new("ws", "ann", [Role.Admin]);
        try
        {
            Assert.True((await review.OpenAsync(Request(type, subject))).Accepted);
        }
        finally
        {
            Principal.Current = null;
        }

        return review;
    }

    private static async Task<Result<AccessReview>> DecideAsync(IAccessReviewGrain review, AccessReviewStatus status, string by)
    {
        Principal.Current = new("ws", by, [Role.Reviewer]);
        try
        {
            return await review.DecideAsync(new(status, "because", null));
        }
        finally
        {
            Principal.Current = null;
        }
    }

    private static AccessReviewRequest Request(AccessReviewType type, string subject) =>
        new(type, subject, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), 30, "quarterly");

    private static Task TickAsync(PlatformSilo silo) =>
        silo.Silo.Client.GetGrain(silo.Grains.AccessReview("ws", "rev_1").GetGrainId()).AsReference<IRemindable>()
            .ReceiveReminder("due", new TickStatus(DateTime.UtcNow, TimeSpan.FromDays(1), DateTime.UtcNow));
}
