namespace Kolosal.Access;

/// <summary>What is known of a principal. A crash loses nothing that was acknowledged.</summary>
[GenerateSerializer, Alias("kolosal.principal-state")]
public sealed class PrincipalState : RecordState
{
    [Id(0)] public List<string> Roles { get; set; } = [];

    [Id(1)] public DateTimeOffset? DisabledAt { get; set; }

    public void Register(IEnumerable<string> roles) => Roles = [.. roles.Distinct()];

    public void Disable(DateTimeOffset at) => DisabledAt = at;

    public PrincipalRecord ToRecord(string id) => new(id, [.. Roles], CreatedAt, DisabledAt);
}
