using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Referrals;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of serving plans and referrals.</summary>
internal static class ServingCommands
{
    private static readonly ReferralOpening Opening = new(
        "m", 1, $"prd_{Guid.Empty:N}_0", At, ReferralReasons.Sampled, "good", 0.9, ["bad", "good"], [], DateTimeOffset.UtcNow.AddDays(1));

    public static readonly Command[] All =
    [
        new("IServingPlanGrain.SetTrafficAsync", async s => Of(await PlanOf(s).SetTrafficAsync(new(1, 10, []), null)), s => s.PromoteAsync(2)),
        new("IServingPlanGrain.HaltAsync", async s => Of(await PlanOf(s).HaltAsync("e1", "odd")), async s =>
        {
            await s.PromoteAsync(2);
            await PlanOf(s).SetTrafficAsync(new(1, 10, []), null);
        }),
        new("IServingPlanGrain.SetReferralsAsync", async s => Of(await PlanOf(s).SetReferralsAsync(new(0.8, false, null, [], 0, 60), null)),
            s => s.RegisterAsync()),
        new("IServingPlanGrain.SetAnswersAsync", async s => Of(await PlanOf(s).SetAnswersAsync(AnswerSettings.Default with { Cache = true }, null)),
            s => s.RegisterAsync()),
        new("IReferralGrain.OpenAsync", async s => (await ReferralOf(s).OpenAsync(Opening)).Status, s => s.RegisterAsync()),
        new("IReferralGrain.DecideAsync", async s =>
            (await ReferralOf(s).DecideAsync(new(ReferralStatus.Overridden, "bad", "seen"))).Value?.Status, async s =>
        {
            await s.RegisterAsync();
            await ReferralOf(s).OpenAsync(Opening);
        }),
    ];

    private static IServingPlanGrain PlanOf(Stage stage) => stage.Grains.ServingPlan(stage.ModelKey);

    private static IReferralGrain ReferralOf(Stage stage) => stage.Grains.Referral(new(stage.Workspace, "rfr_1"));
}
