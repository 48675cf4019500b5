using Kolosal.Compliance.Controls;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Compliance.Registers;

/// <summary>What single kinds ask: completeness, deadlines, interests; and what controls read of them.</summary>
public sealed class RegisterKindGrainTests : IAsyncLifetime
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly DateTimeOffset Start = new(2026, 1, 31, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);

    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(clock: clock);

    public async Task DisposeAsync()
    {
        Principal.Current = null;
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task A_draft_may_be_incomplete_and_a_review_names_all_that_is_missing()
    {
        As("ann");
        var risk = Record<IRiskGrain>("rsk_1");
        Assert.Equal("registers.incomplete", (await risk.CreateAsync(new())).Refusal!.Code);
        Assert.True((await risk.CreateAsync(new() { Title = "Leak" })).Accepted);
        var refused = (await risk.MoveAsync(new(RegisterStatus.InReview, "", null))).Refusal!;
        Assert.Equal(RefusalKind.Unprocessable, refused.Kind);
        Assert.Superset(new HashSet<string> { "$.description", "$.likelihood", "$.controls", "$.treatment", "$.residual_likelihood" },
            refused.Errors.Keys.ToHashSet());
        Assert.Equal(RefusalKind.PreconditionFailed, (await risk.ChangeAsync(new() { Likelihood = 2 }, 7)).Refusal!.Kind);
        var changed = (await risk.ChangeAsync(new() { Likelihood = 2, Note = "n" }, null)).Value!;
        Assert.Equal(("Leak", 2, "ann"), (changed.Fields.Title, changed.Fields.Likelihood, changed.Fields.Owner));
    }

    [Fact]
    public async Task A_treatment_leaves_no_more_risk_than_there_was()
    {
        As("ann");
        var risk = Record<IRiskGrain>("rsk_1");
        await risk.CreateAsync(new()
        {
            Title = "t",
            Source = RiskSource.Data,
            Description = "d",
            Likelihood = 2,
            Consequence = 2,
            Treatment = RiskTreatment.Retain,
            TreatmentPlan = "p",
            Controls = ["Q01"],
            ResidualLikelihood = 3,
            ResidualConsequence = 2,
        });
        Assert.Equal("$.residual_likelihood", (await risk.MoveAsync(new(RegisterStatus.InReview, "", null))).Refusal!.Errors.Keys.Single());
        await risk.ChangeAsync(new() { ResidualLikelihood = 2 }, null);
        Assert.True((await risk.MoveAsync(new(RegisterStatus.InReview, "", null))).Accepted);
    }

    [Fact]
    public async Task A_request_has_a_month_and_two_more_for_a_reason()
    {
        As("ann");
        var request = Record<ISubjectRequestGrain>("req_1");
        var made = (await request.CreateAsync(new() { Title = "t", Kind = SubjectRequestKind.Access, SubjectKey = "s1" })).Value!;
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 9, 0, 0, TimeSpan.Zero), made.DueAt);
        var extended = (await request.ChangeAsync(new() { ExtensionReason = "Many copies." }, null)).Value!;
        Assert.Equal(new DateTimeOffset(2026, 4, 30, 9, 0, 0, TimeSpan.Zero), extended.DueAt);
        Assert.Equal("$.identity_check", (await request.MoveAsync(new(RegisterStatus.Verified, "", null))).Refusal!.Errors.Keys.Single());
        await request.ChangeAsync(new() { IdentityCheck = "passport", Outcome = "sent", ProofHash = Hash }, null);
        Assert.True((await request.MoveAsync(new(RegisterStatus.Verified, "", null))).Accepted);
        clock.Advance(TimeSpan.FromDays(20));
        var done = (await request.MoveAsync(new(RegisterStatus.Fulfilled, "", null))).Value!;
        Assert.Null(done.DueAt);
        Assert.Equal(Start.AddDays(20), done.Deadlines.Single().MetAt);
        Assert.Equal([RegisterStatus.Received, RegisterStatus.Verified, RegisterStatus.Fulfilled], done.History.Select(step => step.Status));
        Assert.Equal("registers.incomplete", (await Record<ISubjectRequestGrain>("req_2").CreateAsync(
            new() { Title = "t", Kind = SubjectRequestKind.Access, SubjectKey = "s1", ReceivedAt = Start.AddDays(30) })).Refusal!.Code);
    }

    [Fact]
    public async Task A_concern_is_raised_by_anybody_and_answered_by_others()
    {
        Principal.Current = new("ws", "carl", ["consumer"]);
        var concern = Record<IConcernGrain>("con_1");
        var receipt = (await concern.RaiseAsync(new() { Title = "t", Text = "It refuses women.", Answer = "none", Effect = RiskEffect.None })).Value!;
        Assert.Equal((Start.AddDays(3), Start.AddDays(14)), (receipt.AcknowledgedBy, receipt.AnsweredBy));
        var read = (await concern.GetAsync()).Value!;
        Assert.Equal((ConcernChannel.Staff, null, null, "carl"), (read.Fields.Channel, read.Fields.Answer, read.Fields.Effect, read.AuthoredBy));
        Assert.Equal(Start.AddDays(3), read.DueAt);

        As("ann");
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(Start.AddDays(14), (await concern.MoveAsync(new(RegisterStatus.Acknowledged, "", null))).Value!.DueAt);
        Assert.Equal(["$.answer", "$.effect"],
            (await concern.MoveAsync(new(RegisterStatus.Answered, "", null))).Refusal!.Errors.Keys.Order(StringComparer.Ordinal));
        await concern.ChangeAsync(new() { Answer = "Looked at.", Effect = RiskEffect.NewRisk }, null);
        Assert.Equal("$.risk_id", (await concern.MoveAsync(new(RegisterStatus.Answered, "", null))).Refusal!.Errors.Keys.Single());
        await concern.ChangeAsync(new() { RiskId = "rsk_1" }, null);
        Assert.Null((await concern.MoveAsync(new(RegisterStatus.Answered, "", null))).Value!.DueAt);

        Principal.Current = null;
        var unknown = Record<IConcernGrain>("con_2");
        Assert.True((await unknown.RaiseUnknownAsync(new() { Title = "t", Text = "x" })).Accepted);
        Assert.Equal(("unknown", ConcernChannel.Outside),
            ((await unknown.GetAsync()).Value!.AuthoredBy, (await unknown.GetAsync()).Value!.Fields.Channel));
    }

    [Fact]
    public async Task The_clocks_of_laws_run_from_when_it_was_known()
    {
        As("ann");
        var duty = Record<IIncidentDutyGrain>("INC-2026-000001");
        await duty.CreateAsync(new() { Title = "t", Incident = "INC-2026-000001" });
        clock.Advance(TimeSpan.FromHours(5));
        var decided = (await duty.ChangeAsync(new()
        {
            Regimes = [ReportingRegime.GdprBreach, ReportingRegime.AiActWidespread],
            AffectsUsers = true,
            Reason = "r",
        }, null)).Value!;
        Assert.Equal(Start.AddHours(5), decided.Fields.DecidedAt);
        Assert.Equal(
            [("decide", 24, true), ("gdpr_breach", 72, false), ("ai_act_widespread", 48, false), ("tell_affected", 72, false)],
            decided.Deadlines.Select(one => (one.Name, (int)(one.DueAt - Start).TotalHours, one.MetAt is not null)));
        Assert.Equal(["$.reported_at", "$.told_at"],
            (await duty.MoveAsync(new(RegisterStatus.Closed, "", null))).Refusal!.Errors.Keys.Order(StringComparer.Ordinal));

        // When it was decided is the system's to say.
        var claimed = (await duty.ChangeAsync(new() { DecidedAt = Start.AddDays(-1), Note = "n" }, null)).Value!;
        Assert.Equal(Start.AddHours(5), claimed.Fields.DecidedAt);
        await duty.ChangeAsync(new() { ReportedAt = Start.AddHours(5), ToldAt = Start.AddHours(5), Recipients = ["all"], NoticeHash = Hash }, null);
        Assert.True((await duty.MoveAsync(new(RegisterStatus.Closed, "", null))).Accepted);
        Assert.Equal("registers.misnamed",
            (await Record<IIncidentDutyGrain>("INC-2026-000002").CreateAsync(new() { Title = "t", Incident = "INC-2026-000001" })).Refusal!.Code);
    }

    [Fact]
    public async Task Nobody_decides_in_their_own_interest()
    {
        As("ann");
        var waiver = Record<IWaiverGrain>("wai_1");
        await waiver.CreateAsync(new()
        {
            Title = "t",
            Control = "Q64",
            ControlOwner = "olga",
            Reason = "r",
            Until = Start.AddDays(91),
        });
        Assert.Equal("$.until", (await waiver.MoveAsync(new(RegisterStatus.InReview, "", null))).Refusal!.Errors.Keys.Single());
        await waiver.ChangeAsync(new() { Until = Start.AddDays(90) }, null);
        await waiver.MoveAsync(new(RegisterStatus.InReview, "", null));
        var role = Record<IManagedRoleGrain>("rol_1");
        await role.CreateAsync(new() { Title = "t", Role = NamedRole.AiOwner, Holder = "olga", Duties = "d" });
        await role.MoveAsync(new(RegisterStatus.InReview, "", null));
        var competence = Record<ICompetenceGrain>("cmp_1");
        await competence.CreateAsync(new()
        {
            Title = "t",
            Principal = "olga",
            Course = "c",
            CompletedAt = Start.AddDays(-1),
            Roles = ["trainer"],
            DocumentHash = Hash,
        });
        await competence.MoveAsync(new(RegisterStatus.InReview, "", null));

        As("olga");
        RegisterMove approve = new(RegisterStatus.Approved, "", null);
        Assert.Equal("registers.four-eyes", (await waiver.DecideAsync(approve)).Refusal!.Code);
        Assert.Equal("registers.four-eyes", (await role.DecideAsync(approve)).Refusal!.Code);
        Assert.Equal("registers.four-eyes", (await competence.DecideAsync(approve)).Refusal!.Code);
        As("boss");
        Assert.True((await waiver.DecideAsync(approve)).Accepted);
        Assert.True((await role.DecideAsync(approve)).Accepted);
        Assert.True((await competence.DecideAsync(approve)).Accepted);
    }

    [Fact]
    public async Task A_value_is_noted_while_the_objective_stands_and_nothing_else_is()
    {
        As("ann");
        var objective = Record<IManagementObjectiveGrain>("obj_1");
        await objective.CreateAsync(new()
        {
            Title = "t",
            Metric = "m",
            Unit = "u",
            Target = 1,
            Side = TargetSide.AtLeast,
            Monitor = "Q24",
            ReachBy = Start.AddDays(90),
        });
        await objective.MoveAsync(new(RegisterStatus.InReview, "", null));
        Assert.Equal("registers.needs-decision", (await objective.MoveAsync(new(RegisterStatus.Approved, "", null))).Refusal!.Code);
        As("boss");
        await objective.DecideAsync(new(RegisterStatus.Approved, "", null));
        As("ann");
        Assert.Equal("$.measured_at", (await objective.ChangeAsync(new() { LastValue = 0.9 }, null)).Refusal!.Errors.Keys.Single());
        var noted = (await objective.ChangeAsync(new() { LastValue = 0.9, MeasuredAt = Start }, null)).Value!;
        Assert.Equal((RegisterStatus.Approved, "boss"), (noted.Status, noted.DecidedBy));
        Assert.Equal("registers.locked", (await objective.ChangeAsync(new() { Target = 0.5 }, null)).Refusal!.Code);
        Assert.Null((await objective.MoveAsync(new(RegisterStatus.Draft, "", null))).Value!.DecidedBy);
    }

    [Fact]
    public async Task Controls_read_what_stands_in_the_registers()
    {
        foreach (var one in RegisterCase.All.Where(one => one.Name != "waiver"))
        {
            Assert.Null(await one.CreateAsync(silo.Grains, "ws"));
            var goal = one.Rows.Select(row => row.From).Where(RegisterCase.IsDecided).Cast<RegisterStatus?>().FirstOrDefault();
            foreach (var step in goal is { } status ? one.WayTo(status) : [])
                Assert.Null(await one.StepAsync(silo.Grains, "ws", step, RegisterCase.IsDecided(step) ? "boss" : "ann"));
        }

        var facts = await silo.Services.GetRequiredService<IRegisterFactsReader>().ReadAsync("ws", default);
        Assert.Equal(("approved", 12, 6), (facts.Risks.Single().Status, facts.Risks.Single().Level, facts.Risks.Single().ResidualLevel));
        Assert.Equal(Start, facts.Risks.Single().AcceptedAt);
        Assert.Equal(("credit", true), (facts.Assessments.Single().Model, facts.Assessments.Single().HasDpia));
        Assert.Equal("datasets/ds_1", facts.Activities.Single().About.Single());
        Assert.Equal(("erase", "received"), (facts.Requests.Single().Kind, facts.Requests.Single().Status));
        Assert.Equal(Start.AddDays(14), facts.Concerns.Single().AnswerBy);
        Assert.Equal("models/m", facts.Suppliers.Single().Items.Single());
        Assert.Equal("trainer", facts.Competences.Single().Roles.Single());
        Assert.True(facts.Objectives.Single().IsMeasurable);
        Assert.Equal("gdpr_breach", facts.Duties.Single().Clocks.Single().Law);
        Assert.Equal((true, true), (facts.Uses.Single().HasTicket, facts.Uses.Single().HasSecond));

        var decisions = await silo.Services.GetRequiredService<IControlDecisions>().ReadAsync("ws", default);
        Assert.Equal(("iso42001", "A.6.2.4", true), (decisions.Applicability.Single().Framework, decisions.Applicability.Single().Control,
            decisions.Applicability.Single().Applies));
        Assert.Empty(decisions.Waivers);
    }

    [Fact]
    public async Task A_red_opens_one_action_and_its_owner_is_who_holds_the_role()
    {
        As("ann");
        var role = Record<IManagedRoleGrain>("rol_1");
        await role.CreateAsync(new() { Title = "t", Role = NamedRole.AiOwner, Holder = "olga", Duties = "d" });
        await role.MoveAsync(new(RegisterStatus.InReview, "", null));
        As("boss");
        await role.DecideAsync(new(RegisterStatus.Approved, "", null));
        Principal.Current = null;

        var actions = silo.Services.GetRequiredService<ICorrectiveActions>();
        CorrectiveCause cause = new(
            "0123456789abcdef01234567", "Q64", "Backups fresh", "Back up now.", ["iso27001/A.8.13"], [new("backups/full", "There is none.")],
            ["Backup"], Start, Start.AddDays(14));
        await actions.OpenAsync("ws", cause, default);
        await actions.OpenAsync("ws", cause with { DueAt = Start.AddDays(20) }, default);
        var opened = (await Record<ICorrectiveActionGrain>("cor_0123456789abcdef01234567").GetAsync()).Value!;
        Assert.Equal((RegisterStatus.Open, "olga", Start.AddDays(14), 1L), (opened.Status, opened.Fields.Owner, opened.DueAt, opened.Revision));
        Assert.Contains("backups/full: There is none.", opened.Fields.Note, StringComparison.Ordinal);
    }

    private static void As(string subject) => Principal.Current = new("ws", subject, ["admin"]);

    private TGrain Record<TGrain>(string id)
        where TGrain : IGrainWithStringKey => silo.Grains.Register<TGrain>("ws", id);
}
