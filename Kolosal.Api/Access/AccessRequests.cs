using System.ComponentModel.DataAnnotations;

namespace Kolosal.Access;

/// <param name="Name">What the key is for, 1 to 100 characters.</param>
/// <param name="Roles">The key's roles.</param>
/// <param name="PrincipalId">The principal it stands for; none for a key that stands for itself.</param>
/// <param name="ExpiresAt">After this it is not accepted; none for never.</param>
internal sealed record CreateApiKeyRequest(
    [property: Length(1, 100)] string Name, string[] Roles, string? PrincipalId = null, DateTimeOffset? ExpiresAt = null);

/// <param name="ApiKey">The key's text: shown now and never again.</param>
/// <param name="Key">The key as lists show it.</param>
internal sealed record CreatedApiKey(string ApiKey, ApiKeyRecord Key);

/// <param name="Name">1 to 60 of a–z, 0–9, _ and -; the id is <c>prn_{name}</c>.</param>
/// <param name="Roles">The principal's roles; its keys have some of them.</param>
internal sealed record CreatePrincipalRequest(string Name, string[] Roles);

/// <summary>Who the caller is.</summary>
internal sealed record WhoAmI(string Workspace, string Subject, ImmutableArray<string> Roles, ImmutableArray<string> Permissions);

/// <summary>What the workspace holds and, for operators, what the doors of this process have seen since it started.</summary>
/// <param name="Since">When the process started.</param>
/// <param name="LoginFailures">Requests with a key or token that was not valid, over all workspaces; null for who is no operator.</param>
/// <param name="RefusedRequests">Requests that the caller's roles did not allow, the same way.</param>
/// <param name="RefusedGrainCalls">Grain calls the second door refused; more than 0 means that the first has a hole. The same way.</param>
/// <param name="RateLimited">Requests answered 429, the same way.</param>
/// <param name="ApiKeys">Keys of the workspace that are not revoked.</param>
/// <param name="Principals">Principals of the workspace.</param>
/// <param name="TokenKeys">The <c>kid</c> of each key that tokens may be signed with.</param>
internal sealed record SecurityStatus(
    DateTimeOffset Since, long? LoginFailures, long? RefusedRequests, long? RefusedGrainCalls, long? RateLimited, long ApiKeys, long Principals,
    ImmutableArray<string> TokenKeys);
