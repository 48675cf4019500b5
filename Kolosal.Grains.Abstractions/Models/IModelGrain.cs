using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Models;

/// <summary>One model: its versions, which of them serves, and every decision that led there. Key <c>workspace/name</c>.</summary>
/// <remarks>All decisions about a model are turns of this one grain, so no two of them can pass each other.</remarks>
[Alias("kolosal.models.IModelGrain"), Concerns(ConditionAttribute.Model)]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Takes in a fitted model as the next version, evaluated and not yet serving.</summary>
    /// <returns>The version's number; registering the same package again answers the number it already has.</returns>
    [Alias("Register")]
    Task<Result<int>> RegisterAsync(VersionRegistration registration);

    /// <summary>Deletes the stored package of a version that holds a person's values literally, and retires the version. Only grains call it.
    /// Repeating it changes nothing.</summary>
    /// <returns>Whether the package is gone; refused with <c>models.still-active</c> while the version serves, and with
    /// <c>models.no-such-version</c>.</returns>
    [Alias("ErasePackage")]
    Task<Result<bool>> ErasePackageAsync(int version, string note);

    /// <summary>The model and its versions. Refuses <c>models.not-found</c>.</summary>
    [AlwaysInterleave, Alias("Get"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ModelReport>> GetAsync();

    /// <summary>Everything known about a version, also one that does not serve.</summary>
    /// <param name="reference">The version, as <see cref="ResolveAsync"/> takes it.</param>
    [AlwaysInterleave, Alias("GetVersion"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<VersionReport>> GetVersionAsync(string? reference);

    /// <summary>A version's card.</summary>
    [AlwaysInterleave, Alias("GetCard"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ModelCard>> GetCardAsync(string? reference);

    /// <summary>Replaces the words of a version's card.</summary>
    /// <param name="reference">The version, as <see cref="ResolveAsync"/> takes it.</param>
    /// <param name="words">What people say about the model.</param>
    /// <param name="ifMatch">The revision that was read; null to overwrite whatever is there. Refuses <c>models.card-changed</c> (412).</param>
    [AlwaysInterleave, Alias("SetCard"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ModelCard>> SetCardAsync(string? reference, ModelCardWords words, long? ifMatch);

    /// <summary>The latest 100 revisions of the words of a version's card, oldest first.</summary>
    [AlwaysInterleave, Alias("GetCardHistory"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ImmutableArray<CardRevision>>> GetCardHistoryAsync(string? reference);

    /// <summary>Checks a version's package and evaluation now; nothing is kept.</summary>
    [AlwaysInterleave, Alias("Check"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ValidationReport>> CheckAsync(string? reference);

    /// <summary>Checks a version's package and evaluation anew, and keeps the report as evidence for a promotion.</summary>
    /// <returns>The report, passing or not; refuses <c>models.no-such-version</c> and <c>models.retired</c>.</returns>
    /// <param name="reference">The version, as <see cref="ResolveAsync"/> takes it.</param>
    [Alias("Validate"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ValidationReport>> ValidateAsync(string? reference);

    /// <summary>Keeps somebody's word that a version may serve, for policies that ask for several people.</summary>
    /// <param name="reference">The version, as <see cref="ResolveAsync"/> takes it.</param>
    /// <param name="approver">Who; refused with <c>models.approver-is-author</c>. Approving again changes nothing.</param>
    /// <param name="note">Why; 1 to 2,000 characters.</param>
    [Alias("Approve"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelGovernance>> ApproveAsync(string? reference, Principal approver, string note);

    /// <summary>Records a version that has no package yet: a draft.</summary>
    /// <param name="commandId">Chosen by the caller; the same one again is the same draft.</param>
    /// <param name="draft">What is known of it.</param>
    /// <returns>The version's number.</returns>
    [Alias("Draft"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<int>> DraftAsync(string commandId, ModelDraft draft);

    /// <summary>Takes a version one step of the transition table further; every other step is refused, and the allowed ones are named.</summary>
    /// <remarks>To approved, staging and active only on the evidence that <see cref="PromoteAsync"/> asks for.</remarks>
    [Alias("ChangeStatus"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> ChangeStatusAsync(ModelStatusChange change);

    /// <summary>Approvals, retirement dates, conditions of aliases, drafts.</summary>
    [AlwaysInterleave, Alias("GetGovernance"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ModelGovernance>> GetGovernanceAsync();

    /// <summary>Judges the evidence and makes the version staging or active, in one turn; the decision is appended to the history.</summary>
    /// <remarks>
    /// Refuses <c>models.not-validated</c>, <c>models.validation-failed</c>, <c>models.validation-stale</c>,
    /// <c>models.validation-other-package</c>, <c>models.policy-changed</c>, <c>models.evidence-bars</c>, <c>models.approver-is-author</c>,
    /// <c>models.approvals-missing</c>, <c>models.promotion-frozen</c>, <c>workflow.transition-not-allowed</c>.
    /// Promoting what already stands there changes nothing and is accepted.
    /// </remarks>
    [Alias("Promote"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> PromoteAsync(PromotionRequest request);

    /// <summary>Makes the previous champion active again and deprecates the present one.</summary>
    /// <param name="commandId">Chosen by the caller; the same one again rolls back no further.</param>
    /// <param name="note">Why.</param>
    /// <remarks>Needs no new validation: it must work when everything burns. Refuses <c>models.no-previous-champion</c>.</remarks>
    [Alias("Rollback"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> RollbackAsync(string commandId, string note);

    /// <summary>Marks a version as one to move away from; it still serves by number.</summary>
    [Alias("Deprecate"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> DeprecateAsync(string? reference, string note);

    /// <summary>Sets when a version retires by itself; null takes the date back. A version that is active then stays until something takes its
    /// place or it is deprecated.</summary>
    [Alias("SetSunset"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelGovernance>> SetSunsetAsync(string? reference, DateTimeOffset? at, string note);

    /// <summary>Archives the model: nothing of it serves, nothing changes, and after the time of retention its packages are deleted. Refused
    /// with <c>models.active</c> while a version is active.</summary>
    [Alias("Archive"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelGovernance>> ArchiveAsync(string note);

    /// <summary>Takes the model out of the archive, as long as its packages are there.</summary>
    [Alias("Unarchive"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelGovernance>> UnarchiveAsync(string note);

    /// <summary>Ends a version: from then on it answers <c>models.retired</c>. Refused while it is active.</summary>
    [Alias("Retire"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> RetireAsync(string? reference, string note);

    /// <summary>Stops every version from serving until resumed; predictors notice within their refresh interval.</summary>
    [Alias("Suspend"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> SuspendAsync(string reason);

    /// <summary>Ends a suspension.</summary>
    [Alias("Resume"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<ModelReport>> ResumeAsync(string note);

    /// <summary>Keeps versions from becoming active until the same holder lets go: an error-budget policy at work. Rolling back stays possible.
    /// </summary>
    /// <param name="holder">Who freezes, as an id: <c>slo_credit-risk.availability</c>. The same one again changes nothing.</param>
    /// <param name="reason">Why; whoever wants to promote is told. 1 to 2,000 characters.</param>
    [Alias("FreezePromotion")]
    Task<Result<ModelReport>> FreezePromotionAsync(string holder, string reason);

    /// <summary>Ends what the holder froze; without a freeze of its own nothing changes.</summary>
    [Alias("LiftFreeze")]
    Task<Result<ModelReport>> LiftFreezeAsync(string holder);

    /// <summary>Lets a name stand for a version. Refuses names other than
    /// <c>[a-z][a-z0-9_-]{0,63}</c>, <c>champion</c>, which means the active version, a retired version (<c>models.retired</c>), and what the
    /// alias's conditions forbid (<c>models.alias-guarded</c>).</summary>
    [Alias("SetAlias"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ModelReport>> SetAliasAsync([Concerns(ConditionAttribute.Alias)] string alias, int version);

    /// <summary>Says who may set an alias, and onto what; null for no conditions.</summary>
    [Alias("SetAliasRule"), RequiresPermission(Permission.ModelsGovern)]
    Task<Result<ModelGovernance>> SetAliasRuleAsync(string alias, AliasRule? rule);

    /// <summary>How the prediction log of this model is written.</summary>
    [Alias("SetLogging"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ModelReport>> SetLoggingAsync(PredictionLogging logging);

    /// <summary>Makes every predictor load this model's package again.</summary>
    [Alias("EvictCache"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ModelReport>> EvictCacheAsync();

    /// <summary>Who was champion at an instant and why, with every decision up to it.</summary>
    /// <param name="at">The instant; null for the present.</param>
    [AlwaysInterleave, Alias("History"), RequiresPermission(Permission.ModelsRead)]
    Task<Result<ModelHistory>> HistoryAsync(DateTimeOffset? at);

    /// <summary>What answers a prediction request.</summary>
    /// <param name="reference">Null for the active version, a number (<c>3</c>), or an alias (<c>@challenger</c>).</param>
    /// <remarks>
    /// Refuses <c>models.not-found</c>, <c>models.nothing-active</c>, <c>models.no-such-version</c>, <c>models.no-such-alias</c>,
    /// <c>models.not-approved</c>, <c>models.retired</c> (410), <c>models.suspended</c> (503).
    /// </remarks>
    [AlwaysInterleave, Alias("Resolve")]
    Task<Result<ServingVersion>> ResolveAsync(string? reference);

    /// <summary>Removes the model from view. Refuses <c>models.active</c> while a version is active; its numbers are never given again.</summary>
    [Alias("Delete"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<bool>> DeleteAsync();
}

/// <summary>An approver's wish to promote.</summary>
/// <param name="Version">The version's number; 0 when the reference names it.</param>
/// <param name="Stage"><see cref="ModelStatus.Staging"/> or <see cref="ModelStatus.Active"/>.</param>
/// <param name="Approver">Who approves; not the version's author.</param>
/// <param name="Note">Why; kept with the decision.</param>
/// <param name="Reference">Names the version as <see cref="IModelGrain.ResolveAsync"/>
/// takes it, in place of <paramref name="Version"/>; null when the number says it.</param>
/// <param name="Remedies">Open incidents that the promotion is to remedy, so that they do not bar it; only those of drift, performance and
/// fairness, which are about the champion. Null for none; the decision keeps them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.promotion-request")]
public sealed record PromotionRequest(
    int Version, ModelStatus Stage, Principal Approver, string Note, string? Reference = null, ImmutableArray<string>? Remedies = null);

/// <summary>When a prediction may be acknowledged.</summary>
[GenerateSerializer, Alias("kolosal.prediction-logging")]
public enum PredictionLogging
{
    /// <summary>After its log record has reached the disk.</summary>
    Durable,

    /// <summary>At once; the record follows within 100 ms, and a crash in between loses it.</summary>
    Async,
}

public static class ModelGrains
{
    public static IModelGrain Model(this IGrainFactory grains, ModelKey key) => grains.GetGrain<IModelGrain>(key.ToString());

    public static IModelVersionGrain ModelVersion(this IGrainFactory grains, VersionKey key) => grains.GetGrain<IModelVersionGrain>(key.ToString());
}
