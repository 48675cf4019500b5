using Kolosal.Access;
using Kolosal.Security;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of keys, principals, roles, reviews, sign-ins, security events and secrets.</summary>
internal static class AccessCommands
{
    private static readonly ApiKeyIssue Issue = new("key", null, ["consumer"], [.. new byte[32]], null);
    private static readonly RoleDefinition Narrow = new("trainer", null, [new("models.write", "alias", ["challenger"])], "sets challengers");
    private static readonly AccessReviewRequest Review = new(AccessReviewType.ApiKeys, "key_1", At.AddDays(14), 90, "quarterly");
    private static readonly SecurityReport Reported = new(
        "e1", SecurityEventType.DataBreach, SecuritySeverity.Low, "ann", "A breach", "What was seen", 1, At, At);

    public static readonly Command[] All =
    [
        new("IApiKeyGrain.IssueAsync", async s => Of(await s.Grains.ApiKey(s.Workspace, "key_1").IssueAsync(Issue))),
        new("IApiKeyGrain.InstallAsync", async s => await s.Grains.ApiKey(s.Workspace, "key_1").InstallAsync(Issue, replace: false)),
        new("IApiKeyGrain.RevokeAsync", async s => Of(await s.Grains.ApiKey(s.Workspace, "key_1").RevokeAsync()),
            s => s.Grains.ApiKey(s.Workspace, "key_1").IssueAsync(Issue)),
        new("IPrincipalGrain.RegisterAsync", async s => Of(await s.Grains.Principal(s.Workspace, "ann").RegisterAsync(["consumer"]))),
        new("IPrincipalGrain.DisableAsync", async s => Of(await s.Grains.Principal(s.Workspace, "ann").DisableAsync()),
            s => s.Grains.Principal(s.Workspace, "ann").RegisterAsync(["consumer"])),

        new("IRoleGrain.DefineAsync", async s => Of(await s.Grains.Role(s.Workspace, "rol_release").DefineAsync(Narrow, null))),
        new("IRoleGrain.RetireAsync", async s => Of(await s.Grains.Role(s.Workspace, "rol_release").RetireAsync()),
            s => s.Grains.Role(s.Workspace, "rol_release").DefineAsync(Narrow, null)),
        new("IApiKeyGrain.RotateAsync", async s => Of(await s.Grains.ApiKey(s.Workspace, "key_1").RotateAsync(
            new([.. Enumerable.Repeat((byte)1, 32)], TimeSpan.FromHours(1)))), s => s.Grains.ApiKey(s.Workspace, "key_1").IssueAsync(Issue)),
        new("IAccessReviewGrain.OpenAsync", async s => Of(await s.Grains.AccessReview(s.Workspace, "rev_1").OpenAsync(Review)),
            s => s.Grains.ApiKey(s.Workspace, "key_1").IssueAsync(Issue)),
        new("IAccessReviewGrain.DecideAsync", async s => Of(await s.Grains.AccessReview(s.Workspace, "rev_1").DecideAsync(
            new(AccessReviewStatus.NeedsJustification, "why", null))), async s =>
        {
            await s.Grains.ApiKey(s.Workspace, "key_1").IssueAsync(Issue);
            await s.Grains.AccessReview(s.Workspace, "rev_1").OpenAsync(Review);
        }),
        new("ISecurityDeskGrain.ObserveAsync", async s =>
        {
            await s.Grains.SecurityDesk(s.Workspace).ObserveAsync(new("watcher", 1, [new(
                SecurityEventType.LoginFailure, "10.0.0.1", "Sign-in failed", "GET /api/data", 3, At, At, SecuritySeverity.Low)]));
            return null;
        }),
        new("ISecurityDeskGrain.ReportAsync", async s => (await s.Grains.SecurityDesk(s.Workspace).ReportAsync(Reported)).Occurrences),
        new("ISecurityEventGrain.RecordAsync", async s => (await s.Grains.SecurityEvent(s.Workspace,
            "SEC-2026-000001").RecordAsync(Reported)).Occurrences),
        new("ISecurityEventGrain.ChangeStatusAsync", async s => Of(await s.Grains.SecurityEvent(s.Workspace, "SEC-2026-000001").ChangeStatusAsync(
            new(SecurityEventStatus.Investigating, "looking", null))),
            s => s.Grains.SecurityEvent(s.Workspace, "SEC-2026-000001").RecordAsync(Reported)),
        new("ISecurityEventGrain.NoteReportAsync", async s => Of(await s.Grains.SecurityEvent(s.Workspace, "SEC-2026-000001").NoteReportAsync(
            new("DPA", null, At))), s => s.Grains.SecurityEvent(s.Workspace, "SEC-2026-000001").RecordAsync(Reported)),
        new("ISecretDeskGrain.NoteAsync", async s => Of(await s.Grains.SecretDesk(s.Workspace).NoteAsync(
            new("rot_1", "warehouse", SecretType.DatabasePassword, RotationOutcome.Success, At, null, "")))),
        new("ISecretDeskGrain.RotateAsync", async s => (await s.Grains.SecretDesk(s.Workspace).RotateAsync("rot_1", "master_key")).Value?.Outcome),
        new("ISignInGrain.NoteAsync", async s => (await s.Grains.SignInOf(s.Workspace, "ann", SignInDoor.Token).NoteAsync(
            new("a1", "ann", ["admin"], SignInDoor.Token, ["pwd"], 2, 2, 60, At))).Value?.Times),
    ];
}
