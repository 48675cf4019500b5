using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Retraining;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of retraining.</summary>
internal static class RetrainingCommands
{
    private static readonly RetrainingPolicy Policy = RetrainingRules.Defaults with
    {
        Triggers = new(IncidentSeverity.Sev4, null, false, null, null),
        Run = new(null, 1, 2, ["logistic_regression"], null, "none", null, 5),
    };

    public static readonly Command[] All =
    [
        new("IRetrainingPolicyGrain.SetAsync", async s => Of(await PolicyOf(s).SetAsync(Policy, null)), s => s.RegisterAsync()),
        new("IRetrainingPolicyGrain.DeleteAsync", async s => Of(await PolicyOf(s).DeleteAsync()), async s =>
        {
            await s.RegisterAsync();
            await PolicyOf(s).SetAsync(Policy, null);
        }),

        // Its champion learnt from a dataset that does not exist: it ends at once, and so leaves nothing to wait for.
        new("IRetrainingPolicyGrain.StartAsync", async s => (await PolicyOf(s).StartAsync("c1", "")).Accepted, s => s.PromoteAsync(), EndAsync),
        new("IRetrainingPolicyGrain.NudgeAsync", async s =>
        {
            await PolicyOf(s).NudgeAsync("INC-2026-000001");
            return (await PolicyOf(s).GetAsync()).Value?.Triggers.Length;
        }, async s =>
        {
            await s.PromoteAsync();
            await PolicyOf(s).SetAsync(Policy, null);
            await s.Grains.IncidentDesk(s.Workspace).RaiseAsync(new(
                "e1", "models/m", "m", IncidentType.Drift, IncidentSeverity.Sev3, "It differs", At, At, "far"));
        }, EndAsync),
        new("IRetrainingGrain.StartAsync", async s => (await Grain(s).StartAsync(Order)).Accepted, s => s.PromoteAsync(), EndAsync),
    ];

    private static RetrainingOrder Order => new("m", new("manual/ann/c1", TriggerKind.Manual, At, null, "by hand"), Policy, "ann", null);

    private static IRetrainingPolicyGrain PolicyOf(Stage stage) => stage.Grains.RetrainingPolicy(stage.Workspace, "m");

    private static IRetrainingGrain Grain(Stage stage) => stage.Grains.Retraining(new(stage.Workspace, "rt_1"));

    private static Task EndAsync(Stage stage) => Testing.Eventually.HoldsAsync(async () =>
    {
        string id = (await PolicyOf(stage).GetAsync()).Value?.Current ?? RetrainingId.For("m", "manual/system/c1");
        var ended = await stage.Grains.Retraining(new(stage.Workspace, id)).GetAsync();
        if (!ended.Accepted) ended = await Grain(stage).GetAsync();
        return ended.Value?.Status == RetrainingStatus.Failed;
    });
}
