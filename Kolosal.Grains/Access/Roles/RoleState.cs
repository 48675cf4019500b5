namespace Kolosal.Access;

/// <summary>What a role of a workspace grants. A crash loses nothing that was acknowledged.</summary>
[GenerateSerializer, Alias("kolosal.role-state")]
internal sealed class RoleState : RecordState
{
    /// <summary>Null while it does not exist.</summary>
    [Id(0)] public RoleDefinition? Definition { get; set; }

    [Id(1)] public string ChangedBy { get; set; } = "";

    [Id(2)] public DateTimeOffset? RetiredAt { get; set; }

    public bool Is(RoleDefinition other) => Definition is { } present && (present.Base, present.Note) == (other.Base, other.Note)
        && present.Permissions.HasValue == other.Permissions.HasValue
        && (present.Permissions ?? []).AsSpan().SequenceEqual((other.Permissions ?? []).AsSpan())
        && present.Conditions.AsSpan().SequenceEqual(other.Conditions.AsSpan());

    public void Define(RoleDefinition definition, string by) => (Definition, ChangedBy) = (definition, by);

    public void Retire(DateTimeOffset at, string by) => (RetiredAt, ChangedBy) = (at, by);

    public RoleRecord Read(string id) => new(
        id, RoleIds.NameOf(id), Definition!.Base, Definition.Permissions, Definition.Conditions, Definition.Note, CreatedAt, UpdatedAt, ChangedBy,
        RetiredAt, Revision);
}
