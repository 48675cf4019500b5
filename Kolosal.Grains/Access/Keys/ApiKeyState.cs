namespace Kolosal.Access;

/// <summary>What a key remembers. A crash loses nothing that was acknowledged.</summary>
[GenerateSerializer, Alias("kolosal.api-key-state")]
public sealed class ApiKeyState : RecordState
{
    [Id(0)] public string Name { get; set; } = "";

    /// <summary>The principal that the key stands for; null when it stands for itself.</summary>
    [Id(1)] public string? PrincipalId { get; set; }

    [Id(2)] public List<string> Roles { get; set; } = [];

    /// <summary>SHA-256 of the secret.</summary>
    [Id(3)] public byte[] SecretSha256 { get; set; } = [];

    [Id(4)] public DateTimeOffset? ExpiresAt { get; set; }

    [Id(5)] public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Subject that made it.</summary>
    [Id(6)] public string CreatedBy { get; set; } = "";

    /// <summary>SHA-256 of every secret that was revoked here: none of them is taken again, whoever configures it.</summary>
    [Id(7)] public List<byte[]> RevokedSecrets { get; set; } = [];

    /// <summary>Permissions that the key is confined to; null for all that its roles grant.</summary>
    [Id(8)] public List<string>? Scopes { get; set; }

    [Id(9)] public DateTimeOffset? LastUsedAt { get; set; }

    [Id(10)] public DateTimeOffset? RotatedAt { get; set; }

    /// <summary>SHA-256 of the secret before the present one; accepted until <see cref="PreviousUntil"/>.</summary>
    [Id(11)] public byte[]? PreviousSha256 { get; set; }

    [Id(12)] public DateTimeOffset? PreviousUntil { get; set; }

    public bool HasRevoked(ApiKeyIssue issue) => (RevokedAt is not null && Is(issue))
        || RevokedSecrets.Exists(secret => secret.AsSpan().SequenceEqual(issue.SecretSha256.AsSpan()));

    public bool Is(ApiKeyIssue issue) => SecretSha256.AsSpan().SequenceEqual(issue.SecretSha256.AsSpan());

    public void Issue(ApiKeyIssue issue, string by)
    {
        (Name, PrincipalId, ExpiresAt, RevokedAt, CreatedBy) = (issue.Name, issue.PrincipalId, issue.ExpiresAt, null, by);
        Roles = [.. issue.Roles];
        Scopes = issue.Scopes is { } scopes ? [.. scopes] : null;
        (PreviousSha256, PreviousUntil) = (null, null);
        SecretSha256 = [.. issue.SecretSha256];
    }

    public void Revoke(DateTimeOffset at)
    {
        RevokedAt = at;
        RevokedSecrets.Add(SecretSha256);
        (PreviousSha256, PreviousUntil) = (null, null);
    }

    /// <summary>Takes another secret. The one before ends with the overlap, and no configuration brings it back.</summary>
    public void Rotate(ApiKeyRotation rotation, DateTimeOffset at)
    {
        RevokedSecrets.Add(SecretSha256);
        PreviousSha256 = rotation.Overlap > TimeSpan.Zero ? SecretSha256 : null;
        PreviousUntil = rotation.Overlap > TimeSpan.Zero ? at + rotation.Overlap : null;
        (SecretSha256, RotatedAt) = ([.. rotation.SecretSha256], at);
    }

    /// <summary>Gives the key other roles; what it is recognised by stays.</summary>
    public void Grant(ImmutableArray<string> roles) => Roles = [.. roles];

    public ApiKeyRecord ToRecord(string id) => new(id, Name, PrincipalId, [.. Roles], CreatedAt, ExpiresAt, RevokedAt, CreatedBy,
        Scopes is { } scopes ? [.. scopes] : null, LastUsedAt, RotatedAt, PreviousUntil);
}
