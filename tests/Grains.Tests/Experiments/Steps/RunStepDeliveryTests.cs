using static Kolosal.Experiments.StepScenes;

namespace Kolosal.Experiments;

/// <summary>A run decision by decision: how it stops or rests, and how its model is made and delivered.</summary>
public class RunStepDeliveryTests
{
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
    public void A_budget_ends_the_search_in_time_to_fit_the_winner()
    {
        // One fit takes 1 s. Ahead lie the refit at two fits' worth, and a fit for each of five folds for the calibration: 7 s of 100.
        var run = new RunLife(Plan with { TimeBudgetSeconds = 100 }) { Elapsed = TimeSpan.FromSeconds(1) };
        run.Expect(TimePasses, "request 2", "step after 99 s");
        run.Expect(Leased("a", "b"), "start", "launch 0 on a", "launch 1 on b");
        run.Elapsed = TimeSpan.FromSeconds(20);
        run.Expect(RunLife.Landed(0, 0.7, fitSeconds: 1), "record 0", "note 0: Trial 0, logistic_regression: roc_auc 0.7");
        run.Expect(TimePasses, "store", "request 1", "step after 73 s");
        run.Expect(Leased());
        run.Elapsed = TimeSpan.FromSeconds(93);
        run.Expect(TimePasses, "store", "cancel 1", "winner 0",
            "note 0: Search over by its time budget after 1 trials; fitting trial 0, logistic_regression, on all development rows.", "store",
            "step after 0 s");
    }

    [Fact]
    public void An_ensemble_is_made_with_every_slot_that_one_process_gives()
    {
        string a = SlotLedger.SlotName("a", 0), b0 = SlotLedger.SlotName("b", 0), b1 = SlotLedger.SlotName("b", 1);
        var run = new RunLife(Plan with { Ensemble = EnsembleRule.Greedy, Lag = 3, MaxTrials = 1 });
        run.Hear(TimePasses);
        run.Hear(Leased(a));
        run.Hear(RunLife.Landed(0, 0.7));
        run.Expect(TimePasses, "store", "winner 0",
            "note 0: Search over after 1 trials; making the model; trial 0, logistic_regression, is ahead.", "store", "step after 0 s");
        run.Expect(TimePasses, "request 3");
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
        run.Hear(TimePasses);
        run.Hear(Leased([.. Enumerable.Range(0, 10).Select(i => SlotLedger.SlotName("a", i))]));
        for (int n = 0; n < 10; n++) run.Hear(RunLife.Landed(n, 0.7, fitSeconds: 2));
        run.Elapsed = TimeSpan.FromSeconds(100 - 24 - 0.1);
        Assert.DoesNotContain(run.Hear(TimePasses), d => d is ChooseWinner);
        run.Elapsed = TimeSpan.FromSeconds(100 - 24 + 0.1);
        var chosen = Assert.Single(run.Hear(TimePasses).OfType<ChooseWinner>());
        Assert.Equal(23.9 - 1, chosen.AllowanceSeconds!.Value, 6); // less what registration takes
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
        run.Expect(TimePasses, "request 0");
        run.Expect(new SlotsLeased([], ["c"]), "cancel 2", "lost 2", "note 2: The refit was lost (1 of 10): The process of its slot is gone.");
        run.Now += TimeSpan.FromSeconds(1);
        run.Expect(TimePasses, "store", "request 1");
        run.Expect(Leased("d"), "refit 2 on d");
    }

    [Fact]
    public void A_refit_lost_ten_times_ends_the_run_and_so_does_a_registration()
    {
        var run = Refitting();
        LoseTenTimes(run, 2, wins: true);
        run.Expect(TimePasses, "release slots", "release dataset []",
            "end: Failed: The refit was lost 10 times, the last time by: The store is away. When that is mended, resume the run.");

        run = Refitting();
        run.Hear(new RefitLanded());
        for (int time = 1; time <= 10; time++)
        {
            Assert.Contains(run.Hear(TimePasses), decision => decision is RegisterVersion);
            run.Expect(new RegistrationLost("No answer."), "lost 2", $"note 2: The registration was lost ({time} of 10): No answer.");
            run.Now += TimeSpan.FromMinutes(1);
        }
        run.Expect(TimePasses, "release slots", "release dataset []",
            "end: Failed: The registration was lost 10 times, the last time by: No answer. When that is mended, resume the run.");
    }

    [Fact]
    public void A_model_that_refuses_the_version_ends_the_run()
    {
        var run = Refitting();
        run.Hear(new RefitLanded());
        run.Hear(TimePasses);
        run.Expect(new RegistrationRefused("approval", "its name is malformed"), "release slots", "release dataset []",
            "end: Failed: The model 'approval' does not take the version: its name is malformed");
    }
}
