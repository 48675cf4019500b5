using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Retraining;

/// <summary>When one model is trained again. Key <c>workspace/model</c>.</summary>
/// <remarks>One retraining of a model at a time. A trigger starts one at most once, however often it is heard of.</remarks>
[Alias("kolosal.retraining.IRetrainingPolicyGrain")]
public interface IRetrainingPolicyGrain : IGrainWithStringKey
{
    /// <summary>The policy and what it did. Refuses <c>retraining.no-policy</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<RetrainingPolicyReport>> GetAsync();

    /// <summary>Sets the policy; its author is who set it last. Setting what is there changes nothing.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="ifRevision">The revision that was read; null for any. Refuses <c>retraining.policy-changed</c> (412).</param>
    [Alias("Set"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RetrainingPolicyReport>> SetAsync(RetrainingPolicy policy, long? ifRevision);

    /// <summary>Removes the policy. What it started goes on. Removing what is not there is accepted.</summary>
    [Alias("Delete"), RequiresPermission(Permission.TrainRun)]
    Task<Result<bool>> DeleteAsync();

    /// <summary>Starts a retraining now, whatever the cooldown; without a policy, by the defaults.</summary>
    /// <param name="commandKey">Chosen by the caller: the same one answers the same retraining.</param>
    /// <param name="note">Why, up to 2,000 characters.</param>
    /// <returns>Refused with <c>retraining.in-progress</c> (409) while one of this model is not over, <c>models.nothing-active</c> without a
    /// champion.</returns>
    [Alias("Start"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RetrainingReport>> StartAsync(string commandKey, string note);

    /// <summary>Says that an incident of the model changed; the policy reads it and decides.</summary>
    [Alias("Nudge")]
    Task NudgeAsync(string incidentId);
}

/// <summary>A policy as it is read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Policy">What was set.</param>
/// <param name="Author">Who set it; may not accept what comes of it.</param>
/// <param name="NextScheduledAt">When the schedule comes next; null without one.</param>
/// <param name="CoolsUntil">Until when triggers wait; null when they do not.</param>
/// <param name="Current">The last retraining, over or not; null when there was none.</param>
/// <param name="Triggers">The last triggers that were heeded, newest first.</param>
/// <param name="UpdatedAt">When the policy last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-policy-report")]
public sealed record RetrainingPolicyReport(
    string ModelId, RetrainingPolicy Policy, string Author, DateTimeOffset? NextScheduledAt, DateTimeOffset? CoolsUntil, string? Current,
    ImmutableArray<HeededTrigger> Triggers, DateTimeOffset UpdatedAt, long Revision);

/// <param name="Id">Names the trigger for ever.</param>
/// <param name="Kind">What sort it is.</param>
/// <param name="At">When it was heeded.</param>
/// <param name="RetrainingId">What it started.</param>
[GenerateSerializer, Immutable, Alias("kolosal.heeded-trigger")]
public sealed record HeededTrigger(string Id, TriggerKind Kind, DateTimeOffset At, string RetrainingId);

[GenerateSerializer, Alias("kolosal.retraining-trigger-kind")]
public enum TriggerKind { Manual, Drift, Fairness, Quality, Schedule }

public static class RetrainingGrains
{
    public static IRetrainingPolicyGrain RetrainingPolicy(this IGrainFactory grains, string workspace, string model) =>
        grains.GetGrain<IRetrainingPolicyGrain>($"{workspace}/{model}");

    public static IRetrainingGrain Retraining(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IRetrainingGrain>(key.ToString());
}
