using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Testing;

namespace Kolosal.Experiments;

public class TrainingSlotGrainTests
{
    [Fact]
    public async Task A_slot_of_a_process_that_is_gone_refuses_to_work_elsewhere()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var gone = silo.Grains.TrainingSlot(SlotLedger.SlotName("0123456789abcdef", 0));
        var work = new TrialWork(new DatasetContent("ds", 1, [], null, new BlobRef("w1", "", 0), new BlobRef("w1", "", 0)), "{}", 0, "ridge", "{}");
        Assert.Equal(SlotRefusals.Vanished, (await gone.RunTrialAsync(work)).Refusal!.Code);
        Assert.Equal(SlotRefusals.Vanished, (await gone.DeliverAsync(new DeliveryWork(work, [], null, 1))).Refusal!.Code);
    }

    [Fact]
    public async Task A_process_offers_a_slot_for_each_thread()
    {
        await using var silo = await TestTables.StartSiloAsync(threads: 3);
        var lease = await Eventually.HoldsAsync(() => silo.Grains.SlotLedger().LeaseAsync("w1/run_x", [], 10), l => l.Granted.Length > 0);
        Assert.Equal(3, lease.Granted.Length);
        Assert.Empty((await silo.Grains.SlotLedger().LeaseAsync("w1/run_y", [], 1)).Granted);
        await silo.Grains.SlotLedger().ReleaseAsync("w1/run_x");
        Assert.Single((await silo.Grains.SlotLedger().LeaseAsync("w1/run_y", [], 1)).Granted);
    }

    [Fact]
    public async Task A_trial_runs_once_and_remembers()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(100));
        var content = (await silo.Grains.Dataset(TrainingRuns.Workspace, data).OpenAsync()).Value!;
        var plan = RunPlanner.Plan(Tables.Options("label") with { Trainers = ["logistic_regression"] }, Tables.Binary(100), null);
        var work = new TrialWork(content, plan.ToJson(), 0, "logistic_regression", "{}");
        var trial = silo.Grains.Trial(new ResourceKey(TrainingRuns.Workspace, "run_z"), 0);

        Assert.False((await trial.ExecuteAsync(work, SlotLedger.SlotName("gone", 0))).Accepted);
        var lease = await Eventually.HoldsAsync(() => silo.Grains.SlotLedger().LeaseAsync("w1/run_z", [], 1), l => l.Granted.Length > 0);
        var first = await trial.ExecuteAsync(work, lease.Granted[0]);
        Assert.NotNull(first.Value!.Outcome);
        // Even on a slot that no longer exists: nothing runs, the figures are those of the first time.
        var again = await trial.ExecuteAsync(work, SlotLedger.SlotName("gone", 0));
        Assert.Equal(JsonSerializer.Serialize(first.Value), JsonSerializer.Serialize(again.Value));
    }
}
