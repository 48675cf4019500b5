using Orleans.Concurrency;

namespace Kolosal.Access;

/// <summary>Somebody or something that acts in a workspace and may hold several keys; key
/// <c>workspace/{id}</c>, the id is <c>prn_{name}</c>.</summary>
/// <remarks>Keys of one principal have one subject, so that nobody approves own work with a second key.</remarks>
[Alias("kolosal.access.IPrincipalGrain")]
public interface IPrincipalGrain : IGrainWithStringKey
{
    /// <summary>Makes the principal. The same registration again answers what stands.</summary>
    /// <returns>Refused when a role does not exist or the name is taken with other roles.</returns>
    [Alias("Register"), RequiresPermission(Permission.AccessManage)]
    Task<Result<PrincipalRecord>> RegisterAsync(ImmutableArray<string> roles);

    /// <summary>Ends the principal and with it every key that stands for it; ending it again changes nothing.</summary>
    [Alias("Disable"), RequiresPermission(Permission.AccessManage)]
    Task<Result<PrincipalRecord>> DisableAsync();

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<Result<PrincipalRecord>> GetAsync();
}

/// <summary>A principal as lists show it.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.principal-record")]
public sealed record PrincipalRecord(string Id, ImmutableArray<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt);
