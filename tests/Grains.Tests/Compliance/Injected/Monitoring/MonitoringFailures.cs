using System.Text;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Explanations;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Retraining;
using Kolosal.Slo;

namespace Kolosal.Compliance.Injected;

/// <summary>What watches a model in service, and what people do about it.</summary>
internal static class MonitoringFailures
{
    private static readonly RetrainingPolicy Policy = new(
        true, new(null, null, true, null, null), 1, null, new(10, 1, 2, ["prior"], null, null, null, null), new(100, 10), new(0.05, 30), 7, false);

    private const int WindowRows = 400;

    public static readonly InjectedFailure[] All =
    [
        new("Q20", "nothing has looked at a model yet", AskedAsync, w => w.ServeAsync("other"), w => w.AskedAsync("other")),

        new("Q21", "critical drift is undecided for a day", AskedAsync, async w => await InjectedWorld.AcceptedAsync(Detection(w).RecordAsync(new(
            "m", 1, DriftType.DataDrift, DriftSeverity.Critical, "test", null, null, w.Now, 100, "x moved", []))), async w =>
        {
            w.As("olga");
            await InjectedWorld.AcceptedAsync(Detection(w).ChangeStatusAsync(new(DetectionStatus.Resolved, "retrained", null)));
        }) { Ripens = TimeSpan.FromHours(25) },

        new("Q22", "nothing looks at how a model treats groups", async w =>
        {
            await w.ServeAsync(change: Protected);
            await FairAsync(w, "m");
        }, w => w.ServeAsync("other", Protected), w => FairAsync(w, "other")),

        new("Q23", "one group is decided against in three windows running", async w =>
        {
            await w.ServeAsync(change: Protected);
            await InjectedWorld.AcceptedAsync(w.Grains.FairnessMonitor(new(w.Workspace, "m")).ConfigureAsync(new(WindowRows, 10, 0.8, 0.01)));
            await WindowsAsync(w, 1, [50, 50]);
        }, w => WindowsAsync(w, 3, [20, 80]), w => WindowsAsync(w, 1, [50, 50])),

        new("Q24", "a model serves that promises nothing", async w =>
        {
            await AskedAsync(w);
            await PromiseAsync(w, "m");
        }, w => w.ServeAsync("other"), async w =>
        {
            await w.AskedAsync("other");
            await PromiseAsync(w, "other");
        }),

        new("Q25", "nobody says for a month what came true", async w =>
        {
            await w.ServeAsync();
            await InjectedWorld.AcceptedAsync(w.Grains.PerformanceMonitor(new(w.Workspace, "m")).ConfigureAsync(new(50, 100, "accuracy", 0.01)));
            await OutcomesAsync(w, 50);
            await JudgedAsync(w, 1);
        }, _ => Task.CompletedTask, async w =>
        {
            await OutcomesAsync(w, 50);
            await JudgedAsync(w, 2);
        }) { Ripens = TimeSpan.FromDays(31) },

        new("Q26", "a version is promoted that says more than it knows", w => w.ServeAsync(), w => w.ServeAsync(change: made => made with
        {
            Evaluation = made.Evaluation with { Scores = [made.Evaluation.Scores[0], new("ece", 0.2, 0.05, 0.25, false)] },
        }), w => w.RollbackAsync()),

        new("Q27", "a case that must pass fails", async w =>
        {
            await w.ServeAsync();
            var said = await w.PredictAsync();
            (w.Kept["said"], w.Kept["other"]) = (said.Classes[said.Decisions[0]], said.Classes[1 - said.Decisions[0]]);
            await w.GoldenAsync(w.Kept["said"], "");
        }, w => w.GoldenAsync(w.Kept["other"], "what should be"), w => w.GoldenAsync(w.Kept["said"], "what is")),

        new("Q28", "a version does not stand noise", async w =>
        {
            await w.ServeAsync();
            await RobustAsync(w, true);
        }, w => RobustAsync(w, false), w => RobustAsync(w, true)),

        new("Q30", "the retraining policy is off", async w =>
        {
            await w.ServeAsync();
            await OutcomesAsync(w, 5);
            await w.Silo.LooksAsync(async () =>
                (await w.Grains.PerformanceMonitor(new(w.Workspace, "m")).GetAsync()).Value is { Outcomes: > 0 });
            await PolicyAsync(w, true);
        }, w => PolicyAsync(w, false), w => PolicyAsync(w, true)),

        new("Q31", "callers send what a model cannot read", async w =>
        {
            await AskedAsync(w);
            await CountedAsync(w, refused: 0);
        }, async w =>
        {
            Principal.Current = null;
            for (int i = 0; i < 3; i++)
            {
                var answer = await w.Grains.Predictor(new(w.Workspace, "m")).PredictAsync(new(null, Encoding.UTF8.GetBytes("""[{"no such":1}]""")));
                Assert.False(answer.Accepted);
            }

            await CountedAsync(w, refused: 3);
        }, _ => Task.CompletedTask)
        {
            Healthy = ControlStatus.Missing,
            Mended = ControlStatus.NotApplicable,
            Heals = TimeSpan.FromDays(9),
            IsSilent = true,
        },

        new("Q31", "a model is asked for a purpose that its card does not name", async w =>
        {
            await w.ServeAsync(card: InjectedWorld.Card with { Purposes = ["credit-check"] });
            await w.AskedAsync();
            await DeclareAsync(w, "credit-check");
        }, w => DeclareAsync(w, "marketing"), w => CardAsync(w, InjectedWorld.Card with { Purposes = ["credit-check", "marketing"] }))
        {
            Healthy = ControlStatus.Missing,
            IsSilent = true,
        },

        new("Q32", "a model decides on people and gives no reasons", w => w.ServeAsync(),
            w => CardAsync(w, InjectedWorld.Card with { LegalEffect = true }), ReasonsAsync) { Healthy = ControlStatus.Missing },

        new("Q34", "answers about people may not be found again", async w =>
        {
            await w.ServeAsync(card: InjectedWorld.Card with { LegalEffect = true });
            await ReasonsAsync(w);
            await w.DocumentAsync("privacy-notice", "dpo");
        }, w => LoggingAsync(w, PredictionLogging.Async), w => LoggingAsync(w, PredictionLogging.Durable)),

        new("Q33", "nothing is referred to people", async w =>
        {
            await w.PrincipalAsync("prn_rita", "reviewer");
            await w.PrincipalAsync("prn_rolf", "reviewer");
            await w.ServeAsync(card: InjectedWorld.Card with { RiskClass = RiskClass.High });
            await ReferAsync(w, new(0.9, false, null, [], 0, 60));
        }, w => ReferAsync(w, null), w => ReferAsync(w, new(0.9, false, null, [], 0, 60))),

        new("Q37", "answers are given before they are logged", AskedAsync, w => LoggingAsync(w, PredictionLogging.Async),
            w => LoggingAsync(w, PredictionLogging.Durable)),
    ];

    private static async Task AskedAsync(InjectedWorld w)
    {
        await w.ServeAsync();
        await w.AskedAsync();
    }

    private static IDriftDetectionGrain Detection(InjectedWorld w) => w.Grains.DriftDetection(w.Workspace, "dd_1");

    private static VersionRegistration Protected(VersionRegistration made) => made with
    {
        Reference = made.Reference with
        {
            FavourableClass = 1,
            Inputs = [.. made.Reference.Inputs.Select(input => input.Name == "city" ? input with { Protected = true } : input)],
        },
    };

    private static async Task FairAsync(InjectedWorld w, string name)
    {
        await w.PredictAsync(name);
        await w.Silo.LooksAsync(async () => (await w.Grains.FairnessMonitor(new(w.Workspace, name)).GetAsync()).Accepted);
    }

    /// <summary>Answers that fill so many windows of the fairness monitor, and their judgement.</summary>
    private static async Task WindowsAsync(InjectedWorld w, int count, int[] selected)
    {
        var monitor = w.Grains.FairnessMonitor(new(w.Workspace, "m"));
        Principal.Current = null;
        for (int i = 0; i < count; i++)
        {
            long before = (await monitor.GetAsync()).Value?.Windows ?? 0;
            await w.AnsweredAsync("m", WindowRows, selected);
            await w.Silo.LooksAsync(async () => (await monitor.GetAsync()).Value?.Windows > before);
        }
    }

    private static async Task PromiseAsync(InjectedWorld w, string name)
    {
        w.As("olga");
        foreach (var objective in (SloObjective[])[
            new($"slo_{name}.up", SloType.Availability, 0.9, null, 30), new($"slo_{name}.fast", SloType.Latency, 0.5, 10_000, 30),
            new($"slo_{name}.right", SloType.ErrorRate, 0.9, null, 30), new($"slo_{name}.fresh", SloType.Freshness, 0.5, null, 30, MaxAgeHours: 800),
            new($"slo_{name}.good", SloType.Quality, 0.5, null, 30)])
            await InjectedWorld.AcceptedAsync(w.Grains.SloMonitor(new(w.Workspace, name)).DefineAsync(objective));
    }

    private static async Task OutcomesAsync(InjectedWorld w, int rows)
    {
        Principal.Current = null;
        var reply = await w.PredictAsync(rows: rows);
        string said = reply.Classes[reply.Decisions[0]];
        var report = new FeedbackReport(
            "m", [.. Enumerable.Range(0, rows).Select(row => new ReportedOutcome(new PredictionId(reply.BatchId, row).ToString(), said))]);
        await w.Silo.LooksAsync(async () => (await w.Silo.MeanwhileAsync(w.Grains.FeedbackDesk(w.Workspace).ReportAsync(report))).Value is { } receipt
            && receipt.Accepted + receipt.Repeated == rows);
    }

    private static Task JudgedAsync(InjectedWorld w, int windows) => w.Silo.LooksAsync(async () =>
        (await w.Grains.PerformanceMonitor(new(w.Workspace, "m")).GetAsync()).Value is { } found && found.Windows >= windows);

    private static async Task RobustAsync(InjectedWorld w, bool passed)
    {
        w.Silo.Clock.Advance(TimeSpan.FromSeconds(1));
        await InjectedWorld.AcceptedAsync(w.Grains.ModelVersion(new(w.Workspace, "m", 1)).RecordEvidenceAsync(
            new("robustness", passed, new('a', 64), "{}", w.Now)));
    }

    private static async Task PolicyAsync(InjectedWorld w, bool on)
    {
        w.As("olga");
        await InjectedWorld.AcceptedAsync(w.Grains.RetrainingPolicy(w.Workspace, "m").SetAsync(Policy with { Enabled = on }, null));
    }

    private static async Task ReferAsync(InjectedWorld w, ReferralRule? rule)
    {
        w.As("olga");
        await InjectedWorld.AcceptedAsync(w.Grains.ServingPlan(new(w.Workspace, "m")).SetReferralsAsync(rule, null));
    }

    private static async Task CardAsync(InjectedWorld w, ModelCardWords card)
    {
        w.As("olga");
        await InjectedWorld.AcceptedAsync(w.Model().SetCardAsync("1", card, null));
    }

    private static async Task ReasonsAsync(InjectedWorld w)
    {
        w.As("olga");
        await InjectedWorld.AcceptedAsync(
            w.Grains.ReasonDictionary(new(w.Workspace, "m")).SetAsync(new([new("age", "R1", "Too young")]), null));
    }

    private static async Task DeclareAsync(InjectedWorld w, string purpose)
    {
        Principal.Current = null;
        await InjectedWorld.AcceptedAsync(w.Grains.Predictor(new(w.Workspace, "m")).PredictAsync(
            new(null, Encoding.UTF8.GetBytes($"[{InjectedWorld.Row}]"), Purpose: purpose)));
        await w.Silo.LooksAsync(async () => ((await w.Grains.TrafficMonitor(new(w.Workspace, "m")).GetAsync()).Purposes ?? [])
            .Any(day => day.Purpose == purpose));
    }

    private static Task CountedAsync(InjectedWorld w, long refused) => w.Silo.LooksAsync(async () =>
        (await w.Grains.SloMonitor(new(w.Workspace, "m")).GetAsync()).Value is { } found && found.Days.Sum(day => day.ClientErrors) >= refused);

    private static async Task LoggingAsync(InjectedWorld w, PredictionLogging logging)
    {
        w.As("olga");
        await InjectedWorld.AcceptedAsync(w.Model().SetLoggingAsync(logging));
    }
}
