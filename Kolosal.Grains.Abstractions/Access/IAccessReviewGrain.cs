using Orleans.Concurrency;

namespace Kolosal.Access;

/// <summary>One review of somebody's access, which takes effect when it is decided and opens again when it is due. Key
/// <c>workspace/rev_…</c>.</summary>
[Alias("kolosal.access.IAccessReviewGrain")]
public interface IAccessReviewGrain : IGrainWithStringKey
{
    /// <summary>Opens the review. The same request again answers what stands.</summary>
    /// <returns>Refused when the subject does not exist or is not of the kind that the type reviews.</returns>
    [Alias("Open"), RequiresPermission(Permission.AccessManage)]
    Task<Result<AccessReview>> OpenAsync(AccessReviewRequest request);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<Result<AccessReview>> GetAsync();

    /// <summary>Decides. Revoking ends the key, retires the role, or disables the principal with all its keys,
    /// before it is answered; that is final.</summary>
    /// <returns>
    /// Refused with <c>workflow.transition-not-allowed</c> outside the transition table, and with <c>access.own-review</c> for who opened the review
    /// or is its subject. Asking for the present status changes nothing.
    /// </returns>
    [Alias("Decide"), RequiresPermission(Permission.ReviewDecide)]
    Task<Result<AccessReview>> DecideAsync(AccessReviewDecision decision);
}

[GenerateSerializer, Alias("kolosal.access-review-type")]
public enum AccessReviewType
{
    /// <summary>A person's principal.</summary>
    UserAccess,

    /// <summary>The roles that a principal has, or what a role of the workspace's own grants.</summary>
    RolePermissions,

    /// <summary>One API key.</summary>
    ApiKeys,

    /// <summary>A program's principal.</summary>
    ServiceAccounts,
}

[GenerateSerializer, Alias("kolosal.access-review-status")]
public enum AccessReviewStatus { Pending, Approved, Revoked, NeedsJustification }

/// <param name="Type">What is reviewed.</param>
/// <param name="SubjectId">The key, <c>key_…</c>, the principal, <c>prn_…</c>, or the role, <c>rol_…</c>.</param>
/// <param name="DueAt">Until when it is to be decided.</param>
/// <param name="EveryDays">Days after an approval in which it opens again; 1 to 366.</param>
/// <param name="Note">Why, for who decides.</param>
[GenerateSerializer, Immutable, Alias("kolosal.access-review-request")]
public sealed record AccessReviewRequest(AccessReviewType Type, string SubjectId, DateTimeOffset DueAt, int EveryDays, string Note);

/// <param name="Status">The status wanted.</param>
/// <param name="Note">Why.</param>
/// <param name="IfRevision">Only when the review still has this revision; null for any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.access-review-decision")]
public sealed record AccessReviewDecision(AccessReviewStatus Status, string Note, long? IfRevision);

/// <summary>A review as it is read and listed.</summary>
/// <param name="Id"><c>rev_…</c>.</param>
/// <param name="Type">What is reviewed.</param>
/// <param name="SubjectId">The key or the principal.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="OpenedAt">When it was last opened.</param>
/// <param name="DueAt">Pending: until when it is to be decided. Approved: when it opens again.</param>
/// <param name="EveryDays">Days from an approval to the next opening.</param>
/// <param name="DecidedBy">Who decided last; null before.</param>
/// <param name="DecidedAt">When; null before, and again after it opened anew.</param>
/// <param name="History">What happened, oldest first.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.access-review")]
public sealed record AccessReview(
    string Id, AccessReviewType Type, string SubjectId, AccessReviewStatus Status, string OpenedBy, DateTimeOffset OpenedAt, DateTimeOffset DueAt,
    int EveryDays, string? DecidedBy, DateTimeOffset? DecidedAt, ImmutableArray<AccessReviewStep> History, long Revision);

/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Status">The status from then on.</param>
/// <param name="Note">Why.</param>
[GenerateSerializer, Immutable, Alias("kolosal.access-review-step")]
public sealed record AccessReviewStep(DateTimeOffset At, string Actor, AccessReviewStatus Status, string Note);
