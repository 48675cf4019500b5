using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>Keeps one role's definition; lists itself in the catalogue as <c>role</c>. Calls no grain but the audit.</remarks>
internal sealed class RoleGrain([PersistentState("role")] IPersistentState<RoleState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<RoleState>(storage, catalogue, clock), IRoleGrain
{
    private string Name => RoleIds.NameOf(Key.Id);

    protected override string CatalogueKind => CatalogueKinds.Role;

    public async Task<Result<RoleRecord>> DefineAsync(RoleDefinition definition, long? ifRevision)
    {
        if (Objection(definition) is { } objection) return objection;
        if (State.RetiredAt is not null)
            return Refusal.Conflict("access.role-retired", $"The role '{Name}' was retired, and its name is not given again; take another.");

        // First: who repeats a change whose answer was lost holds the revision from before it.
        if (State.Is(definition)) return State.Read(Key.Id);
        if (ifRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "access.role-changed",
                $"The role is at revision {State.Revision}, not {revision}; read it again.");
        string? before = State.Definition is { } present ? Said(present) : null;
        State.Define(definition, Actor);
        await CommitAsync("role.define", $"roles/{Key.Id}", null, JsonSerializer.Serialize(new { before, after = Said(definition) }));
        return State.Read(Key.Id);
    }

    public async Task<Result<RoleRecord>> RetireAsync()
    {
        if (!State.Exists) return NotFound(Key.Id);
        if (State.RetiredAt is null)
        {
            State.Retire(Clock.GetUtcNow(), Actor);
            await CommitAsync("role.retire", $"roles/{Key.Id}");
        }

        return State.Read(Key.Id);
    }

    public Task<Result<RoleRecord>> GetAsync() => Task.FromResult<Result<RoleRecord>>(State.Exists ? State.Read(Key.Id) : NotFound(Key.Id));

    public Task<NarrowedRole?> LookUpAsync() => Task.FromResult(
        State is { Definition: { } definition, RetiredAt: null } ? new NarrowedRole(
            Name, definition.Base, definition.Permissions, definition.Conditions) : null);

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    internal static Refusal NotFound(string id) => Refusal.NotFound("access.no-such-role-record", $"There is no role '{id}' in this workspace.");

    private Refusal? Objection(RoleDefinition definition)
    {
        var faults = GrantConditions.Faults(
            Name, Role.All, PrincipalGrants.Of(new(Name, definition.Base, definition.Permissions, definition.Conditions)));
        return !RoleIds.IsName(Name) || faults.Count > 0 ? new(
            RefusalKind.Invalid, "access.bad-role", "The role cannot be defined so.",
            faults.DistinctBy(fault => fault.Path).ToImmutableDictionary(fault => fault.Path, fault => fault.Expected)) : null;
    }

    /// <summary>A definition in one line, for the trail.</summary>
    private static string Said(RoleDefinition definition) => string.Join("; ",
        (string[])
        [
            $"base {definition.Base}", definition.Permissions is { } some ? $"permissions {string.Join(", ", some)}" : "all permissions",
            .. definition.Conditions.Select(
                condition => $"{condition.Permission} where {condition.Attribute} in {string.Join(", ", condition.Allowed)}"),
        ]);
}
