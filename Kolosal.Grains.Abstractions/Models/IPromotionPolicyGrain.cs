using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Models;

/// <summary>The promotion policy of a workspace, key <c>workspace/_workspace</c>, or of one model, key <c>workspace/name</c>.</summary>
[Alias("kolosal.models.IPromotionPolicyGrain")]
public interface IPromotionPolicyGrain : IGrainWithStringKey
{
    /// <summary>What holds: the document set here; for a model without one the workspace's; without that the built-in one.</summary>
    [Alias("Get"), AlwaysInterleave, RequiresPermission(Permission.ModelsRead)]
    Task<Result<PromotionPolicyReport>> GetAsync();

    /// <summary>Sets the document; the former stays in the history.</summary>
    /// <param name="policy">The document. Refused with <c>models.bad-policy</c>.</param>
    /// <param name="note">Why; 1 to 2,000 characters.</param>
    /// <param name="ifRevision">Only when this revision stands; null for any. Refused with <c>models.policy-changed</c> (412).</param>
    [Alias("Set"), RequiresPermission(Permission.ModelsGovern)]
    Task<Result<PromotionPolicyReport>> SetAsync(PromotionPolicy policy, string note, long? ifRevision);
}

/// <summary>The policy that holds, and where it comes from.</summary>
/// <param name="Scope">The model's name, or <c>_workspace</c>.</param>
/// <param name="Source"><c>model</c>, <c>workspace</c> or <c>built_in</c>.</param>
/// <param name="Policy">The document.</param>
/// <param name="Sha256">Of the document's JSON: validations and promotions name it.</param>
/// <param name="Revision">Counts the documents set for this scope; the entity tag. 0 when none was.</param>
/// <param name="History">What was set for this scope, oldest first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.promotion-policy-report")]
public sealed record PromotionPolicyReport(
    string Scope, string Source, PromotionPolicy Policy, string Sha256, long Revision, ImmutableArray<PolicyRevision> History);

/// <summary>One document that was set.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="At">When.</param>
/// <param name="By">Subject of who set it.</param>
/// <param name="Note">Why, in their words.</param>
/// <param name="Policy">The document.</param>
[GenerateSerializer, Immutable, Alias("kolosal.policy-revision")]
public sealed record PolicyRevision(long Revision, DateTimeOffset At, string By, string Note, PromotionPolicy Policy);

public static class PromotionPolicyGrains
{
    /// <summary>The scope of a workspace's policy; no model has such a name.</summary>
    public const string WorkspaceScope = "_workspace";

    public static IPromotionPolicyGrain PromotionPolicy(this IGrainFactory grains, string workspace, string scope = WorkspaceScope) =>
        grains.GetGrain<IPromotionPolicyGrain>($"{workspace}/{scope}");
}
