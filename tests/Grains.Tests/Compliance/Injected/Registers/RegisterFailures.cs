using Kolosal.Compliance.Registers;
using Kolosal.Datasets;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Privacy;

namespace Kolosal.Compliance.Injected;

/// <summary>What people keep: risks, assessments, activities, requests, concerns, objectives, duties after incidents.</summary>
internal static class RegisterFailures
{
    public static readonly InjectedFailure[] All =
    [
        new("Q61", "nobody decides whether an incident is reportable", _ => Task.CompletedTask, RaiseAsync, w => DutyAsync(w, new()
        {
            Title = "Duty",
            Incident = w.Kept["incident"],
            Regimes = [],
            Reason = "No personal data.",
            AffectsUsers = false,
        })) { Healthy = ControlStatus.NotApplicable, Mended = ControlStatus.Pass, Ripens = TimeSpan.FromHours(25), Heals = TimeSpan.FromDays(31) },

        new("Q62", "nobody says whether users are affected", _ => Task.CompletedTask, RaiseAsync, w => DutyAsync(w, new()
        {
            Title = "Duty",
            Incident = w.Kept["incident"],
            AffectsUsers = false,
        })) { Healthy = ControlStatus.NotApplicable, Mended = ControlStatus.Pass, Ripens = TimeSpan.FromHours(73) },

        new("Q67", "personal data is in no record of processing", async w => await ActivityAsync(w, "pro_1", await PersonalAsync(w, "known")),
            async w => w.Kept["new"] = await PersonalAsync(w, "new"), w => ActivityAsync(w, "pro_2", w.Kept["new"])),

        new("Q69", "an erasure left no proof", w => RequestAsync(w, "req_1", SubjectRequestKind.Access, null),
            w => RequestAsync(w, "req_2", SubjectRequestKind.Erase, "er_1"), async w => await InjectedWorld.AcceptedAsync(
                w.Grains.Erasure(w.Workspace, "er_1").RecordAsync(new("er_1", "digest", null, [], [], [], true, w.Now, "ann", [])))),

        new("Q73", "nobody accepts a high risk", w => w.ApproveAsync<Risk, IRiskGrain>("rsk_1", Risk(w)),
            w => w.DraftAsync<Risk, IRiskGrain>("rsk_2", Risk(w) with
            {
                Likelihood = 5,
                Consequence = 5,
                ResidualLikelihood = 5,
                ResidualConsequence = 5,
            }),
            w => w.DecideAsync<Risk, IRiskGrain>("rsk_2")),

        new("Q74", "a model of high risk serves unassessed", async w =>
        {
            await w.ApproveAsync<ImpactAssessment, IImpactAssessmentGrain>(
                "imp_1", InjectedWorld.Complete<ImpactAssessment, IImpactAssessmentGrain>() with { Model = "m" });
            await w.ServeAsync(card: InjectedWorld.Card with { RiskClass = RiskClass.High });
            await w.ServeAsync("other");
        }, w => CardAsync(w, RiskClass.High), w => CardAsync(w, RiskClass.Minimal)),

        new("Q79", "nobody acknowledges a concern", w => RaisedAsync(w, "con_1"), w => RaisedAsync(w, "con_2"), async w =>
        {
            w.As("ann");
            foreach (string id in (string[])["con_1", "con_2"])
            {
                var concern = w.Grains.Register<IConcernGrain>(w.Workspace, id);
                await InjectedWorld.AcceptedAsync(concern.ChangeAsync(new() { Answer = "Looked at.", Effect = RiskEffect.None }, null));
                await InjectedWorld.AcceptedAsync(concern.MoveAsync(new(RegisterStatus.Answered, "", null)));
            }

            // What was late counts as late for a month; until then something else must have come through.
            w.Silo.Clock.Advance(TimeSpan.FromDays(31));
            await RaisedAsync(w, "con_3");
            w.As("ann");
            await InjectedWorld.AcceptedAsync(
                w.Grains.Register<IConcernGrain>(w.Workspace, "con_3").MoveAsync(new(RegisterStatus.Acknowledged, "", null)));
            await InjectedWorld.AcceptedAsync(
                w.Grains.Register<IConcernGrain>(w.Workspace, "con_3").ChangeAsync(new() { Answer = "Yes.", Effect = RiskEffect.None }, null));
            await InjectedWorld.AcceptedAsync(
                w.Grains.Register<IConcernGrain>(w.Workspace, "con_3").MoveAsync(new(RegisterStatus.Answered, "", null)));
        }) { Ripens = TimeSpan.FromDays(4) },

        new("Q80", "an objective is measured by nobody", w => ObjectiveAsync(w, "obj_1", measured: true),
            w => ObjectiveAsync(w, "obj_2", measured: false), async w =>
        {
            w.As("ann");
            await InjectedWorld.AcceptedAsync(w.Grains.Register<IManagementObjectiveGrain>(w.Workspace, "obj_2").ChangeAsync(
                new() { LastValue = 1, MeasuredAt = w.Now }, null));
        }),
    ];

    private static async Task RaiseAsync(InjectedWorld w)
    {
        w.As("wanda");
        w.Kept["incident"] = await w.Grains.IncidentDesk(w.Workspace).RaiseAsync(new(
            "e1", "audit/x", null, IncidentType.Security, IncidentSeverity.Sev1, "Somebody was here", w.Now, w.Now, "traces"));
    }

    private static Task DutyAsync(InjectedWorld w, IncidentDuty duty) =>
        w.DraftAsync<IncidentDuty, IIncidentDutyGrain>(w.Kept["incident"], duty);

    private static Task<string> PersonalAsync(InjectedWorld w, string name) => w.DatasetAsync(name, change: made => made with
    {
        Columns = [made.Columns[0] with { PersonalData = "email", PersonalDataConfidence = 1 }, .. made.Columns.Skip(1)],
    });

    private static Task ActivityAsync(InjectedWorld w, string id, string dataset) => w.ApproveAsync<ProcessingActivity, IProcessingActivityGrain>(
        id, InjectedWorld.Complete<ProcessingActivity, IProcessingActivityGrain>() with { About = [$"datasets/{dataset}"] });

    private static async Task RequestAsync(InjectedWorld w, string id, SubjectRequestKind kind, string? erasure)
    {
        await w.DraftAsync<SubjectRequest, ISubjectRequestGrain>(id, InjectedWorld.Complete<SubjectRequest, ISubjectRequestGrain>() with
        {
            Kind = kind,
            ErasureId = erasure,
        });
        foreach (var status in (RegisterStatus[])[RegisterStatus.Verified, RegisterStatus.Fulfilled])
            await InjectedWorld.AcceptedAsync(w.Grains.Register<ISubjectRequestGrain>(w.Workspace, id).MoveAsync(new(status, "", null)));
    }

    private static Risk Risk(InjectedWorld w) => InjectedWorld.Complete<Risk, IRiskGrain>() with
    {
        About = ["models/none"],
        MisuseConsidered = true,
        VulnerableGroupsConsidered = true,
        TreatmentDue = w.Now.AddDays(30),
    };

    private static async Task CardAsync(InjectedWorld w, RiskClass risk) =>
        await InjectedWorld.AcceptedAsync(w.Model("other").SetCardAsync("1", InjectedWorld.Card with { RiskClass = risk }, null));

    private static async Task RaisedAsync(InjectedWorld w, string id)
    {
        w.As("carl", "consumer");
        await InjectedWorld.AcceptedAsync(w.Grains.Register<IConcernGrain>(w.Workspace, id).RaiseAsync(new() { Title = "Unfair", Text = "It is." }));
    }

    private static async Task ObjectiveAsync(InjectedWorld w, string id, bool measured)
    {
        var objective = InjectedWorld.Complete<ManagementObjective, IManagementObjectiveGrain>() with { ReachBy = w.Now.AddDays(90) };
        await w.ApproveAsync<ManagementObjective, IManagementObjectiveGrain>(
            id, measured ? objective with { LastValue = 1, MeasuredAt = w.Now } : objective);
    }
}
