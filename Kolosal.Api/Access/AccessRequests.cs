using System.ComponentModel.DataAnnotations;

namespace Kolosal.Access;

/// <param name="Name">What the key is for, 1 to 100 characters.</param>
/// <param name="Roles">The key's roles.</param>
/// <param name="PrincipalId">The principal it stands for; none for a key that stands for itself.</param>
/// <param name="ExpiresAt">After this it is not accepted; none for never.</param>
/// <param name="Scopes">Permissions that the key is confined to, of those that its roles grant (<c>predict.serve</c>); none for all of them.</param>
internal sealed record CreateApiKeyRequest(
    [property: Length(1, 100)] string Name, string[] Roles, string? PrincipalId = null, DateTimeOffset? ExpiresAt = null,
    [property: Length(1, 50)] string[]? Scopes = null);

/// <param name="OverlapHours">Hours for which the secret before is still accepted, 0 to 720. Default: 24.</param>
internal sealed record RotateApiKeyRequest([property: Range(0, 720)] int OverlapHours = 24);

/// <param name="ApiKey">The key's text: shown now and never again.</param>
/// <param name="Key">The key as lists show it.</param>
internal sealed record CreatedApiKey(string ApiKey, ApiKeyRecord Key);

/// <param name="Name">1 to 60 of a–z, 0–9, _ and -; the id is <c>prn_{name}</c>.</param>
/// <param name="Roles">The principal's roles; its keys have some of them.</param>
internal sealed record CreatePrincipalRequest(string Name, string[] Roles);

/// <summary>Who the caller is.</summary>
/// <param name="Workspace">Its workspace.</param>
/// <param name="Subject">Its name in records.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Permissions">What they grant, some of it perhaps under a condition.</param>
/// <param name="Conditions">What must hold of a call that needs a permission which no other role grants.</param>
internal sealed record WhoAmI(
    string Workspace, string Subject, ImmutableArray<string> Roles, ImmutableArray<string> Permissions, ImmutableArray<RoleCondition> Conditions);

/// <summary>What the workspace holds and, for operators, what the doors of this process have seen since it started.</summary>
/// <param name="Since">When the process started.</param>
/// <param name="LoginFailures">Requests with a key or token that was not valid, over all workspaces; null for who is no operator.</param>
/// <param name="RefusedRequests">Requests that the caller's roles did not allow, the same way.</param>
/// <param name="RefusedGrainCalls">Grain calls the second door refused; more than 0 means that the first has a hole. The same way.</param>
/// <param name="RateLimited">Requests answered 429, the same way.</param>
/// <param name="ApiKeys">Keys of the workspace that are not revoked.</param>
/// <param name="Principals">Principals of the workspace.</param>
/// <param name="TokenKeys">The <c>kid</c> of each key that tokens may be signed with.</param>
/// <param name="SecurityEvents">What of the workspace's security events is not closed.</param>
/// <param name="PendingReviews">Access reviews that wait for a decision.</param>
/// <param name="UnjustifiedReviews">Access reviews that wait for a justification.</param>
internal sealed record SecurityStatus(
    DateTimeOffset Since, long? LoginFailures, long? RefusedRequests, long? RefusedGrainCalls, long? RateLimited, long ApiKeys, long Principals,
    ImmutableArray<string> TokenKeys, OpenSecurityEvents SecurityEvents, long PendingReviews, long UnjustifiedReviews);

/// <summary>Security events of the workspace that are not closed.</summary>
/// <param name="Open">Nobody has taken them up.</param>
/// <param name="Investigating">Somebody has.</param>
/// <param name="OpenHigh">Open ones of severity high.</param>
/// <param name="OpenCritical">Open ones of severity critical.</param>
internal sealed record OpenSecurityEvents(long Open, long Investigating, long OpenHigh, long OpenCritical);
