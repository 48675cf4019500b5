using System.Diagnostics;
using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Kolosal.Experiments;

/// <summary>Runs that rest, wait and stop: what they hold meanwhile, and that nothing of it changes what comes of them.</summary>
public class PausedRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_paused_run_gives_back_its_slots_keeps_its_dataset_and_ends_as_if_it_had_never_rested()
    {
        await using var silo = await StartAsync();
        var pool = silo.Service<BlockingPool>();
        string data = await silo.AddAsync(Tables.Binary(200));
        await silo.StartRunAsync("run_calm", Request(data));
        string? undisturbed = (await silo.EndsAsync("run_calm")).PackageSha256;

        pool.Blocks = true;
        await silo.StartRunAsync("run_a", Request(data) with { TimeBudgetSeconds = 3_000 });
        await Eventually.HoldsAsync(() => pool.Blocked == 2);
        var paused = (await silo.Run("run_a").PauseAsync()).Value!;
        Assert.Equal((RunStatus.Paused, 0, null), (paused.State, paused.RunningTrials, paused.EtaSeconds));
        await Eventually.HoldsAsync(() => pool.Blocked == 0);

        // Both slots are free for others, the dataset is not, and the time at work stands still.
        pool.Blocks = false;
        await silo.StartRunAsync("run_b", Request(data) with { Seed = 4 });
        Assert.Equal(RunStatus.Completed, (await silo.EndsAsync("run_b")).State);
        Assert.Equal(RefusalKind.Conflict, (await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Refusal!.Kind);
        await silo.DeactivateAsync("run_a");
        var rested = (await silo.Run("run_a").GetAsync()).Value!;
        Assert.Equal((RunStatus.Paused, paused.ElapsedSeconds), (rested.State, rested.ElapsedSeconds));

        Assert.Equal(RunStatus.Paused, (await silo.Run("run_a").PauseAsync()).Value!.State);
        Assert.True((await silo.Run("run_a").ResumeAsync()).Accepted);
        var ended = await silo.EndsAsync("run_a");
        Assert.Equal((RunStatus.Completed, undisturbed), (ended.State, ended.PackageSha256));
        Assert.Equal(["run.start", "run.run", "run.pause", "run.resume", "run.run", "run.complete"], await ActionsAsync(silo, "run_a"));
        Assert.Equal(RefusalKind.Conflict, (await silo.Run("run_a").PauseAsync()).Refusal!.Kind);
    }

    [Fact]
    public async Task A_paused_run_can_be_cancelled_and_lets_go_of_its_dataset()
    {
        await using var silo = await StartAsync();
        silo.Service<BlockingPool>().Blocks = true;
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_c", Request(data));
        await silo.ReachesAsync("run_c", run => run.State == RunStatus.Running);
        Assert.True((await silo.Run("run_c").PauseAsync()).Accepted);
        Assert.Equal(RunStatus.Cancelled, (await silo.Run("run_c").CancelAsync()).Value!.State);
        Assert.True((await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Accepted);
    }

    [Fact]
    public async Task A_fit_that_would_go_on_for_ever_ends_when_its_run_is_cancelled()
    {
        await using var silo = await StartAsync();
        var pool = silo.Service<BlockingPool>();
        pool.Blocks = true;
        string data = await silo.AddAsync(Tables.Binary(100));
        List<double> answers = [], ends = [];
        for (int i = 0; i < 5; i++)
        {
            int before = pool.Ended;
            await silo.StartRunAsync($"run_d{i}", Request(data));
            await Eventually.HoldsAsync(() => pool.Blocked == 2);
            long began = Stopwatch.GetTimestamp();
            Assert.Equal(RunStatus.Cancelled, (await silo.Run($"run_d{i}").CancelAsync()).Value!.State);
            answers.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Eventually.HoldsAsync(() => pool.Ended == before + 2);
            ends.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        output.WriteLine($"Cancelled: answered after {string.Join(' ', answers.Select(ms => $"{ms:0}"))} ms, both computations had ended after "
            + $"{string.Join(' ', ends.Select(ms => $"{ms:0}"))} ms.");
    }

    [Fact]
    public async Task Runs_wait_in_the_order_they_came_and_one_too_many_is_refused()
    {
        await using var silo = await StartAsync(settings: new()
        {
            ["Kolosal:Experiments:RunningRunsPerWorkspace"] = "1",
            ["Kolosal:Experiments:QueuedRunsPerWorkspace"] = "2",
        });
        var pool = silo.Service<BlockingPool>();
        pool.Blocks = true;
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_1", Request(data) with { TimeBudgetSeconds = 1_000 });
        await Eventually.HoldsAsync(() => pool.Blocked == 2);
        await silo.StartRunAsync("run_2", Request(data) with { TimeBudgetSeconds = 1_000 });
        await silo.StartRunAsync("run_3", Request(data));
        Assert.Equal(1, (await silo.ReachesAsync("run_2", run => run.QueuePosition is not null)).QueuePosition);
        Assert.Equal(2, (await silo.ReachesAsync("run_3", run => run.QueuePosition is not null)).QueuePosition);
        var refused = (await silo.Run("run_4").StartAsync(Request(data))).Refusal!;
        Assert.Equal((RefusalKind.TooMany, "experiments.queue-full"), (refused.Kind, refused.Code));

        // Waiting is no time at work; planning was.
        double planned = (await silo.Run("run_2").GetAsync()).Value!.ElapsedSeconds;
        Assert.NotNull((await silo.ReachesAsync("run_3", run => run.QueuePosition is 2)).QueuePosition);
        Assert.Equal(planned, (await silo.Run("run_2").GetAsync()).Value!.ElapsedSeconds);
        Assert.Null((await silo.Run("run_1").GetAsync()).Value!.QueuePosition);
        pool.Blocks = false;
        Assert.True((await silo.Run("run_1").CancelAsync()).Accepted);
        Assert.Equal(RunStatus.Completed, (await silo.EndsAsync("run_2")).State);
        var last = await silo.EndsAsync("run_3");
        Assert.Equal((RunStatus.Completed, null), (last.State, last.QueuePosition));
        var begun = await ActionsAsync(silo, null);
        Assert.Equal(["runs/run_1", "runs/run_2", "runs/run_3"], begun);
    }

    /// <summary>The actions on a run; or, without one, the runs that began to run, in order.</summary>
    private static async Task<string[]> ActionsAsync(PlatformSilo silo, string? run)
    {
        var entries = await silo.Services.GetRequiredService<IAuditLog>().ReadAsync(TrainingRuns.Workspace, 0, default).ToListAsync();
        var parsed = entries.Select(e => JsonDocument.Parse(e.Text).RootElement)
            .Select(e => (Subject: e.GetProperty("subject").GetString()!, Action: e.GetProperty("action").GetString()!));
        return run is null ? [.. parsed.Where(e => e.Action == "run.run").Select(e => e.Subject)]
            : [.. parsed.Where(e => e.Subject == $"runs/{run}").Select(e => e.Action)];
    }

    private static Task<PlatformSilo> StartAsync(Dictionary<string, string?>? settings = null) => TestTables.StartSiloAsync(
        threads: 2, settings: settings, services: services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(ITrainingPool)).ImplementationType!;
            services.AddSingleton(provider => new BlockingPool((ITrainingPool)ActivatorUtilities.CreateInstance(provider, real)));
            services.AddSingleton<ITrainingPool>(provider => provider.GetRequiredService<BlockingPool>());
        });

    private static RunRequest Request(string dataset) =>
        RunRequest.For(dataset, "label") with { Trainers = ["logistic_regression"], MaxTrials = 4, Seed = 3 };
}
