using System.Collections.Immutable;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Exploration;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Privacy;
using Kolosal.Security;
using Kolosal.Slo;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>One command of a grain.</summary>
/// <param name="Name">Interface and method.</param>
/// <param name="Call">Gives it, and answers what a caller sees.</param>
/// <param name="Before">What it needs.</param>
/// <param name="After">Waits for what it sets off, when that is more than the answer.</param>
/// <param name="RepeatSays">What the repeated call answers where it cannot be what the lost answer was; null when it is the same.</param>
/// <param name="Again">Why the repetition is one more entry of the audit trail; null when it is none.</param>
internal sealed record Command(
    string Name, Func<Stage, Task<object?>> Call, Func<Stage, Task>? Before = null, Func<Stage, Task>? After = null, string? RepeatSays = null,
        string? Again = null);

/// <summary>Every command that a grain of the contract takes, and the methods that are none.</summary>
internal static class Commands
{
    private static readonly StoredAnswer Answer = new(201, null, null, null, null);
    private static readonly ModelCardWords Words = new("what it is for", null, null, null, null, null);

    public static readonly Command[] All =
    [
        new("IAnalysisGrain.StartAsync", async s => (await s.Analysis.StartAsync(AnalysisRequest.For("pca", s.Data))).Accepted, s => s.AddDataAsync(),
            s => s.EndAnalysisAsync()),

        // Long enough not to have ended by itself.
        new("IAnalysisGrain.CancelAsync", async s => (await s.Analysis.CancelAsync()).Value?.State, async s =>
        {
            await s.AddDataAsync(2_000);
            await s.Analysis.StartAsync(AnalysisRequest.For("umap", s.Data));
        }),

        new("IAnalysisGrain.DeleteAsync", async s => (await s.Analysis.DeleteAsync()).Value?.State, async s =>
        {
            await s.AddDataAsync();
            await s.Analysis.StartAsync(AnalysisRequest.For("pca", s.Data));
            await s.EndAnalysisAsync();
        }),

        new("IIdempotencyGrain.BeginAsync", async s => await s.Grains.Idempotency(s.Workspace, "h").BeginAsync("f", "a")),

        // A lease: who lost the answer is told that the write runs, and does not run it twice.
        new("IIdempotencyGrain.BeginWithoutAttemptAsync", async s =>
            await s.Grains.Idempotency(s.Workspace, "h").BeginWithoutAttemptAsync("f"), RepeatSays: "running"),
        new("IIdempotencyGrain.CompleteAsync", async s =>
            {
                await s.Grains.Idempotency(s.Workspace, "h").CompleteAsync("f", Answer);
                return await s.Grains.Idempotency(s.Workspace, "h").BeginAsync("f", "a");
            },
            s => s.Grains.Idempotency(s.Workspace, "h").BeginAsync("f", "a")),
        new("IIdempotencyGrain.AbandonAsync", async s =>
            {
                await s.Grains.Idempotency(s.Workspace, "h").AbandonAsync("f");
                return await s.Grains.Idempotency(s.Workspace, "h").BeginAsync("other", "b");
            },
            s => s.Grains.Idempotency(s.Workspace, "h").BeginAsync("f", "a")),
        new("IAuditGrain.AppendAsync", async s =>
        {
            await s.Grains.Audit(s.Workspace).AppendAsync([new("e1", At, "ann", "thing.change", "things/1", null, "{}")]);
            return (await s.Grains.Audit(s.Workspace).VerifyAsync()).Entries;
        }),

        new("IDriftMonitorGrain.ConfigureAsync", async s =>
            Of(await s.Grains.DriftMonitor(s.ModelKey).ConfigureAsync(new DriftSettings(500, 0.01))), s => s.RegisterAsync()),
        new("IDriftDetectionGrain.RecordAsync", async s => Of(await s.Grains.DriftDetection(s.Workspace, "dd_1").RecordAsync(Detected))),
        new("IDriftDetectionGrain.ChangeStatusAsync", async s => Of(await s.Grains.DriftDetection(s.Workspace, "dd_1").ChangeStatusAsync(
            new(DetectionStatus.Investigating, "seen", 1))), s => s.Grains.DriftDetection(s.Workspace, "dd_1").RecordAsync(Detected)),
        new("IFairnessMonitorGrain.ConfigureAsync", async s =>
            Of(await s.Grains.FairnessMonitor(s.ModelKey).ConfigureAsync(new FairnessSettings(500, 30, 0.8, 0.01))),
            s => s.RegisterAsync()),
        new("IVersionFairnessGrain.KeepAsync", async s => (await s.Grains.VersionFairness(new(s.Workspace, "m", 1)).KeepAsync(
            new(100, "held_out", DateTimeOffset.UnixEpoch, "yes", false, [], []))).Value?.Rows),
        new("IPerformanceMonitorGrain.ConfigureAsync", async s =>
            Of(await s.Grains.PerformanceMonitor(s.ModelKey).ConfigureAsync(new(500, 1_000, "accuracy", 0.8))), s => s.RegisterAsync()),
        new("ISloMonitorGrain.DefineAsync", async s =>
            (await s.Grains.SloMonitor(s.ModelKey).DefineAsync(new SloObjective("slo_m.up", SloType.Availability, 0.99, null, 30))).Value?.Objective,
            s => s.RegisterAsync()),

        new("IIncidentDeskGrain.RaiseAsync", async s => await s.Grains.IncidentDesk(s.Workspace).RaiseAsync(Signal)),
        new("IIncidentDeskGrain.ChangeStatusAsync",
            async s => Of(await s.Grains.IncidentDesk(s.Workspace).ChangeStatusAsync("INC-2026-000001", new(IncidentStatus.Open, "again", null))),
            s => ResolveAsync(s)),
        new("IIncidentGrain.ReopenAsync",
            async s => Of(await s.Grains.Incident(s.Workspace, "INC-2026-000001").ReopenAsync(new(IncidentStatus.Open, "again", null))),
            s => ResolveAsync(s)),
        new("IIncidentGrain.SignalAsync", async s => await s.Grains.Incident(s.Workspace, "INC-2026-000001").SignalAsync(Signal)),
        new("IIncidentGrain.ChangeStatusAsync", async s => Of(await s.Grains.Incident(s.Workspace, "INC-2026-000001").ChangeStatusAsync(
            new IncidentStatusChange(IncidentStatus.Investigating, "looking", 1))), s =>
                s.Grains.Incident(s.Workspace, "INC-2026-000001").SignalAsync(Signal)),

        new("IModelGrain.RegisterAsync", async s => Of(await s.Model.RegisterAsync(await s.RegistrationAsync()))),
        new("IModelGrain.ValidateAsync", async s =>
            Of(await s.Model.ValidateAsync("1")), s => s.RegisterAsync(), Again: "checking again is a check of its own"),
        new("IModelGrain.PromoteAsync", async s =>
            Of(await s.Model.PromoteAsync(new(1, ModelStatus.Active, s.Approver, "good"))), s => s.ValidateAsync()),
        new("IModelGrain.RollbackAsync", async s => Of(await s.Model.RollbackAsync("c1", "errors")), s => s.PromoteAsync(2)),
        new("IModelGrain.DeprecateAsync", async s => Of(await s.Model.DeprecateAsync("1", "old")), s => s.PromoteAsync(2)),
        new("IModelGrain.RetireAsync", async s => Of(await s.Model.RetireAsync("1", "old")), s => s.RegisterAsync(2)),
        new("IModelGrain.SuspendAsync", async s => Of(await s.Model.SuspendAsync("wrong")), s => s.PromoteAsync()),
        new("IModelGrain.ResumeAsync", async s => Of(await s.Model.ResumeAsync("right")), async s =>
        {
            await s.PromoteAsync();
            await s.Model.SuspendAsync("wrong");
        }),
        new("IModelGrain.FreezePromotionAsync", async s => Of(await s.Model.FreezePromotionAsync("slo_m.up", "gone")), s => s.PromoteAsync()),
        new("IModelGrain.LiftFreezeAsync", async s => Of(await s.Model.LiftFreezeAsync("slo_m.up")), async s =>
        {
            await s.PromoteAsync();
            await s.Model.FreezePromotionAsync("slo_m.up", "gone");
        }),
        new("IModelGrain.SetAliasAsync", async s => Of(await s.Model.SetAliasAsync("next", 1)), s => s.RegisterAsync()),
        new("IModelGrain.SetAliasRuleAsync",
            async s => Of(await s.Model.SetAliasRuleAsync("next", new([], [ModelStatus.Active]))), s => s.RegisterAsync()),
        new("IModelGrain.ApproveAsync", async s => Of(await s.Model.ApproveAsync("1", s.Approver, "good")), s => s.RegisterAsync()),
        new("IModelGrain.DraftAsync", async s => Of(await s.Model.DraftAsync("c1", new("ann", "to come", null, null)))),
        new("IModelGrain.ChangeStatusAsync", async s =>
            Of(await s.Model.ChangeStatusAsync(new("1", ModelStatus.Approved, s.Approver, "good"))), s => s.ValidateAsync()),
        new("IModelGrain.SetSunsetAsync", async s => Of(await s.Model.SetSunsetAsync("1", At.AddYears(20), "old by then")), s => s.RegisterAsync()),
        new("IModelGrain.ArchiveAsync", async s => Of(await s.Model.ArchiveAsync("old")), s => s.RegisterAsync()),
        new("IModelGrain.UnarchiveAsync", async s => Of(await s.Model.UnarchiveAsync("needed")), async s =>
        {
            await s.RegisterAsync();
            await s.Model.ArchiveAsync("old");
        }),
        new("IPromotionPolicyGrain.SetAsync", async s => Of(await s.Grains.PromotionPolicy(s.Workspace).SetAsync(
            PromotionPolicy.Default with { Approvals = 2 }, "two pairs of eyes", ifRevision: 0))),
        new("IModelGrain.SetLoggingAsync", async s => Of(await s.Model.SetLoggingAsync(PredictionLogging.Async)), s => s.RegisterAsync()),
        new("IModelGrain.EvictCacheAsync", async s =>
            Of(await s.Model.EvictCacheAsync()), s => s.RegisterAsync(), Again: "evicting again evicts what was loaded since"),
        new("IModelGrain.DeleteAsync", async s => Of(await s.Model.DeleteAsync()), s => s.RegisterAsync()),
        new("IModelVersionGrain.KeepAsync", async s =>
        {
            await s.Version.KeepAsync(await s.RegistrationAsync());
            return Of(await s.Version.GetAsync());
        }),
        new("IModelVersionGrain.MirrorAsync", async s =>
        {
            await s.Version.MirrorAsync(ModelStatus.Approved);
            return Of(await s.Version.GetAsync());
        }, s => s.RegisterAsync()),
        new("IModelVersionGrain.KeepDraftAsync", async s =>
        {
            await s.Version.KeepDraftAsync(new("ann", "to come", null, null));
            return Of(await s.Version.GetAsync());
        }),
        new("IModelVersionGrain.RecordEvidenceAsync", async s => Of(await s.Version.RecordEvidenceAsync(
            new("fairness", true, new string('a', 64), "{}", At))), s => s.RegisterAsync()),
        new("IModelVersionGrain.SetCardAsync", async s => Of(await s.Version.SetCardAsync(Words, ifMatch: 0)), s => s.RegisterAsync()),

        new("IRunGrain.StartAsync", async s => (await s.Run.StartAsync(s.RunRequest)).Accepted, s => s.AddDataAsync(), s => s.EndRunAsync()),
        new("IRunGrain.CancelAsync", async s => (await s.Run.CancelAsync()).Value?.State, s => s.StartRunAsync(Long)),
        new("IRunGrain.PauseAsync", async s => (await s.Run.PauseAsync()).Value?.State, async s =>
        {
            await s.StartRunAsync(Long);
            await s.BeginRunAsync();
        }, async s => await s.Run.CancelAsync()),
        new("IReplayGrain.StartAsync", async s => (await s.Replay.StartAsync("m", "1")).Accepted, async s =>
        {
            await s.StartRunAsync(request => request with { ModelName = "m" });
            await s.EndRunAsync();
        }, s => s.EndReplayAsync()),
        new("IRunGrain.ResumeAsync", async s => (await s.Run.ResumeAsync()).Accepted, async s =>
        {
            await s.StartRunAsync(Long);
            await s.Run.CancelAsync();
        }, async s => await s.Run.CancelAsync()),
        new("IStudyGrain.CreateAsync", async s => Of(await s.Study.CreateAsync(StudyRequest.For("ridge")))),
        new("IStudyGrain.AskAsync", async s => Of(await s.Study.AskAsync("a")), s => s.Study.CreateAsync(StudyRequest.For("ridge"))),
        new("IStudyGrain.TellAsync", async s => Of(await s.Study.TellAsync(new(0, [0.5], null, null, null))), async s =>
        {
            await s.Study.CreateAsync(StudyRequest.For("ridge"));
            await s.Study.AskAsync("a");
        }),

        new("IRunGrain.RecoverAsync", async s =>
        {
            await s.Run.RecoverAsync();
            return null;
        }, s => s.StartRunAsync(), s => s.EndRunAsync()),
        .. AccessCommands.All,
        .. DataCommands.All,
        .. QualityCommands.All,
        .. TrackingCommands.All,
        .. RetrainingCommands.All,
        .. BackupCommands.All,
        .. AlertCommands.All,
        .. ExplanationCommands.All,
        .. ServingCommands.All,
        .. RegisterCommands.All,
        .. ComplianceCommands.All,
    ];

    /// <summary>Methods that change nothing, or nothing that lasts, with the reason.</summary>
    public static readonly ImmutableDictionary<string, string> Exempt = new Dictionary<string, string>
    {
        ["ILogConsumerGrain.StandAsync"] = "Tells what the stream tells, which is repeated, lost and delayed in ConsumersUnderFaults.",
        ["IPredictionLogGrain.ReadAsync"] = Query,
        ["IRetrainingGrain.AcceptAsync"] = "Accepting twice is a case of RetrainingGrainTests: it needs a run that has ended.",
        ["IRetrainingGrain.RejectAsync"] = "As accepting.",
        ["IRetrainingGrain.CancelAsync"] = "As accepting.",
        ["IGoldenDatasetGrain.EraseCasesAsync"] = Erasing,
        ["IExplanationGrain.EraseSubjectAsync"] = Erasing,
        ["IModelGrain.ErasePackageAsync"] = Erasing,
        ["ISubjectSweepGrain.SweepAsync"] = Erasing,
        ["IGoldenDatasetGrain.RunAsync"] = "Running again is a run of its own, with evidence of its own.",
        ["IRegressionTestGrain.RunAsync"] = "As running a golden dataset.",
        ["IRegressionTestGrain.LookAsync"] = "GoldenDatasetGrainTests look twice: the second time nothing is due.",
        ["IPredictionLogGrain.LastAsync"] = Query,
        ["IProbeGrain.AnswerAsync"] = Query,
        ["IPredictorGrain.DescribeAsync"] = "Reads; at most it loads the model.",
        ["IPredictorGrain.PredictAsync"] = "Every request is a record of its own; the front door repeats an answer by its Idempotency-Key.",
        ["IFeedbackDeskGrain.ReportAsync"] = "A fact that is recorded adds nothing; FeedbackGrainTests repeats reports and loses replies.",
        ["IAuditGrain.HoldAsync"] = "It keeps what it is told; AuditRetentionTests hold and release.",
        ["IAuditGrain.DropDueAsync"] = "AuditRetentionTests drop twice: the second time nothing is due.",
        ["IAuditGrain.SealAsync"] = "It signs what was sealed; a repeat finds nothing to sign.",
        ["IPredictionReceiptGrain.MakeAsync"] = Query,
        ["IApiKeyGrain.NoteUseAsync"] = "It keeps the latest of the times that it is told.",
        ["ITrafficMonitorGrain.ReportShadowAsync"] = "It keeps what it is given in place of what it held.",
        ["IReferralDeskGrain.RequestAsync"] = "It reads the log and opens a referral, which is a command of its own here.",
        ["IComplianceGrain.EvaluateAsync"] = "Asking again is an evaluation of its own, with an entry of its own.",
        ["IIdempotencyGrain.ExpireAsync"] = Sweep,
        ["IIdempotencySweepGrain.StartAsync"] = Sweep,
        ["IIdempotencySweepGrain.SweepAsync"] = Sweep,
        ["IIncidentWatchGrain.TellAsync"] = "News of a change, which whoever listens reads by itself; hearing it twice changes nothing.",
        ["ITrainingSlotGrain.OpenAsync"] = Memory,
        ["ISlotLedgerGrain.HeartbeatAsync"] = Memory,
        ["ISlotLedgerGrain.EnterAsync"] = Memory,
        ["ISlotLedgerGrain.ClaimAsync"] = Memory,
        ["ISlotLedgerGrain.LeaseAsync"] = Memory,
        ["ISlotLedgerGrain.ReleaseAsync"] = Memory,
        ["IStudyGrain.BestAsync"] = Query,
        ["IAnalysisSlotGrain.RunAsync"] = Pure,
        ["ITrainingSlotGrain.RunTrialAsync"] = Pure,
        ["ITrainingSlotGrain.DeliverAsync"] = Pure,
        ["ITrainingSlotGrain.ReplayAsync"] = Pure,
        ["IModelImportGrain.ImportAsync"] = "The same file and rows are the version they already are: ModelImportGrainTests imports twice.",
        ["IModelImportGrain.QuantizeAsync"] = "As importing.",
        ["IRunTrialsGrain.KeepAsync"] = "It keeps what it is given in place of what it held.",
        ["ITrialGrain.ExecuteAsync"] = Pure,
        ["IBackupGrain.VerifyAsync"] = "It needs a backup of the platform's own; one that is being verified is so once (BackupGrainTests).",
        ["IBackupGrain.RemoveAsync"] = "As verifying; a content that was removed is removed once.",
        ["IBackupDeskGrain.StartDrillAsync"] = "BackupGrainTests start a drill twice under one id.",
        ["IChaosTestGrain.StartAsync"] = "One test runs in an installation at a time; ChaosTestGrainTests give every command twice.",
        ["IChaosTestGrain.CancelAsync"] = "As starting it.",
        ["IChaosTestGrain.CompleteAsync"] = "As starting it.",
        ["IRestoreDrillGrain.BeginAsync"] = "As starting it at the desk, which alone calls it.",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private const string Query = "It reads.";
    private const string Erasing = "What is gone is not found a second time; the erasure's record keeps what was found the first time.";
    private const string Sweep = "It forgets what is a day old, or sees to it that this happens: a repeat finds nothing to do.";
    private const string Memory = "It keeps a ledger in memory that the next report repairs.";
    private const string Pure = "Its result follows from its arguments.";

    /// <summary>An incident that the desk knows, and that is over.</summary>
    private static async Task ResolveAsync(Stage stage)
    {
        string id = await stage.Grains.IncidentDesk(stage.Workspace).RaiseAsync(Signal);
        foreach (var status in (IncidentStatus[])[IncidentStatus.Investigating, IncidentStatus.Mitigated, IncidentStatus.Resolved])
            Assert.True((await stage.Grains.Incident(stage.Workspace, id).ChangeStatusAsync(new(status, "done", null))).Accepted);
    }

    private static DetectedDrift Detected =>
        new("m", 1, DriftType.DataDrift, DriftSeverity.High, "tool", null, null, At, 500, "PSI 0.4", []);

    private static IncidentSignal Signal =>
        new("m/1", "models/m", "m", IncidentType.Drift, IncidentSeverity.Sev3, "Drift", At, At.AddSeconds(90), "PSI 0.4");

    private static RunRequest Long(RunRequest request) => request with { Trainers = ["gradient_boosting"], MaxTrials = 200, Folds = 5 };
}
