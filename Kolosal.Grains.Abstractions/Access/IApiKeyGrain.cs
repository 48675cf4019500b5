using Orleans.Concurrency;

namespace Kolosal.Access;

/// <summary>One API key, key <c>workspace/{id}</c> where the id is <c>key_…</c>. The
/// secret itself is never stored and never crosses a call.</summary>
/// <remarks>The caller holds <c>kol_{workspace}.{id without key_}_{secret}</c>; see <c>ApiKeyText</c>.</remarks>
[Alias("kolosal.access.IApiKeyGrain")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>Makes the key. The same issue again answers what stands.</summary>
    /// <returns>Refused when the id is taken by another key, a role does not exist, or the principal is unknown or lacks a role.</returns>
    [Alias("Issue"), RequiresPermission(Permission.AccessManage)]
    Task<Result<ApiKeyRecord>> IssueAsync(ApiKeyIssue issue);

    /// <summary>The admin key of a fresh installation, or the one the operator has put into the configuration.</summary>
    /// <param name="issue">The key.</param>
    /// <param name="replace">Put this key in the place of one that exists; otherwise one that exists stays, with the roles given now.</param>
    /// <returns>True when the key stands as given; false when another one was there and stayed, or when this very secret was revoked here
    /// before: that is final, whatever the configuration says.</returns>
    [Alias("Install"), HostOnly]
    Task<bool> InstallAsync(ApiKeyIssue issue, bool replace);

    /// <summary>Ends the key for good; ending it again changes nothing.</summary>
    [Alias("Revoke"), RequiresPermission(Permission.AccessManage)]
    Task<Result<ApiKeyRecord>> RevokeAsync();

    /// <summary>Gives the key another secret; the one before is accepted for a while longer, so that nobody who uses it is cut off.</summary>
    /// <returns>Refused when there is no such key, or it is revoked; with the present secret it changes nothing.</returns>
    [Alias("Rotate"), RequiresPermission(Permission.AccessManage)]
    Task<Result<ApiKeyRecord>> RotateAsync(ApiKeyRotation rotation);

    /// <summary>Notes when the key was last used; an earlier time than the known one changes nothing. Not audited.</summary>
    [Alias("NoteUse"), HostOnly]
    Task NoteUseAsync(DateTimeOffset at);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<Result<ApiKeyRecord>> GetAsync();

    /// <summary>What the front door compares a presented secret with; null when there is no such key or it was revoked.</summary>
    [Alias("LookUp"), ReadOnly, HostOnly]
    Task<ApiKeyCredential?> LookUpAsync();
}

/// <summary>A key to be made.</summary>
/// <param name="Name">What it is for, 1 to 100 characters; people read it in lists.</param>
/// <param name="PrincipalId">The principal that it stands for, <c>prn_…</c>; null for a key that stands for itself.</param>
/// <param name="Roles">The roles; with a principal, some of the principal's.</param>
/// <param name="SecretSha256">SHA-256 of the secret's ASCII text.</param>
/// <param name="ExpiresAt">After this it is not accepted; null for never.</param>
/// <param name="Scopes">Permissions that the key is confined to, of those that its roles grant; null for all of them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.api-key-issue")]
public sealed record ApiKeyIssue(
    string Name, string? PrincipalId, ImmutableArray<string> Roles, ImmutableArray<byte> SecretSha256, DateTimeOffset? ExpiresAt,
    ImmutableArray<string>? Scopes = null);

/// <summary>Another secret for a key.</summary>
/// <param name="SecretSha256">SHA-256 of the new secret's ASCII text.</param>
/// <param name="Overlap">How long the secret before it is still accepted; zero to 30 days.</param>
[GenerateSerializer, Immutable, Alias("kolosal.api-key-rotation")]
public sealed record ApiKeyRotation(ImmutableArray<byte> SecretSha256, TimeSpan Overlap);

/// <summary>A key as lists show it.</summary>
/// <param name="Id"><c>key_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="PrincipalId">The principal that it stands for; null for itself.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">After this it is not accepted; null for never.</param>
/// <param name="RevokedAt">When it was ended; null while it holds.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Scopes">Permissions that it is confined to; null for all that its roles grant.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null for never.</param>
/// <param name="RotatedAt">When it got its present secret, unless that is its first.</param>
/// <param name="PreviousUntil">Until when the secret before is accepted; null when none is.</param>
[GenerateSerializer, Immutable, Alias("kolosal.api-key-record")]
public sealed record ApiKeyRecord(
    string Id, string Name, string? PrincipalId, ImmutableArray<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt, string CreatedBy, ImmutableArray<string>? Scopes = null, DateTimeOffset? LastUsedAt = null,
    DateTimeOffset? RotatedAt = null, DateTimeOffset? PreviousUntil = null);

/// <summary>What it takes to recognise a key and what the caller becomes.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.api-key-credential")]
public sealed record ApiKeyCredential(
    ImmutableArray<byte> SecretSha256, DateTimeOffset? ExpiresAt, Principal Principal, ImmutableArray<byte>? PreviousSha256 = null,
    DateTimeOffset? PreviousUntil = null);
