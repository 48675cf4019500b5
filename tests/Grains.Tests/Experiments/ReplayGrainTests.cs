using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Models;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Experiments;

public class ReplayGrainTests
{
    [Fact]
    public async Task A_version_is_made_again_with_the_same_hash_also_one_of_a_search_that_its_time_cut_off()
    {
        using var measured = new Measurements("Kolosal.Experiments");
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(300));
        var timed = Request(data) with { MaxTrials = null, TimeBudgetSeconds = 4, Trainers = ["gradient_boosting", "logistic_regression"] };
        await silo.StartRunAsync("run_t", timed);
        Assert.Equal(RunStatus.Completed, (await silo.EndsAsync("run_t")).State);

        var replay = await ReplayAsync(silo, "replay_a");
        Assert.True(replay is { State: ReplayStatus.Completed, Same: true }, JsonSerializer.Serialize(replay));
        Assert.All(replay.Parts, part => Assert.True(part.Same, $"{part.Name}: {part.Recorded} and {part.Found}"));
        Assert.Equal(["data", "schema", "plan", "trials", "winner"], replay.Parts.Take(5).Select(part => part.Name));
        Assert.Equal("package", replay.Parts[^1].Name);
        Assert.True(measured.Sum("kolosal.experiments.replays", "outcome=same") >= 1);

        // Asked for again, it is the same replay; of another version it is none.
        Assert.Equal(replay.UpdatedAt, (await silo.Grains.Replay(Key("replay_a")).StartAsync("m", "1")).Value!.UpdatedAt);
        Assert.Equal("models.no-such-version", (await silo.Grains.Replay(Key("replay_a")).StartAsync("m", "2")).Refusal!.Code);
        var entries = await silo.Services.GetRequiredService<IAuditLog>().ReadAsync(TrainingRuns.Workspace, 0, default).ToListAsync();
        Assert.Equal(["replay.start", "replay.end"], entries.Select(e => JsonDocument.Parse(e.Text).RootElement)
            .Where(e => e.GetProperty("subject").GetString() == "replays/replay_a").Select(e => e.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task The_record_names_data_schema_seeds_trials_and_what_computed_them()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_r", Request(data));
        var run = await silo.EndsAsync("run_r");
        var record = (await silo.Run("run_r").RecordAsync()).Value!;
        var kept = (await silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "m")).GetVersionAsync("1")).Value!.Registration.Record!;
        Assert.Equal(JsonSerializer.Serialize(kept), JsonSerializer.Serialize(record));
        Assert.Equal((data, 100, 3, run.PackageSha256), (record.DatasetId, record.Rows, record.Trials, record.PackageSha256));
        Assert.Equal(["x0", "x1", "noise", "colour", "label"], record.Schema.Select(column => column.Name));
        Assert.Contains(record.Seeds, seed => seed.Purpose == "fit");
        var environment = record.Environment!;
        Assert.Contains(".NET", environment.Runtime, StringComparison.Ordinal);
        Assert.Contains("mathnet_numerics", environment.Libraries.Keys);
        Assert.Equal(2, environment.Threads);
        var card = (await silo.Grains.Model(new ModelKey(TrainingRuns.Workspace, "m")).GetCardAsync("1")).Value!;
        Assert.Equal(record.PlanSha256, card.Record!.PlanSha256);
    }

    [Fact]
    public async Task Where_the_rows_have_changed_the_package_differs_and_it_is_said_where()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_d", Request(data));
        await silo.EndsAsync("run_d");
        silo.Service<TestTables>().Replace(data, Tables.Binary(100, seed: 2));
        await silo.Silo.RestartAsync(); // whoever has the table in memory would learn from that

        var replay = await ReplayAsync(silo, "replay_b");
        Assert.Equal((ReplayStatus.Completed, false), (replay.State, replay.Same));
        var package = replay.Parts[^1];
        Assert.False(package.Same);
        Assert.Contains("First difference in the manifest at $.", package.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_was_edited_is_told_by_its_part()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_e", Request(data));
        await silo.EndsAsync("run_e");

        // Somebody with the database open gives the run another seed, and its trials other scores.
        silo.Silo.Storage.Edit("run", text => text.Replace("\\u0022seed\\u0022:3", "\\u0022seed\\u0022:4", StringComparison.Ordinal)
            .Replace("\"Score\":0.", "\"Score\":0.0", StringComparison.Ordinal));
        await silo.DeactivateAsync("run_e");
        var replay = await ReplayAsync(silo, "replay_c");
        Assert.Equal(["plan", "trials", "package"], replay.Parts.Where(part => !part.Same).Select(part => part.Name));
        Assert.Contains("$.members[0].seed", replay.Parts[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_made_here_cannot_be_made_again()
    {
        await using var silo = await TestTables.StartSiloAsync();
        Assert.Equal("models.not-found", (await silo.Grains.Replay(Key("replay_n")).StartAsync("nothing", null)).Refusal!.Code);
        Assert.Equal("experiments.no-such-replay", (await silo.Grains.Replay(Key("replay_n")).GetAsync()).Refusal!.Code);
    }

    private static async Task<ReplayReport> ReplayAsync(PlatformSilo silo, string id)
    {
        var started = await silo.Grains.Replay(Key(id)).StartAsync("m", "1");
        Assert.True(started.Accepted, started.Refusal?.Message);
        return await Eventually.HoldsAsync(async () => (await silo.Grains.Replay(Key(id)).GetAsync()).Value!,
            replay => replay.State is ReplayStatus.Completed or ReplayStatus.Failed);
    }

    private static ResourceKey Key(string id) => new(TrainingRuns.Workspace, id);

    private static RunRequest Request(string dataset) =>
        RunRequest.For(dataset, "label") with { Trainers = ["logistic_regression"], MaxTrials = 3, Seed = 3, ModelName = "m" };
}
