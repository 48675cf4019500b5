using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>Keeps the hash of one secret; asks the principal that the key stands for and the roles that
/// it names; lists itself in the catalogue as <c>api_key</c>.</remarks>
internal sealed class ApiKeyGrain(
    [PersistentState("api-key")] IPersistentState<ApiKeyState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<ApiKeyState>(storage, catalogue, clock), IApiKeyGrain
{
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    protected override string CatalogueKind => CatalogueKinds.ApiKey;

    public async Task<Result<ApiKeyRecord>> IssueAsync(ApiKeyIssue issue)
    {
        if (State.Exists)
            return State.Is(issue) ? State.ToRecord(Key.Id) : Refusal.Conflict(
                "access.key-taken", $"There is a key {Key.Id} already; leave the id to the server.");
        if (await ObjectionAsync(issue) is { } objection) return objection;

        State.Issue(issue, Actor);
        await CommitAsync("api_key.issue", $"api-keys/{Key.Id}");
        return State.ToRecord(Key.Id);
    }

    public async Task<bool> InstallAsync(ApiKeyIssue issue, bool replace)
    {
        if (NoHash(issue.SecretSha256) is { } plain) throw new ArgumentException(plain.Message, nameof(issue));
        if (State.HasRevoked(issue)) return false;
        bool same = State.Exists && State.Is(issue), keeps = State.Exists && !same && !replace;

        // A key that the host has put here before has the roles that such a key has now; anybody else's are not the host's to change.
        bool granted = State.RevokedAt is not null || State.CreatedBy != Principal.SystemSubject || State.Roles.SequenceEqual(issue.Roles);
        if ((same || keeps) && granted) return same;

        if (same || keeps) State.Grant(issue.Roles);
        else State.Issue(issue, Principal.SystemSubject);
        await CommitAsync("api_key.install", $"api-keys/{Key.Id}");
        return !keeps;
    }

    public async Task<Result<ApiKeyRecord>> RevokeAsync()
    {
        if (!State.Exists) return NoSuchKey();
        if (State.RevokedAt is null)
        {
            State.Revoke(Clock.GetUtcNow());
            await CommitAsync("api_key.revoke", $"api-keys/{Key.Id}");
        }
        return State.ToRecord(Key.Id);
    }

    public async Task<Result<ApiKeyRecord>> RotateAsync(ApiKeyRotation rotation)
    {
        if (!State.Exists) return NoSuchKey();
        if (NoHash(rotation.SecretSha256) is { } plain) return plain;
        if (State.SecretSha256.AsSpan().SequenceEqual(rotation.SecretSha256.AsSpan())) return State.ToRecord(Key.Id);
        if (State.RevokedAt is not null) return Refusal.Conflict("access.key-revoked", $"{Key.Id} is revoked for good; make another key.");
        if (rotation.Overlap < TimeSpan.Zero || rotation.Overlap > LongestOverlap)
            return Refusal.Unprocessable("access.bad-overlap", $"The overlap is 0 to {LongestOverlap.TotalHours:0} hours.");
        State.Rotate(rotation, Clock.GetUtcNow());
        await CommitAsync("api_key.rotate", $"api-keys/{Key.Id}");
        return State.ToRecord(Key.Id);
    }

    public async Task NoteUseAsync(DateTimeOffset at)
    {
        if (!State.Exists || State.LastUsedAt >= at) return;
        State.LastUsedAt = at;
        await StoreListedAsync();
    }

    public Task<Result<ApiKeyRecord>> GetAsync() => Task.FromResult<Result<ApiKeyRecord>>(State.Exists ? State.ToRecord(Key.Id) : NoSuchKey());

    public async Task<ApiKeyCredential?> LookUpAsync()
    {
        if (!State.Exists || State.RevokedAt is not null) return null;
        string subject = Key.Id;
        if (State.PrincipalId is { } principalId)
        {
            var principal = await GrainFactory.Principal(Key.Workspace, principalId).GetAsync();
            if (principal.Value is not { DisabledAt: null }) return null;
            subject = principalId;
        }
        return new(
            [.. State.SecretSha256], State.ExpiresAt,
            new Principal(Key.Workspace, subject, [.. State.Roles], State.Scopes is { } scopes ? [.. scopes] : null,
                await RoleNames.NarrowedAsync(GrainFactory, Key.Workspace, State.Roles)),
            State.PreviousSha256 is { } previous ? [.. previous] : null, State.PreviousUntil);
    }

    protected override object? Describe() => State.Exists ? State.ToRecord(Key.Id) : null;

    /// <summary>No key keeps what could be a secret.</summary>
    private static Refusal? NoHash(ImmutableArray<byte> stored) => !stored.IsDefault && ApiKeyText.IsHash(stored.AsSpan()) ? null
        : Refusal.Unprocessable("access.not-hashed", "Give the SHA-256 of the secret, 32 bytes; the secret itself is not taken.");

    private async Task<Refusal?> ObjectionAsync(ApiKeyIssue issue)
    {
        if (NoHash(issue.SecretSha256) is { } plain) return plain;
        if (await RoleNames.ObjectionAsync(GrainFactory, Key.Workspace, issue.Roles) is { } objection) return objection;
        var holder = new Principal(
            Key.Workspace, Key.Id, issue.Roles, null, await RoleNames.NarrowedAsync(GrainFactory, Key.Workspace, issue.Roles));
        if (issue.Scopes is { } scopes && scopes.FirstOrDefault(scope => !holder.May(scope)) is { } beyond)
            return Refusal.Unprocessable(
                "access.scope-beyond-roles", $"'{beyond}' is no permission that the key's roles grant; GET /api/security/whoami lists those of a "
                    + "caller.");
        if (issue.ExpiresAt <= Clock.GetUtcNow())
            return Refusal.Unprocessable("access.expired", "expires_at lies in the past; give a later time or none.");
        if (issue.PrincipalId is not { } principalId) return null;

        var principal = await GrainFactory.Principal(Key.Workspace, principalId).GetAsync();
        if (!principal.Accepted) return Refusal.Unprocessable("access.no-such-principal", $"There is no principal {principalId}; register it first.");
        if (principal.Value.DisabledAt is not null)
            return Refusal.Conflict("access.principal-disabled", $"{principalId} is disabled and gets no more keys.");
        string[] more = [.. issue.Roles.Except(principal.Value.Roles)];
        return more.Length == 0 ? null : Refusal.Unprocessable(
            "access.role-beyond-principal", $"{principalId} does not have {string.Join(", ", more)}; a key has some of its principal's roles.");
    }

    private Refusal NoSuchKey() => Refusal.NotFound("access.no-such-key", $"There is no API key {Key.Id}.");
}
