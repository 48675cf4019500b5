using Kolosal.Access;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Registers;
using Kolosal.Security;

namespace Kolosal.Compliance.Injected;

/// <summary>Keys, roles, reviews, events at the doors, secrets, and who uses an operator's power.</summary>
internal static class AccessFailures
{
    public static readonly InjectedFailure[] All =
    [
        new("Q41", "a key is issued that never expires", async w =>
        {
            await w.PrincipalAsync("prn_ann", "consumer");
            await KeyAsync(w, "key_1", w.Now.AddDays(30));
        }, w => KeyAsync(w, "key_2", null), async w => await InjectedWorld.AcceptedAsync(w.Grains.ApiKey(w.Workspace, "key_2").RevokeAsync())),

        new("Q42", "somebody trains and approves", w => w.PrincipalAsync("prn_ann", "trainer"),
            w => w.PrincipalAsync("prn_bob", "trainer", "reviewer"), w => DisableAsync(w, "prn_bob")),

        new("Q43", "a review of access is overdue", async w =>
        {
            await w.PrincipalAsync("prn_ann", "consumer");
            await InjectedWorld.AcceptedAsync(w.Grains.AccessReview(w.Workspace, "ar_1").OpenAsync(
                new(AccessReviewType.UserAccess, "prn_ann", w.Now.AddDays(1), 90, "first look")));
        }, _ => Task.CompletedTask, async w =>
        {
            w.As("rita");
            await InjectedWorld.AcceptedAsync(
                w.Grains.AccessReview(w.Workspace, "ar_1").DecideAsync(new(AccessReviewStatus.Approved, "still needed", null)));
        }) { Ripens = TimeSpan.FromDays(2) },

        new("Q44", "a key for admins belongs to nobody", async w =>
        {
            await w.PrincipalAsync("prn_ann", "consumer");
            await KeyAsync(w, "key_1", w.Now.AddDays(30));
            Principal.Current = null;
            await InjectedWorld.AcceptedAsync(w.Grains.SignInOf(w.Workspace, "boss", SignInDoor.ConsoleOidc).NoteAsync(
                new("a1", "boss", ["admin"], SignInDoor.ConsoleOidc, ["pwd", "otp"], 1, 0, 480, w.Now)));
            w.As("ann");
        }, async w => await InjectedWorld.AcceptedAsync(w.Grains.ApiKey(w.Workspace, "key_2").IssueAsync(
            new("shared", null, ["admin"], [.. new byte[32]], w.Now.AddDays(30)))),
            async w => await InjectedWorld.AcceptedAsync(w.Grains.ApiKey(w.Workspace, "key_2").RevokeAsync())),

        new("Q46", "a grave event is undecided for a day", w => ReportAsync(w, "probe", SecuritySeverity.Low, SecurityEventFact.Probe), async w =>
            w.Kept["event"] = await ReportAsync(w, "e1", SecuritySeverity.High, "10.0.0.9"), async w =>
        {
            await InjectedWorld.AcceptedAsync(w.Grains.SecurityEvent(w.Workspace, w.Kept["event"]).ChangeStatusAsync(
                new(SecurityEventStatus.FalsePositive, "a scanner of ours", null)));
            await ReportAsync(w, "another probe", SecuritySeverity.Low, SecurityEventFact.Probe);
        }) { Ripens = TimeSpan.FromHours(25) },

        new("Q47", "an operator's doing names no ticket", w => UseAsync(w, "use_1", "T-1"), w => UseAsync(w, "use_2", null), async w =>
        {
            w.As("ann");
            await InjectedWorld.AcceptedAsync(Use(w, "use_2").ChangeAsync(new() { Ticket = "T-2", SecondPerson = "olga" }, null));
        }),

        new("Q49", "a file lies on disk in plain text", w => w.StoreAsync("something"), w => File.WriteAllTextAsync(Plain(w), "in plain text"), w =>
        {
            File.Delete(Plain(w));
            return Task.CompletedTask;
        }),

        new("Q51", "a rotation fails", w => RotatedAsync(w, "rot_1", RotationOutcome.Success), w => RotatedAsync(w, "rot_2", RotationOutcome.Failed),
            w => RotatedAsync(w, "rot_3", RotationOutcome.Success)),

        new("Q75", "the owner of a model in service is nobody here", async w =>
        {
            await w.PrincipalAsync(InjectedWorld.Owner, "trainer");
            foreach (var role in (NamedRole[])[NamedRole.AiOwner, NamedRole.DataSteward, NamedRole.Approver, NamedRole.SecurityOfficer,
                NamedRole.DataProtectionOfficer])
            {
                await w.ApproveAsync<ManagedRole, IManagedRoleGrain>($"rol_{(int)role}", InjectedWorld.Complete<ManagedRole, IManagedRoleGrain>() with
                {
                    Role = role,
                    Holder = InjectedWorld.Owner,
                });
            }

            await w.ServeAsync();
        }, w => w.ServeAsync("other", card: InjectedWorld.Card with { Owner = "prn_gone" }), async w =>
        {
            w.As("olga");
            await InjectedWorld.AcceptedAsync(w.Model("other").SetCardAsync("1", InjectedWorld.Card, null));
        }),

        new("Q76", "a trainer learnt nothing", async w =>
        {
            await w.PrincipalAsync("prn_x", "trainer");
            await TrainedAsync(w, "cmp_1", "prn_x");
        }, w => w.PrincipalAsync("prn_y", "trainer"), w => TrainedAsync(w, "cmp_2", "prn_y")),
    ];

    private static async Task KeyAsync(InjectedWorld w, string id, DateTimeOffset? expires)
    {
        w.As("boss");
        await InjectedWorld.AcceptedAsync(
            w.Grains.ApiKey(w.Workspace, id).IssueAsync(new(id, "prn_ann", ["consumer"], [.. new byte[32]], expires)));
    }

    private static string Plain(InjectedWorld w) => Path.Combine(w.Silo.Platform.DataDirectory, "blobs", "plain.txt");

    private static async Task DisableAsync(InjectedWorld w, string id)
    {
        w.As("boss");
        await InjectedWorld.AcceptedAsync(w.Grains.Principal(w.Workspace, id).DisableAsync());
    }

    private static async Task<string> ReportAsync(InjectedWorld w, string id, SecuritySeverity severity, string source)
    {
        w.As("wanda");
        var seen = await w.Grains.SecurityDesk(w.Workspace).ReportAsync(new(
            id, SecurityEventType.SuspiciousActivity, severity, source, "Seen", "Something was seen.", 1, w.Now, w.Now));
        return seen.Id;
    }

    private static IPrivilegedUseGrain Use(InjectedWorld w, string id) => w.Grains.Register<IPrivilegedUseGrain>(w.Workspace, id);

    private static Task UseAsync(InjectedWorld w, string id, string? ticket) => w.DraftAsync<PrivilegedUse, IPrivilegedUseGrain>(id, new()
    {
        Title = "Restore",
        Action = PrivilegedAction.Restore,
        Reason = "r",
        Ticket = ticket,
        SecondPerson = ticket is null ? null : "olga",
        StartedAt = w.Now,
    });

    private static async Task RotatedAsync(InjectedWorld w, string id, RotationOutcome outcome)
    {
        w.As("boss", "operator");
        w.Silo.Clock.Advance(TimeSpan.FromSeconds(1));
        await InjectedWorld.AcceptedAsync(w.Grains.SecretDesk(w.Workspace).NoteAsync(
            new(id, "warehouse", SecretType.DatabasePassword, outcome, w.Now, null, "")));
    }

    private static Task TrainedAsync(InjectedWorld w, string id, string principal) => w.ApproveAsync<Competence, ICompetenceGrain>(
        id, InjectedWorld.Complete<Competence, ICompetenceGrain>() with { Principal = principal, CompletedAt = w.Now.AddDays(-1) });
}
