using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Experiments;

public class RunGrainTests
{
    private static readonly string[] Linear = ["logistic_regression"];

    [Fact]
    public async Task A_run_ends_with_a_registered_model()
    {
        using var measured = new Measurements("Kolosal.Experiments");
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(300));
        await silo.StartRunAsync("run_a", Request(data) with { ModelName = "approval", MaxTrials = 6 });
        var run = await silo.EndsAsync("run_a");

        Assert.Equal((RunStatus.Completed, 100d, 6, 0), (run.State, run.Percent, run.FinishedTrials, run.FailedTrials));
        Assert.Equal(("approval", 1), (run.ModelName, run.ModelVersion));
        Assert.InRange(run.BestScore!.Value, 0.85, 1);
        var model = await silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "approval")).GetAsync();
        Assert.Equal(run.PackageSha256, model.Value!.Versions.Single().PackageSha256);

        var board = (await silo.Run("run_a").LeaderboardAsync()).Value!;
        Assert.Equal(run.BestScore, board.Entries[0].Outcome.Score);
        Assert.Equal(board.Entries.Select(e => e.Outcome.Score).OrderDescending(), board.Entries.Select(e => e.Outcome.Score));
        Assert.Equal(Enumerable.Range(0, 6), (await silo.Run("run_a").TrialsAsync()).Value.Select(t => t.Number));

        Assert.True(measured.Count("kolosal.experiments.runs", "outcome=completed") >= 1);
        Assert.True(measured.Count("kolosal.experiments.trial.duration", "outcome=scored") >= 6);
        Assert.True(measured.Sum("kolosal.experiments.refit.duration", "trainer=logistic_regression") > 0);

        // The dataset is free again, and knows what learnt from it.
        Assert.Contains("approval:1", (await silo.Grains.Dataset(TrainingRuns.Workspace, data).GetLineageAsync()).Value!.Models);
        var listed = await silo.Services.GetRequiredService<ICatalogue>().FindAsync(TrainingRuns.Workspace, CatalogueKinds.Run, "run_a", default);
        Assert.Contains("\"state\":\"completed\"", listed!.Document);
        var active = await silo.Service<ICatalogue>().QueryAsync(new(ResourceKey.System, CatalogueKinds.ActiveRun, []), default);
        Assert.Empty(active.Items);
    }

    [Fact]
    public async Task The_winner_is_the_same_bit_for_bit_on_any_number_of_threads_and_over_restarts()
    {
        var table = Tables.Binary(250);
        string expected = await HashAsync(threads: 1, (_, _) => Task.CompletedTask);
        Assert.Equal(expected, await HashAsync(threads: 2, (_, _) => Task.CompletedTask));
        Assert.Equal(expected, await HashAsync(threads: 2, async (silo, run) =>
        {
            await silo.ReachesAsync(run, r => r.FinishedTrials >= 2);
            await silo.DeactivateAsync(run);
            await silo.ReachesAsync(run, r => r.FinishedTrials >= 4);
            await silo.DeactivateAsync(run);
        }));
        Assert.Equal(expected, await HashAsync(threads: 2, async (silo, run) =>
        {
            await silo.ReachesAsync(run, r => r.FinishedTrials >= 3);
            await silo.KillAsync();
        }));

        async Task<string> HashAsync(int threads, Func<PlatformSilo, string, Task> disturb)
        {
            await using var silo = await TestTables.StartSiloAsync(threads);
            string data = await silo.AddAsync(table);
            await silo.StartRunAsync("run_d", Request(data) with { MaxTrials = 8, Trainers = ["logistic_regression", "gradient_boosting"],
                Folds = 3 });
            await disturb(silo, "run_d");
            var run = await silo.EndsAsync("run_d");
            Assert.Equal((RunStatus.Completed, 8), (run.State, run.FinishedTrials));
            return run.PackageSha256!;
        }
    }

    [Fact]
    public async Task Starting_twice_is_starting_once_and_other_options_are_refused()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(100));
        var first = await silo.StartRunAsync("run_b", Request(data));
        Assert.Equal(first.CreatedAt, (await silo.StartRunAsync("run_b", Request(data))).CreatedAt);
        var other = await silo.Run("run_b").StartAsync(Request(data) with { Seed = 5 });
        Assert.Equal(RefusalKind.Conflict, other.Refusal!.Kind);
        await silo.EndsAsync("run_b");
    }

    [Fact]
    public async Task Data_that_cannot_teach_creates_nothing()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(1));
        var refused = await silo.Run("run_c").StartAsync(Request(data));
        Assert.Equal((RefusalKind.Unprocessable, "experiments.cannot-learn"), (refused.Refusal!.Kind, refused.Refusal.Code));
        Assert.Equal(RefusalKind.NotFound, (await silo.Run("run_c").GetAsync()).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await silo.Run("run_c").StartAsync(Request("ds_none"))).Refusal!.Kind);
        Assert.Equal("$.folds", (await silo.Run("run_c").StartAsync(Request(data) with { Folds = 99 })).Refusal!.Errors.Keys.Single());
        Assert.True((await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Accepted); // nobody holds it
    }

    [Fact]
    public async Task A_cancelled_run_keeps_its_trials_and_goes_on_where_it_stopped()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var table = Tables.Binary(2000);
        string data = await silo.AddAsync(table);
        var request = Request(data) with { MaxTrials = 12, Trainers = ["gradient_boosting"], Folds = 2 };
        await silo.StartRunAsync("run_e", request);
        await silo.ReachesAsync("run_e", r => r.FinishedTrials >= 1);
        var cancelled = (await silo.Run("run_e").CancelAsync()).Value!;
        Assert.Equal((RunStatus.Cancelled, 0), (cancelled.State, cancelled.RunningTrials));
        Assert.Equal(RunStatus.Cancelled, (await silo.Run("run_e").CancelAsync()).Value!.State);
        Assert.InRange(cancelled.FinishedTrials, 1, 11);

        var resumed = (await silo.Run("run_e").ResumeAsync()).Value!;
        Assert.Equal((RunStatus.Queued, cancelled.FinishedTrials), (resumed.State, resumed.FinishedTrials));
        var interrupted = await silo.EndsAsync("run_e");

        await silo.StartRunAsync("run_f", request);
        var undisturbed = await silo.EndsAsync("run_f");
        Assert.Equal(undisturbed.PackageSha256, interrupted.PackageSha256);
        Assert.Equal(RefusalKind.Conflict, (await silo.Run("run_f").CancelAsync()).Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, (await silo.Run("run_f").ResumeAsync()).Refusal!.Kind);
    }

    [Fact]
    public async Task When_every_trial_fails_the_run_fails_with_the_reason()
    {
        await using var silo = await TestTables.StartSiloAsync();
        // Where no row counts, no trainer has anything to learn from.
        var table = Tables.Binary(60);
        var unweighted = new Frame(new TableSchema([.. table.Schema.Columns, new ColumnSchema("weight", ColumnType.Numeric, ColumnRole.Weight)]),
            [.. table.Columns, new NumericColumn(new double[60])]);
        string data = await silo.AddAsync(unweighted);
        await silo.StartRunAsync("run_g", Request(data) with { MaxTrials = 3 });
        var run = await silo.EndsAsync("run_g");
        Assert.Equal((RunStatus.Failed, 3), (run.State, run.FailedTrials));
        Assert.Contains("No trial has a score", run.Reason);
        Assert.All((await silo.Run("run_g").TrialsAsync()).Value, t => Assert.NotNull(t.Failure));
        Assert.True((await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Accepted);
    }

    [Fact]
    public async Task Events_are_numbered_without_gaps_and_resume_where_a_reader_left()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(200));
        await silo.StartRunAsync("run_h", Request(data) with { MaxTrials = 5 });
        var events = await silo.Run("run_h").EventsAsync(0).ToListAsync();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal(RunStatus.Completed, events[^1].State);
        Assert.Equal(events.Select(e => e.Percent).Order(), events.Select(e => e.Percent));
        Assert.Equal(events[3..], await silo.Run("run_h").EventsAsync(3).ToListAsync());
    }

    [Fact]
    public async Task A_time_budget_ends_the_search_and_a_model_comes_of_what_there_is()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(500));
        await silo.StartRunAsync("run_t", Request(data) with { TimeBudgetSeconds = 5, MaxTrials = null });
        var run = await silo.EndsAsync("run_t");
        Assert.Equal(RunStatus.Completed, run.State);
        Assert.InRange(run.FinishedTrials, 1, RunPlanner.MostTrials - 1);
        Assert.NotNull(run.PackageSha256);
    }

    [Fact]
    public async Task Every_step_of_a_run_stands_in_the_audit_trail()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_i", Request(data) with { MaxTrials = 2 });
        await silo.EndsAsync("run_i");
        var entries = await silo.Services.GetRequiredService<IAuditLog>().ReadAsync(TrainingRuns.Workspace, 0, default).ToListAsync();
        Assert.Equal(["run.start", "run.run", "run.complete"], entries.Select(e => JsonDocument.Parse(e.Text).RootElement)
            .Where(e => e.GetProperty("subject").GetString() == "runs/run_i").Select(e => e.GetProperty("action").GetString()));
    }

    private static RunRequest Request(string dataset) => RunRequest.For(dataset, "label") with { Trainers = [.. Linear], MaxTrials = 4, Seed = 3 };
}
