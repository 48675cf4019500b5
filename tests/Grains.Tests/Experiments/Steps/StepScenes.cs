namespace Kolosal.Experiments;

/// <summary>Where tests of a run's decisions begin. Two trainers, four trials, two in flight: trial n looks at trials up to n − 2.</summary>
internal static class StepScenes
{
    public static readonly RunPlan Plan = RunPlanner.Plan(
        Tables.Options("label") with { Trainers = ["logistic_regression", "gradient_boosting"], MaxTrials = 4, Parallelism = 2, Seed = 11 },
        Tables.Binary(100), null);

    public static readonly Tick TimePasses = new();

    /// <summary>Loses a call, waits, and launches it again, until it was lost ten times.</summary>
    public static void LoseTenTimes(RunLife run, int trial, int before = 0, bool wins = false)
    {
        for (int time = before + 1; time <= 10; time++)
        {
            if (!run.InFlight.Any(call => call.Spec.Number == trial))
            {
                run.Now += TimeSpan.FromMinutes(1);
                run.Hear(TimePasses);
                Assert.Contains(run.Hear(Leased($"s{time}")), decision => wins ? decision is LaunchRefit
                    : decision is LaunchTrial launch && launch.Spec.Number == trial);
            }
            Assert.Contains(run.Hear(new CallLost(trial, "The store is away.")), decision => decision is RecordLoss);
        }
    }

    public static SlotsLeased Leased(params string[] slots) => new([.. slots], []);

    /// <summary>Trials 0 and 1 on slots a and b.</summary>
    public static RunLife Searching()
    {
        var run = new RunLife(Plan);
        run.Expect(TimePasses, "request 2");
        run.Expect(Leased("a", "b"), "start", "launch 0 on a", "launch 1 on b");
        return run;
    }

    /// <summary>Trial 2 won and is fitted on slot c.</summary>
    public static RunLife Refitting()
    {
        var run = Searching();
        for (int trial = 0; trial < 4; trial++)
        {
            if (trial == 2)
            {
                run.Hear(TimePasses);
                run.Hear(Leased("a", "b"));
            }
            run.Hear(RunLife.Landed(trial, trial == 2 ? 0.9 : 0.5));
        }
        run.Hear(TimePasses);
        Assert.Equal(RunStage.Refit, run.Stage);
        run.Expect(TimePasses, "request 1");
        run.Expect(Leased("c"), "refit 2 on c");
        return run;
    }
}
