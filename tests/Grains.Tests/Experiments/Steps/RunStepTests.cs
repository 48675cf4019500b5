using static Kolosal.Experiments.StepScenes;

namespace Kolosal.Experiments;

/// <summary>A run from its plan to its end, decision by decision: the search, what is lost, and what ends it.</summary>
public class RunStepTests
{
    [Fact]
    public void From_the_plan_to_a_registered_version()
    {
        var run = new RunLife(Plan);
        run.Expect(TimePasses, "request 2");
        run.Expect(Leased("a"), "start", "launch 0 on a");
        run.Expect(TimePasses, "request 1");
        run.Expect(Leased("b"), "launch 1 on b");

        // Trial 1 is back first; trial 2 looks at trial 0 and has to wait for it.
        run.Expect(RunLife.Landed(1, 0.8, "gradient_boosting"), "record 1", "note 1: Trial 1, gradient_boosting: roc_auc 0.8");
        run.Expect(TimePasses, "store");
        run.Expect(RunLife.Landed(0, 0.71234567), "record 0", "note 0: Trial 0, logistic_regression: roc_auc 0.71235");
        run.Expect(TimePasses, "store", "request 2");
        run.Expect(Leased("a", "b"), "launch 2 on a", "launch 3 on b");
        run.Expect(RunLife.Landed(3, null, failure: "singular"), "record 3", "note 3: Trial 3, logistic_regression, failed: singular");
        run.Expect(RunLife.Landed(2, 0.9), "record 2", "note 2: Trial 2, logistic_regression: roc_auc 0.9");
        run.Expect(TimePasses, "store", "winner 2",
            "note 2: Search over after 4 trials; fitting trial 2, logistic_regression, on all development rows.", "store", "step after 0 s");

        run.Expect(TimePasses, "request 1");
        run.Expect(Leased("c"), "refit 2 on c");
        run.Expect(TimePasses);
        run.Expect(new RefitLanded(), "record model", "note 2: Fitted and evaluated on the test part.");
        run.Expect(TimePasses, "store", "register");
        run.Expect(new VersionRegistered("approval", 3), "release slots", "release dataset [approval:3]", "end: Completed: approval:3.");
        run.Expect(TimePasses);
    }

    [Fact]
    public void Without_a_free_slot_the_run_waits_and_has_not_started()
    {
        var run = new RunLife(Plan);
        run.Expect(TimePasses, "request 2");
        run.Expect(Leased());
        run.Expect(TimePasses, "request 2");
    }

    [Fact]
    public void A_dataset_that_is_gone_ends_the_run()
    {
        var run = new RunLife(Plan);
        run.Expect(TimePasses, "request 2");
        run.Expect(new DataRefused("deleted"), "release slots", "release dataset []", "end: Failed: deleted");
    }

    [Fact]
    public void Many_free_slots_are_filled_in_several_steps()
    {
        var run = new RunLife(Plan with { MaxTrials = 40, Lag = 20 });
        run.Expect(TimePasses, "request 8");
        var decisions = run.Hear(Leased([.. Enumerable.Range(0, 8).Select(slot => $"s{slot}")]));
        Assert.Equal(Enumerable.Range(0, 8), decisions.OfType<LaunchTrial>().Select(launch => launch.Spec.Number));
        Assert.Equal(new StepAfter(TimeSpan.Zero), decisions[^1]);
        run.Expect(TimePasses, "request 8");
        run.Hear(Leased([.. Enumerable.Range(8, 8).Select(slot => $"s{slot}")]));
        run.Expect(TimePasses, "request 4");
        Assert.DoesNotContain(run.Hear(Leased("t0", "t1", "t2", "t3")), decision => decision is StepAfter);
    }

    [Fact]
    public void A_lost_call_is_launched_again()
    {
        var run = Searching();
        run.Expect(new CallLost(0, "The store is away."), "lost 0", "note 0: Trial 0 was lost (1 of 10): The store is away.");

        // After half a second, and no sooner.
        run.Expect(TimePasses, "store");
        run.Now += TimeSpan.FromMilliseconds(500);
        run.Expect(TimePasses, "request 1");
        run.Expect(Leased("c"), "launch 0 on c");
    }

    [Fact]
    public void Leases_are_renewed_in_time_and_a_dead_process_gives_up_its_trial()
    {
        var run = Searching();
        run.LeaseAge = TimeSpan.FromSeconds(4.9);
        run.Expect(TimePasses);
        run.LeaseAge = TimeSpan.FromSeconds(5);
        run.Expect(TimePasses, "request 0");
        run.Expect(new SlotsLeased([], ["b"]), "cancel 1", "lost 1", "note 1: Trial 1 was lost (1 of 10): The process of its slot is gone.");
        run.Now += TimeSpan.FromSeconds(1);
        run.Expect(TimePasses, "store", "request 1");
        run.Expect(Leased("c"), "launch 1 on c");
    }

    [Fact]
    public void A_slot_asked_for_a_later_trial_goes_to_the_one_that_lost_its_own()
    {
        // Trial 3 would otherwise be suggested without knowing what trial 2 tries.
        var run = Searching();
        run.Hear(RunLife.Landed(0, 0.7));
        run.Hear(RunLife.Landed(1, 0.8));
        run.Expect(TimePasses, "store", "request 2");
        run.Expect(Leased("a"), "launch 2 on a");
        run.Expect(TimePasses, "request 1");
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
    public void A_budget_that_no_trial_met_ends_the_run()
    {
        var run = new RunLife(Plan with { TimeBudgetSeconds = 100 });
        run.Hear(TimePasses);
        run.Hear(Leased("a", "b"));
        run.Elapsed = TimeSpan.FromSeconds(100);
        run.Expect(TimePasses, "store", "cancel 0,1", "release slots", "release dataset []",
            "end: Failed: No trial ended within the time budget; give more time, or fewer rows.");
    }

    [Fact]
    public void Time_used_is_stored_every_five_seconds_when_there_is_a_budget()
    {
        var run = new RunLife(Plan with { TimeBudgetSeconds = 100 });
        run.Hear(TimePasses);
        run.Hear(Leased("a", "b"));
        run.Elapsed = TimeSpan.FromSeconds(5);
        run.Expect(TimePasses, "step after 95 s");
        run.Elapsed = TimeSpan.FromSeconds(5.5);
        run.Expect(TimePasses, "store", "step after 94.5 s");
        run.Expect(TimePasses, "step after 94.5 s");
    }

    [Fact]
    public void When_every_trial_failed_the_run_fails_with_the_first_reason()
    {
        var run = Searching();
        run.Hear(RunLife.Landed(1, null, failure: "no weight"));
        run.Hear(RunLife.Landed(0, null, failure: "other"));
        run.Hear(TimePasses);
        run.Hear(Leased("a", "b"));
        run.Hear(RunLife.Landed(2, null, failure: "third"));
        run.Hear(RunLife.Landed(3, null, failure: "fourth"));
        run.Expect(TimePasses, "store", "release slots", "release dataset []",
            "end: Failed: No trial has a score; the first failure was: no weight");
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
        run.Expect(TimePasses, "cancel 1", "release slots", "release dataset []",
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
        run.Expect(TimePasses, "store", "give up 0", $"note 0: Trial 0, logistic_regression, failed: {Why}");
        Assert.Equal((0, null), (run.Finished[^1].Number, run.Finished[^1].Score));
        run.Expect(TimePasses, "store", "request 2"); // trial 2 no longer waits for it
    }

    [Fact]
    public void A_run_that_is_interrupted_again_and_again_ends()
    {
        var run = Searching();
        run.Interruptions = 19;
        run.Expect(TimePasses);
        run.Interruptions = 20;
        Assert.IsType<Fail>(run.Hear(TimePasses)[^1]);
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
    public void After_a_restart_the_open_trials_are_launched_again_by_number()
    {
        var run = Searching();
        run.Hear(RunLife.Landed(1, 0.8));
        run.Hear(TimePasses);
        run.Restart();
        run.Expect(TimePasses, "request 1");
        run.Expect(Leased("x"), "launch 0 on x");

        run = Refitting();
        run.Restart();
        run.Expect(TimePasses, "request 1");
        run.Expect(Leased("y"), "refit 2 on y");

        // Registering again answers the version there is, so a restart behind the registration ends in the same way.
        run.Hear(new RefitLanded());
        run.Restart();
        run.Expect(TimePasses, "register");
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
            int wanted = run.Hear(TimePasses).OfType<RequestSlots>().SingleOrDefault()?.Wanted ?? 0;
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
}
