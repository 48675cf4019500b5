using Kolosal.Compliance.Controls;
using static Kolosal.Compliance.Registers.RegisterWorlds;

namespace Kolosal.Compliance.Registers;

/// <summary>Each question in the world where all holds, in one where one record is another, in an empty one, and with another bound.</summary>
public sealed class RegisterQueriesTests
{
    private static readonly string[] Ids =
        ["Q10", "Q47", "Q53", "Q54", "Q61", "Q62", "Q64", "Q65", "Q66", "Q67", "Q69", "Q73", "Q74", "Q76", "Q79", "Q80"];

    /// <summary>What is reported from outside is missing where nothing was; of the rest there is nothing to ask.</summary>
    private static readonly string[] FromOutside = ["Q53", "Q54", "Q64", "Q65", "Q66"];

    public static TheoryData<string> All => [.. Ids];

    /// <summary>One record changed: the question, the world, who must be named.</summary>
    private static readonly (string Query, string Name, WorkspaceFacts World, string Offender)[] Changed =
    [
        ("Q10", "no supplier", With(r => r with { Suppliers = [] }), "models/credit"),
        ("Q10", "old assessment", With(r => r with { Suppliers = [r.Suppliers[0] with { AssessedAt = Ago(366) }] }), "datasets/ds_2"),
        ("Q10", "draft", With(r => r with { Suppliers = [r.Suppliers[0] with { Status = "draft" }] }), "models/credit"),
        ("Q10", "no hash", With(r => r with { Imports = [r.Imports[0] with { HasHash = false }] }), "models/credit"),
        ("Q10", "not measured", With(r => r with { Imports = [r.Imports[0] with { WasValidated = false }] }), "models/credit"),
        ("Q10", "unlicensed", Without(o => o with { BillsOfMaterials = [o.BillsOfMaterials[0] with { Unlicensed = ["x"] }] }), "sbom/ev_2"),
        ("Q47", "open too long", With(r => r with { Uses = [r.Uses[0] with { ClosedAt = Ago(9.8) }] }), "privileged-uses/use_1"),
        ("Q47", "not reviewed", With(r => r with { Uses = [r.Uses[0] with { ReviewedAt = null }] }), "privileged-uses/use_1"),
        ("Q47", "no second person", With(r => r with { Uses = [r.Uses[0] with { HasSecond = false }] }), "privileged-uses/use_1"),
        ("Q47", "no ticket", With(r => r with { Uses = [r.Uses[0] with { HasTicket = false }] }), "privileged-uses/use_1"),
        ("Q47", "unrecorded", With(r => r with { Uses = [] }), "secret-rotations/rot_1"),
        ("Q53", "old scan", Without(o => o with { Scans = [o.Scans[0] with { At = Ago(8) }] }), "evidence/ev_3"),
        ("Q53", "other build", Without(o => o with { Scans = [o.Scans[0] with { BuildId = "b0" }] }), "evidence/ev_3"),
        ("Q53", "critical", Without(o => o with { Scans = [o.Scans[0] with { Findings = [new("CVE-9", "z", "critical", Ago(8))] }] }),
            "vulnerabilities/CVE-9"),
        ("Q53", "unlicensed", Without(o => o with { BillsOfMaterials = [o.BillsOfMaterials[0] with { Unlicensed = ["x"] }] }), "components/x"),
        ("Q54", "suite missing", Without(o => o with { Builds = [o.Builds[0] with { Suites = Flags("tests", "purity", "conventions") }] }),
            "builds/b1"),
        ("Q54", "suite red", Without(o => o with { Builds = [o.Builds[0] with { Suites = o.Builds[0].Suites.SetItem("purity", false) }] }),
            "builds/b1"),
        ("Q54", "own review", Without(o => o with { Builds = [o.Builds[0] with { ReviewedBy = "ann" }] }), "builds/b1"),
        ("Q54", "no review", Without(o => o with { Builds = [o.Builds[0] with { ReviewedBy = null }] }), "builds/b1"),
        ("Q61", "no decision", With(r => r with { Duties = [] }), "incidents/INC-2026-000001"),
        ("Q61", "late decision", With(r => r with { Duties = [r.Duties[0] with { DecidedAt = Ago(8.9) }] }), "incidents/INC-2026-000001"),
        ("Q61", "late report", With(r => r with { Duties = [r.Duties[0] with { Clocks = [new("gdpr_breach", Ago(7), Ago(6))] }] }),
            "incidents/INC-2026-000001"),
        ("Q61", "no report", With(r => r with { Duties = [r.Duties[0] with { Clocks = [new("gdpr_breach", Ago(7), null)] }] }),
            "incidents/INC-2026-000001"),
        ("Q62", "not told", With(r => r with { Duties = [r.Duties[0] with { ToldAt = null }] }), "incidents/INC-2026-000001"),
        ("Q62", "no status page", With(r => r with { Duties = [r.Duties[0] with { HasStatusPage = false }] }), "incidents/INC-2026-000001"),
        ("Q62", "nobody said", With(r => r with { Duties = [r.Duties[0] with { AffectsUsers = null }] }), "incidents/INC-2026-000001"),
        ("Q64", "old full", Without(o => o with { Backups = [o.Backups[0] with { At = Ago(8) }, o.Backups[1]] }), "backups/bk_1"),
        ("Q64", "old incremental", Without(o => o with { Backups = [o.Backups[0], o.Backups[1] with { At = Ago(1.1) }] }), "backups/bk_2"),
        ("Q64", "no full", Without(o => o with { Backups = [o.Backups[1]] }), "backups/full"),
        ("Q64", "not verified", Without(o => o with { Backups = [o.Backups[0] with { Verified = false }, o.Backups[1]] }), "backups/bk_1"),
        ("Q64", "on this host", Without(o => o with { Backups = [o.Backups[0] with { OffHost = false }, o.Backups[1]] }), "backups/bk_1"),
        ("Q64", "open", Without(o => o with { Backups = [o.Backups[0] with { Encrypted = false }, o.Backups[1]] }), "backups/bk_1"),
        ("Q64", "external", Without(o => o with { Backups = [o.Backups[0] with { External = true }, o.Backups[1]] }), "backups/bk_1"),
        ("Q65", "other answers", Without(o => o with { RestoreDrills = [o.RestoreDrills[0] with { Equal = false }] }), "restore-drills/dr_1"),
        ("Q65", "old", Without(o => o with { RestoreDrills = [o.RestoreDrills[0] with { At = Ago(36) }] }), "restore-drills/dr_1"),
        ("Q65", "slow", Without(o => o with { RestoreDrills = [o.RestoreDrills[0] with { RecoveryTime = TimeSpan.FromHours(5) }] }),
            "restore-drills/dr_1"),
        ("Q65", "lossy", Without(o => o with { RestoreDrills = [o.RestoreDrills[0] with { RecoveryPoint = TimeSpan.FromHours(2) }] }),
            "restore-drills/dr_1"),
        ("Q66", "one kind missing", Without(o => o with { FaultDrills = o.FaultDrills.RemoveAt(0) }), "faults/silo_loss"),
        ("Q66", "loss", Without(o => o with { FaultDrills = o.FaultDrills.SetItem(1, o.FaultDrills[1] with { Lost = 1 }) }), "faults/db_failover"),
        ("Q66", "not held", Without(o => o with { FaultDrills = o.FaultDrills.SetItem(1, o.FaultDrills[1] with { Held = false }) }),
            "faults/db_failover"),
        ("Q66", "slow", Without(o => o with
        {
            FaultDrills = o.FaultDrills.SetItem(1, o.FaultDrills[1] with { Recovery = TimeSpan.FromMinutes(6) }),
        }), "faults/db_failover"),
        ("Q67", "model not recorded", With(r => r with { Activities = [r.Activities[0] with { About = ["datasets/ds_1"] }] }), "models/credit"),
        ("Q67", "old review", With(r => r with { Activities = [r.Activities[0] with { ReviewedAt = Ago(366) }] }), "datasets/ds_1"),
        ("Q69", "late", With(r => r with { Requests = [r.Requests[0] with { DueAt = Ago(6) }] }), "subject-requests/req_1"),
        ("Q69", "overdue", With(r => r with { Requests = [r.Requests[0] with { DueAt = Ago(1), AnsweredAt = null, Status = "verified" }] }),
            "subject-requests/req_1"),
        ("Q69", "no erasure", With(r => r with { Erasures = [] }), "subject-requests/req_1"),
        ("Q69", "half an erasure", With(r => r with { Erasures = [new("er_1", false)] }), "subject-requests/req_1"),
        ("Q73", "not covered", With(r => r with { Risks = [r.Risks[0] with { About = [] }] }), "models/credit"),
        ("Q73", "old", With(r => r with { Risks = [r.Risks[0] with { AcceptedAt = Ago(366) }] }), "risks/rsk_1"),
        ("Q73", "high and old", With(r => r with { Risks = [r.Risks[0] with { ResidualLevel = 15, AcceptedAt = Ago(91) }] }), "risks/rsk_1"),
        ("Q73", "high and open", With(r => r with { Risks = r.Risks.Add(r.Risks[0] with { Id = "rsk_2", Status = "draft", ResidualLevel = 20 }) }),
            "risks/rsk_2"),
        ("Q73", "overdue", With(r => r with { Risks = [r.Risks[0] with { TreatedAt = null }] }), "risks/rsk_1"),
        ("Q73", "no misuse", With(r => r with { Risks = [r.Risks[0] with { MisuseConsidered = false }] }), "risks/rsk_1"),
        ("Q73", "no groups", With(r => r with { Risks = [r.Risks[0] with { VulnerableConsidered = false }] }), "risks/rsk_1"),
        ("Q74", "none", With(r => r with { Assessments = [] }), "models/credit"),
        ("Q74", "too late", With(r => r with { Assessments = [r.Assessments[0] with { ApprovedAt = Ago(59) }] }), "models/credit"),
        ("Q74", "old", With(r => r with
        {
            Assessments = [r.Assessments[0] with { ApprovedAt = Ago(366) }],
            Systems = [r.Systems[0] with { ActivatedAt = Ago(300) }],
        }), "models/credit"),
        ("Q74", "no dpia", With(r => r with { Assessments = [r.Assessments[0] with { HasDpia = false }] }), "models/credit"),
        ("Q74", "dpia not held due", With(r => r with { Assessments = [r.Assessments[0] with { DpiaDue = false, HasDpia = false }] }),
            "models/credit"),
        ("Q76", "one role not learnt", With(r => r with { Competences = [r.Competences[0] with { Roles = ["trainer"] }] }), "principals/prn_ann"),
        ("Q76", "long ago", With(r => r with { Competences = [r.Competences[0] with { CompletedAt = Ago(366) }] }), "principals/prn_ann"),
        ("Q79", "late", With(r => r with { Concerns = [r.Concerns[0] with { AcknowledgedAt = Ago(16) }] }), "concerns/con_1"),
        ("Q79", "unanswered", With(r => r with { Concerns = [r.Concerns[0] with { AnsweredAt = null }] }), "concerns/con_1"),
        ("Q79", "no effect", With(r => r with { Concerns = [r.Concerns[0] with { SaysEffect = false }] }), "concerns/con_1"),
        ("Q80", "not measured", With(r => r with { Objectives = [r.Objectives[0] with { MeasuredAt = Ago(91) }] }), "objectives/obj_1"),
        ("Q80", "not measurable", With(r => r with { Objectives = [r.Objectives[0] with { IsMeasurable = false }] }), "objectives/obj_1"),
        ("Q80", "draft", With(r => r with { Objectives = [r.Objectives[0] with { Status = "draft" }] }), "objectives/obj_1"),
    ];

    public static TheoryData<int> Changes => [.. Enumerable.Range(0, Changed.Length)];

    /// <summary>Bounds under which the good world no longer is: the question and the bound.</summary>
    public static TheoryData<string, string> Bounds => new()
    {
        { "Q10", nameof(RegisterParameters.SupplierDays) }, { "Q53", nameof(RegisterParameters.HighDays) },
        { "Q64", nameof(RegisterParameters.FullBackupDays) }, { "Q64", nameof(RegisterParameters.IncrementalBackupHours) },
        { "Q65", nameof(RegisterParameters.RestoreDays) }, { "Q65", nameof(RegisterParameters.RestorePointMinutes) },
        { "Q66", nameof(RegisterParameters.FaultDrillDays) }, { "Q67", nameof(RegisterParameters.ProcessingDays) },
        { "Q69", nameof(RegisterParameters.ProbeDays) }, { "Q73", nameof(RegisterParameters.RiskDays) },
        { "Q74", nameof(RegisterParameters.ImpactDays) }, { "Q76", nameof(RegisterParameters.CompetenceDays) },
        { "Q79", nameof(RegisterParameters.ProbeDays) }, { "Q80", nameof(RegisterParameters.ObjectiveDays) },
    };

    [Fact]
    public void The_questions_are_those_of_the_catalogue() => Assert.Equal(Ids, RegisterQueries.All.Select(query => query.Id));

    [Theory, MemberData(nameof(All))]
    public void Where_all_holds_it_passes(string id)
    {
        var found = Of(id).Judge(Good);
        Assert.Equal((ControlState.Pass, found.Asked), (found.State, found.Holds));
        Assert.True(found.Asked > 0);
    }

    [Theory, MemberData(nameof(Changes))]
    public void One_record_changed_turns_it_red_and_is_named(int change)
    {
        var (id, name, world, offender) = Changed[change];
        var found = Of(id).Judge(world);
        Assert.True(found.State == ControlState.Fail, $"{id} {name}: {found.State} {found.Reason}");
        Assert.Contains(offender, found.Offenders.Select(one => one.Id));
        Assert.True(found.Holds < found.Asked);
        Assert.All(found.Offenders, one => Assert.EndsWith(".", one.Wrong, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(All))]
    public void Each_question_is_turned_red_by_some_change(string id) => Assert.Contains(Changed, change => change.Query == id);

    [Theory, MemberData(nameof(All))]
    public void Nothing_to_ask_of_is_no_pass(string id)
    {
        var found = Of(id).Judge(Empty);
        Assert.Equal(FromOutside.Contains(id) ? ControlState.Missing : ControlState.NotApplicable, found.State);
        Assert.NotNull(found.Reason);
    }

    [Theory, MemberData(nameof(Bounds))]
    public void A_tighter_bound_is_heeded(string id, string bound)
    {
        var tight = new RegisterParameters();
        typeof(RegisterParameters).GetProperty(bound)!.SetValue(tight, 1);
        Assert.NotEqual(ControlState.Pass, Of(id).Judge(With(registers => registers with { Parameters = tight })).State);
    }

    [Theory, MemberData(nameof(All))]
    public void The_same_facts_give_the_same_judgement_in_any_order(string id)
    {
        var turned = With(registers => registers with
        {
            Imports = [.. registers.Imports.Reverse()],
            Holders = [.. registers.Holders.Reverse()],
            Suppliers = [],
            Competences = [],
        });
        var straight = With(registers => registers with { Suppliers = [], Competences = [] });
        Assert.Equal([.. Of(id).Judge(straight).Offenders], Of(id).Judge(turned).Offenders.AsEnumerable());
    }

    [Theory]
    [InlineData("Q69")]
    [InlineData("Q79")]
    public void Silence_is_no_proof_where_nothing_has_come_through_lately(string id)
    {
        var quiet = Good with { AsOf = Now.AddDays(40) };
        var found = Of(id).Judge(quiet);
        Assert.Equal(ControlState.Missing, found.State);
        Assert.Contains("probe", found.Reason, StringComparison.Ordinal);
    }

    private static IControlQuery Of(string id) => RegisterQueries.All.Single(query => query.Id == id);
}
