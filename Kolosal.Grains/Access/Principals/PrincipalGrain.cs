using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>Keeps roles and whether the principal is disabled; lists itself in the
/// catalogue as <c>principal</c>. Asks roles of the workspace whether they exist.</remarks>
internal sealed class PrincipalGrain(
    [PersistentState("principal")] IPersistentState<PrincipalState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<PrincipalState>(storage, catalogue, clock), IPrincipalGrain
{
    protected override string CatalogueKind => CatalogueKinds.Principal;

    public async Task<Result<PrincipalRecord>> RegisterAsync(ImmutableArray<string> roles)
    {
        if (await RoleNames.ObjectionAsync(GrainFactory, Key.Workspace, roles) is { } objection) return objection;
        if (State.Exists)
        {
            return State.Roles.ToHashSet().SetEquals(roles) && State.DisabledAt is null
                ? State.ToRecord(Key.Id)
                : Refusal.Conflict(
                    "access.principal-taken", $"There is a principal {Key.Id} with other roles, or it is disabled; take another name.");
        }
        State.Register(roles);
        await CommitAsync("principal.register", $"principals/{Key.Id}");
        return State.ToRecord(Key.Id);
    }

    public async Task<Result<PrincipalRecord>> DisableAsync()
    {
        if (!State.Exists) return NoSuchPrincipal();
        if (State.DisabledAt is null)
        {
            State.Disable(Clock.GetUtcNow());
            await CommitAsync("principal.disable", $"principals/{Key.Id}");
        }
        return State.ToRecord(Key.Id);
    }

    public Task<Result<PrincipalRecord>> GetAsync() =>
        Task.FromResult<Result<PrincipalRecord>>(State.Exists ? State.ToRecord(Key.Id) : NoSuchPrincipal());

    protected override object? Describe() => State.Exists ? State.ToRecord(Key.Id) : null;

    private Refusal NoSuchPrincipal() => Refusal.NotFound("access.no-such-principal", $"There is no principal {Key.Id}.");
}
