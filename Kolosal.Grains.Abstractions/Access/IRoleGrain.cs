using Orleans.Concurrency;

namespace Kolosal.Access;

/// <summary>One role of a workspace's own, which narrows a built-in one. Key <c>workspace/rol_{name}</c>.</summary>
/// <remarks>Keys, principals and tokens name it as they name a built-in role. It never grants what its base does not.</remarks>
[Alias("kolosal.access.IRoleGrain")]
public interface IRoleGrain : IGrainWithStringKey
{
    /// <summary>Makes the role, or changes what it grants; who holds it has the new grant within seconds. The same again changes nothing.</summary>
    /// <param name="definition">What it grants.</param>
    /// <param name="ifRevision">Only when the role still has this revision; null for any.</param>
    /// <returns>Refused with <c>access.bad-role</c> (errors by JSON path), <c>access.role-changed</c> (412) and, for one that was retired,
    /// <c>access.role-retired</c>.</returns>
    [Alias("Define"), RequiresPermission(Permission.AccessManage)]
    Task<Result<RoleRecord>> DefineAsync(RoleDefinition definition, long? ifRevision);

    /// <summary>Ends the role for good: from then on it grants nothing to whoever holds it.</summary>
    [Alias("Retire"), RequiresPermission(Permission.AccessManage)]
    Task<Result<RoleRecord>> RetireAsync();

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<Result<RoleRecord>> GetAsync();

    /// <summary>What its holders carry; null when there is no such role or it was retired.</summary>
    [Alias("LookUp"), ReadOnly, HostOnly]
    Task<NarrowedRole?> LookUpAsync();
}

/// <summary>What a role grants.</summary>
/// <param name="Base">The built-in role that it narrows.</param>
/// <param name="Permissions">Those of the base that it grants; null for all of them.</param>
/// <param name="Conditions">What must hold of a call that needs a permission; at most 20.</param>
/// <param name="Note">What it is for.</param>
[GenerateSerializer, Immutable, Alias("kolosal.role-definition")]
public sealed record RoleDefinition(
    string Base, ImmutableArray<string>? Permissions, ImmutableArray<RoleCondition> Conditions, string Note);

/// <summary>A role as it is read and listed.</summary>
/// <param name="Id"><c>rol_{name}</c>.</param>
/// <param name="Name">As keys and tokens state it.</param>
/// <param name="Base">The built-in role that it narrows.</param>
/// <param name="Permissions">Those of the base that it grants; null for all of them.</param>
/// <param name="Conditions">What must hold of a call that needs a permission.</param>
/// <param name="Note">What it is for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="ChangedBy">Who last changed it.</param>
/// <param name="RetiredAt">When it was ended; null while it holds.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.role-record")]
public sealed record RoleRecord(
    string Id, string Name, string Base, ImmutableArray<string>? Permissions, ImmutableArray<RoleCondition> Conditions, string Note,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string ChangedBy, DateTimeOffset? RetiredAt, long Revision);
