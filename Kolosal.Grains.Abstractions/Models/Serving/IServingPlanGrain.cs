using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Models;

/// <summary>How a model answers: who gets which version, what a person looks at, what is remembered. Key <c>workspace/name</c>.</summary>
/// <remarks>
/// Beside the model and not in it, because predictors ask for it all the time and nothing in it decides who is champion. Every change is
/// audited; predictors notice one within their refresh interval.
/// </remarks>
[Alias("kolosal.models.IServingPlanGrain"), Concerns(ConditionAttribute.Model)]
public interface IServingPlanGrain : IGrainWithStringKey
{
    /// <summary>The plan; the defaults where nobody has set any. Refuses <c>models.not-found</c>.</summary>
    [AlwaysInterleave, Alias("Get"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ServingPlan>> GetAsync();

    /// <summary>The plan as predictors need it, without asking whether the model is there.</summary>
    [AlwaysInterleave, Alias("Current")]
    Task<ServingPlan> CurrentAsync();

    /// <summary>Sets who gets which version.</summary>
    /// <param name="traffic">The wanted state. A canary that was halted is let in again by this alone.</param>
    /// <param name="ifRevision">The revision that was read; null to overwrite. Refuses <c>traffic.changed</c> (412).</param>
    /// <remarks>
    /// Refuses <c>traffic.bad-plan</c> (422, errors by JSON path), <c>models.not-found</c>, and what <c>IModelGrain.ResolveAsync</c> refuses of a
    /// version that is named: a canary or shadow must be approved.
    /// </remarks>
    [Alias("SetTraffic"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ServingPlan>> SetTrafficAsync(TrafficPlan traffic, long? ifRevision);

    /// <summary>Ends canary and shadows at once; the champion answers everything.</summary>
    /// <param name="evidence">Names the cause; the same one again changes nothing.</param>
    /// <param name="reason">Why, in words. 1 to 2,000 characters.</param>
    [Alias("Halt"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ServingPlan>> HaltAsync(string evidence, string reason);

    /// <summary>Sets which predictions a person looks at; null for none.</summary>
    /// <remarks>Refuses <c>referrals.bad-rule</c> (422, errors by JSON path) and <c>traffic.changed</c> (412).</remarks>
    [Alias("SetReferrals"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ServingPlan>> SetReferralsAsync(ReferralRule? rule, long? ifRevision);

    /// <summary>Sets coverage, cache and announced ends.</summary>
    /// <remarks>Refuses <c>serving.bad-settings</c> (422, errors by JSON path) and <c>traffic.changed</c> (412).</remarks>
    [Alias("SetAnswers"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ServingPlan>> SetAnswersAsync(AnswerSettings settings, long? ifRevision);
}

public static class ServingPlanGrains
{
    public static IServingPlanGrain ServingPlan(this IGrainFactory grains, ModelKey model) => grains.GetGrain<IServingPlanGrain>(model.ToString());
}
