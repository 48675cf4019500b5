namespace Kolosal.Experiments;

/// <summary>A run from its plan to its end, decision by decision. Two trainers, four
/// trials, two in flight: trial n looks at trials up to n − 2.</summary>
public class RunStepTests
{
    private static readonly RunPlan Plan = RunPlanner.Plan(
        Tables.Options("label") with { Trainers = ["logistic_regression", "gradient_boosting"], MaxTrials = 4, Parallelism = 2, Seed = 11 },
        Tables.Binary(100), null);

    private static readonly Tick Tick = new();

    [Fact]
    public void From_the_plan_to_a_registered_version()
    {
        var run = new RunLife(Plan);
        run.Expect(Tick, "request 2");
        run.Expect(Leased("a"), "start", "launch 0 on a");
        run.Expect(Tick, "request 1");
        run.Expect(Leased("b"), "launch 1 on b");

        // Trial 1 is back first; trial 2 looks at trial 0 and has to wait for it.
        run.Expect(RunLife.Landed(1, 0.8, "gradient_boosting"), "record 1", "note 1: Trial 1, gradient_boosting: roc_auc 0.8");
        run.Expect(Tick, "store");
        run.Expect(RunLife.Landed(0, 0.71234567), "record 0", "note 0: Trial 0, logistic_regression: roc_auc 0.71235");
        run.Expect(Tick, "store", "request 2");
        run.Expect(Leased("a", "b"), "launch 2 on a", "launch 3 on b");
        run.Expect(RunLife.Landed(3, null, failure: "singular"), "record 3", "note 3: Trial 3, logistic_regression, failed: singular");
        run.Expect(RunLife.Landed(2, 0.9), "record 2", "note 2: Trial 2, logistic_regression: roc_auc 0.9");
        run.Expect(Tick, "store", "winner 2",
            "note 2: Search over after 4 trials; fitting trial 2, logistic_regression, on all development rows.", "store", "step after 0 s");

        run.Expect(Tick, "request 1");
        run.Expect(Leased("c"), "refit 2 on c");
        run.Expect(Tick);
        run.Expect(new RefitLanded(), "record model", "note 2: Fitted and evaluated on the test part.");
        run.Expect(Tick, "store", "register");
        run.Expect(new VersionRegistered("approval", 3), "release slots", "release dataset [approval:3]", "end: Completed: approval:3.");
        run.Expect(Tick);
    }

    [Fact]
    public void Without_a_free_slot_the_run_waits_and_has_not_started()
    {
        var run = new RunLife(Plan);
        run.Expect(Tick, "request 2");
        run.Expect(Leased());
        run.Expect(Tick, "request 2");
    }

    [Fact]
    public void A_dataset_that_is_gone_ends_the_run()
    {
        var run = new RunLife(Plan);
        run.Expect(Tick, "request 2");
        run.Expect(new DataRefused("deleted"), "release slots", "release dataset []", "end: Failed: deleted");
    }

    [Fact]
    public void A_cancelled_run_gives_everything_back_and_hears_nothing_more()
    {
        var run = Searching();
        run.Expect(new CancelRequested(), "cancel 0,1", "release slots", "release dataset []", "end: Cancelled.");
        run.Expect(RunLife.Landed(0, 0.9));
        run.Expect(new CancelRequested());
    }

    [Fact]
    public void A_paused_run_gives_up_its_calls_and_its_slots_and_keeps_the_dataset()
    {
        var run = Searching();
        run.Expect(new PauseRequested(), "cancel 0,1", "release slots", "pause");
        Assert.Equal(RunStage.Search, run.Stage);
    }

    [Fact]
    public void Many_free_slots_are_filled_in_several_steps()
    {
        var run = new RunLife(Plan with { MaxTrials = 40, Lag = 20 });
        run.Expect(Tick, "request 8");
        var decisions = run.Hear(Leased([.. Enumerable.Range(0, 8).Select(slot => $"s{slot}")]));
        Assert.Equal(Enumerable.Range(0, 8), decisions.OfType<LaunchTrial>().Select(launch => launch.Spec.Number));
        Assert.Equal(new StepAfter(TimeSpan.Zero), decisions[^1]);
        run.Expect(Tick, "request 8");
        run.Hear(Leased([.. Enumerable.Range(8, 8).Select(slot => $"s{slot}")]));
        run.Expect(Tick, "request 4");
        Assert.DoesNotContain(run.Hear(Leased("t0", "t1", "t2", "t3")), decision => decision is StepAfter);
    }

    [Fact]
    public void A_lost_call_is_launched_again()
    {
        var run = Searching();
        run.Expect(new CallLost(0, "The store is away."), "lost 0", "note 0: Trial 0 was lost (1 of 10): The store is away.");

        // After half a second, and no sooner.
        run.Expect(Tick, "store");
        run.Now += TimeSpan.FromMilliseconds(500);
        run.Expect(Tick, "request 1");
        run.Expect(Leased("c"), "launch 0 on c");
    }

    [Fact]
    public void Leases_are_renewed_in_time_and_a_dead_process_gives_up_its_trial()
    {
        var run = Searching();
        run.LeaseAge = TimeSpan.FromSeconds(4.9);
        run.Expect(Tick);
        run.LeaseAge = TimeSpan.FromSeconds(5);
        run.Expect(Tick, "request 0");
        run.Expect(new SlotsLeased([], ["b"]), "cancel 1", "lost 1", "note 1: Trial 1 was lost (1 of 10): The process of its slot is gone.");
        run.Now += TimeSpan.FromSeconds(1);
        run.Expect(Tick, "store", "request 1");
        run.Expect(Leased("c"), "launch 1 on c");
    }

    [Fact]
    public void A_slot_asked_for_a_later_trial_goes_to_the_one_that_lost_its_own()
    {
        // Trial 3 would otherwise be suggested without knowing what trial 2 tries.
        var run = Searching();
        run.Hear(RunLife.Landed(0, 0.7));
        run.Hear(RunLife.Landed(1, 0.8));
        run.Expect(Tick, "store", "request 2");
        run.Expect(Leased("a"), "launch 2 on a");
        run.Expect(Tick, "request 1");
        run.Expect(new SlotsLeased(["c"], ["a"]), "cancel 2", "lost 2", "note 2: Trial 2 was lost (1 of 10): The process of its slot is gone.",
            "launch 2 on c");
    }

    [Fact]
    public void A_result_that_comes_twice_counts_once()
    {
        var run = Searching();
        run.Hear(RunLife.Landed(0, 0.7));
        run.Expect(RunLife.Landed(0, 0.7));
        Assert.Single(run.Finished);
    }

    [Fact]
    public void A_budget_ends_the_search_in_time_to_fit_the_winner()
    {
        // One fit takes 1 s. Ahead lie the refit at two fits' worth, and a fit for each of five folds for the calibration: 7 s of 100.
        var run = new RunLife(Plan with { TimeBudgetSeconds = 100 }) { Elapsed = TimeSpan.FromSeconds(1) };
        run.Expect(Tick, "request 2", "step after 99 s");
        run.Expect(Leased("a", "b"), "start", "launch 0 on a", "launch 1 on b");
        run.Elapsed = TimeSpan.FromSeconds(20);
        run.Expect(RunLife.Landed(0, 0.7, fitSeconds: 1), "record 0", "note 0: Trial 0, logistic_regression: roc_auc 0.7");
        run.Expect(Tick, "store", "request 1", "step after 73 s");
        run.Expect(Leased());
        run.Elapsed = TimeSpan.FromSeconds(93);
        run.Expect(Tick, "store", "cancel 1", "winner 0",
            "note 0: Search over by its time budget after 1 trials; fitting trial 0, logistic_regression, on all development rows.", "store",
            "step after 0 s");
    }

    [Fact]
    public void An_ensemble_is_made_with_every_slot_that_one_process_gives()
    {
        string a = SlotLedger.SlotName("a", 0), b0 = SlotLedger.SlotName("b", 0), b1 = SlotLedger.SlotName("b", 1);
        var run = new RunLife(Plan with { Ensemble = EnsembleRule.Greedy, Lag = 3, MaxTrials = 1 });
        run.Hear(Tick);
        run.Hear(Leased(a));
        run.Hear(RunLife.Landed(0, 0.7));
        run.Expect(Tick, "store", "winner 0",
            "note 0: Search over after 1 trials; making the model; trial 0, logistic_regression, is ahead.", "store", "step after 0 s");
        run.Expect(Tick, "request 3");
        run.Expect(Leased(a, b0, b1), $"refit 0 on {b0}+{b1}");

        // All of them are renewed, and the loss of one is the loss of the call.
        Assert.Equal([b0, b1], run.InFlight.Single().Slots);
        run.Expect(new SlotsLeased([], [b1]), "cancel 0", "lost 0", "note 0: The refit was lost (1 of 10): The process of its slot is gone.");
    }

    [Fact]
    public void What_is_left_of_a_budget_is_fixed_when_the_winner_is_chosen()
    {
        // Ten trials of 2 s a fit: the five folds of the best eight would take 5 · 16 / 2 = 40 s on two threads, and get 20; judging 4 s of 100.
        var plan = Plan with { Ensemble = EnsembleRule.Greedy, TimeBudgetSeconds = 100, Lag = 10, MaxTrials = 20 };
        var run = new RunLife(plan);
        run.Hear(Tick);
        run.Hear(Leased([.. Enumerable.Range(0, 10).Select(i => SlotLedger.SlotName("a", i))]));
        for (int n = 0; n < 10; n++) run.Hear(RunLife.Landed(n, 0.7, fitSeconds: 2));
        run.Elapsed = TimeSpan.FromSeconds(100 - 24 - 0.1);
        Assert.DoesNotContain(run.Hear(Tick), d => d is ChooseWinner);
        run.Elapsed = TimeSpan.FromSeconds(100 - 24 + 0.1);
        var chosen = Assert.Single(run.Hear(Tick).OfType<ChooseWinner>());
        Assert.Equal(23.9 - 1, chosen.AllowanceSeconds!.Value, 6); // less what registration takes
    }

    [Fact]
    public void A_budget_that_no_trial_met_ends_the_run()
    {
        var run = new RunLife(Plan with { TimeBudgetSeconds = 100 });
        run.Hear(Tick);
        run.Hear(Leased("a", "b"));
        run.Elapsed = TimeSpan.FromSeconds(100);
        run.Expect(Tick, "store", "cancel 0,1", "release slots", "release dataset []",
            "end: Failed: No trial ended within the time budget; give more time, or fewer rows.");
    }

    [Fact]
    public void Time_used_is_stored_every_five_seconds_when_there_is_a_budget()
    {
        var run = new RunLife(Plan with { TimeBudgetSeconds = 100 });
        run.Hear(Tick);
        run.Hear(Leased("a", "b"));
        run.Elapsed = TimeSpan.FromSeconds(5);
        run.Expect(Tick, "step after 95 s");
        run.Elapsed = TimeSpan.FromSeconds(5.5);
        run.Expect(Tick, "store", "step after 94.5 s");
        run.Expect(Tick, "step after 94.5 s");
    }

    [Fact]
    public void When_every_trial_failed_the_run_fails_with_the_first_reason()
    {
        var run = Searching();
        run.Hear(RunLife.Landed(1, null, failure: "no weight"));
        run.Hear(RunLife.Landed(0, null, failure: "other"));
        run.Hear(Tick);
        run.Hear(Leased("a", "b"));
        run.Hear(RunLife.Landed(2, null, failure: "third"));
        run.Hear(RunLife.Landed(3, null, failure: "fourth"));
        run.Expect(Tick, "store", "release slots", "release dataset []",
            "end: Failed: No trial has a score; the first failure was: no weight");
    }

    [Fact]
    public void A_winner_that_cannot_be_fitted_ends_the_run()
    {
        var run = Refitting();
        run.Expect(new CallRefused("too large"), "release slots", "release dataset []", "end: Failed: too large");
    }

    [Fact]
    public void A_refit_whose_slot_is_lost_runs_on_another()
    {
        var run = Refitting();
        run.LeaseAge = TimeSpan.FromSeconds(5);
        run.Expect(Tick, "request 0");
        run.Expect(new SlotsLeased([], ["c"]), "cancel 2", "lost 2", "note 2: The refit was lost (1 of 10): The process of its slot is gone.");
        run.Now += TimeSpan.FromSeconds(1);
        run.Expect(Tick, "store", "request 1");
        run.Expect(Leased("d"), "refit 2 on d");
    }

    [Fact]
    public void Pauses_double_up_to_a_minute()
    {
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60], Enumerable.Range(1, 10).Select(n => RetryTerms.PauseAfter(n).TotalSeconds));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetryTerms.PauseAfter(0));
    }

    [Fact]
    public void When_nothing_lands_a_trial_lost_ten_times_ends_the_run()
    {
        var run = Searching();
        LoseTenTimes(run, 0);
        run.Expect(Tick, "cancel 1", "release slots", "release dataset []",
            "end: Failed: Trial 0 was lost 10 times, the last time by: The store is away. When that is mended, resume the run.");
    }

    [Fact]
    public void When_others_land_a_trial_lost_ten_times_fails_alone()
    {
        var run = Searching();
        run.Hear(new CallLost(0, "The store is away."));
        run.Hear(RunLife.Landed(1, 0.8));
        LoseTenTimes(run, 0, before: 1);
        const string Why = "Lost 10 times while other trials ended, the last time by: The store is away.";
        run.Expect(Tick, "store", "give up 0", $"note 0: Trial 0, logistic_regression, failed: {Why}");
        Assert.Equal((0, null), (run.Finished[^1].Number, run.Finished[^1].Score));
        run.Expect(Tick, "store", "request 2"); // trial 2 no longer waits for it
    }

    [Fact]
    public void A_refit_lost_ten_times_ends_the_run_and_so_does_a_registration()
    {
        var run = Refitting();
        LoseTenTimes(run, 2, wins: true);
        run.Expect(Tick, "release slots", "release dataset []",
            "end: Failed: The refit was lost 10 times, the last time by: The store is away. When that is mended, resume the run.");

        run = Refitting();
        run.Hear(new RefitLanded());
        for (int time = 1; time <= 10; time++)
        {
            Assert.Contains(run.Hear(Tick), decision => decision is RegisterVersion);
            run.Expect(new RegistrationLost("No answer."), "lost 2", $"note 2: The registration was lost ({time} of 10): No answer.");
            run.Now += TimeSpan.FromMinutes(1);
        }
        run.Expect(Tick, "release slots", "release dataset []",
            "end: Failed: The registration was lost 10 times, the last time by: No answer. When that is mended, resume the run.");
    }

    [Fact]
    public void A_run_that_is_interrupted_again_and_again_ends()
    {
        var run = Searching();
        run.Interruptions = 19;
        run.Expect(Tick);
        run.Interruptions = 20;
        Assert.IsType<Fail>(run.Hear(Tick)[^1]);
    }

    [Fact]
    public void What_cannot_be_worked_on_ends_the_run_at_once()
    {
        var run = Searching();
        run.Expect(new CallRefused("its content is gone"), "release slots", "release dataset []", "end: Failed: its content is gone");
    }

    [Fact]
    public void A_run_that_cannot_give_back_what_it_holds_ends_all_the_same()
    {
        var run = Searching();
        run.Expect(new Broken("it cannot be stored"), "cancel 0,1", "end: Failed: it cannot be stored");
    }

    [Fact]
    public void A_model_that_refuses_the_version_ends_the_run()
    {
        var run = Refitting();
        run.Hear(new RefitLanded());
        run.Hear(Tick);
        run.Expect(new RegistrationRefused("approval", "its name is malformed"), "release slots", "release dataset []",
            "end: Failed: The model 'approval' does not take the version: its name is malformed");
    }

    [Fact]
    public void After_a_restart_the_open_trials_are_launched_again_by_number()
    {
        var run = Searching();
        run.Hear(RunLife.Landed(1, 0.8));
        run.Hear(Tick);
        run.Restart();
        run.Expect(Tick, "request 1");
        run.Expect(Leased("x"), "launch 0 on x");

        run = Refitting();
        run.Restart();
        run.Expect(Tick, "request 1");
        run.Expect(Leased("y"), "refit 2 on y");

        // Registering again answers the version there is, so a restart behind the registration ends in the same way.
        run.Hear(new RefitLanded());
        run.Restart();
        run.Expect(Tick, "register");
    }

    [Fact]
    public void What_is_tried_depends_neither_on_arrival_nor_on_losses_nor_on_restarts()
    {
        var plan = Plan with { MaxTrials = 40, Lag = 4 };
        string undisturbed = Search(plan, new Random(0), slots: 1, disturbed: false);
        for (int seed = 1; seed <= 20; seed++) Assert.Equal(undisturbed, Search(plan, new Random(seed), slots: 1 + seed % 5, disturbed: true));
    }

    private static string Search(RunPlan plan, Random random, int slots, bool disturbed)
    {
        var run = new RunLife(plan);
        int leased = 0;
        while (run.Stage == RunStage.Search)
        {
            run.Now += TimeSpan.FromMinutes(1); // longer than any pause
            int wanted = run.Hear(Tick).OfType<RequestSlots>().SingleOrDefault()?.Wanted ?? 0;
            string[] granted = [.. Enumerable.Range(0, Math.Min(wanted, slots - run.InFlight.Count)).Select(_ => $"s{leased++}")];
            string[] lost = disturbed && random.Next(6) == 0 && run.InFlight.Count > 0 ? [run.InFlight[random.Next(run.InFlight.Count)].Slot] : [];
            if (wanted > 0 || lost.Length > 0) run.Hear(new SlotsLeased([.. granted], [.. lost]));
            if (disturbed && random.Next(10) == 0) run.Restart();
            if (run.InFlight.Count == 0) continue;
            var lands = run.InFlight[random.Next(run.InFlight.Count)].Spec;
            double score = (lands.Parameters.ToString().Aggregate(17u, (h, c) => h * 31 + c) % 1000) / 1000.0;
            run.Hear(new TrialLanded(new(lands.Number, lands.Trainer, lands.Parameters, score, 0.1), null));
        }
        return string.Join('\n', run.Finished.OrderBy(t => t.Number).Select(t => $"{t.Number} {t.Trainer} {t.Parameters} {t.Score}"));
    }

    /// <summary>Loses a call, waits, and launches it again, until it was lost ten times.</summary>
    private static void LoseTenTimes(RunLife run, int trial, int before = 0, bool wins = false)
    {
        for (int time = before + 1; time <= 10; time++)
        {
            if (!run.InFlight.Any(call => call.Spec.Number == trial))
            {
                run.Now += TimeSpan.FromMinutes(1);
                run.Hear(Tick);
                Assert.Contains(run.Hear(Leased($"s{time}")), decision => wins ? decision is LaunchRefit
                    : decision is LaunchTrial launch && launch.Spec.Number == trial);
            }
            Assert.Contains(run.Hear(new CallLost(trial, "The store is away.")), decision => decision is RecordLoss);
        }
    }

    private static SlotsLeased Leased(params string[] slots) => new([.. slots], []);

    /// <summary>Trials 0 and 1 on slots a and b.</summary>
    private static RunLife Searching()
    {
        var run = new RunLife(Plan);
        run.Expect(Tick, "request 2");
        run.Expect(Leased("a", "b"), "start", "launch 0 on a", "launch 1 on b");
        return run;
    }

    /// <summary>Trial 2 won and is fitted on slot c.</summary>
    private static RunLife Refitting()
    {
        var run = Searching();
        for (int trial = 0; trial < 4; trial++)
        {
            if (trial == 2)
            {
                run.Hear(Tick);
                run.Hear(Leased("a", "b"));
            }
            run.Hear(RunLife.Landed(trial, trial == 2 ? 0.9 : 0.5));
        }
        run.Hear(Tick);
        Assert.Equal(RunStage.Refit, run.Stage);
        run.Expect(Tick, "request 1");
        run.Expect(Leased("c"), "refit 2 on c");
        return run;
    }
}
