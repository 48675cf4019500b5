using System.ComponentModel.DataAnnotations;

namespace Kolosal.Access;

/// <summary>Section <c>Kolosal:Access:Jwt</c>; tokens are accepted once there is a key or an authority.</summary>
internal sealed class JwtOptions
{
    /// <summary>Required <c>iss</c> of tokens that are signed with one of <see cref="Keys"/>. Default: <c>kolosal</c>.</summary>
    public string Issuer { get; set; } = "kolosal";

    /// <summary>Required <c>aud</c>. Default: <c>kolosal-api</c>.</summary>
    public string Audience { get; set; } = "kolosal-api";

    /// <summary>Seconds by which the clocks of issuer and server may differ. 0 to 300. Default: 30.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; set; } = 30;

    /// <summary>
    /// OpenID provider whose tokens are accepted, too: issuer and keys are read from <c>/.well-known/openid-configuration</c> below this
    /// address and renewed by themselves. https, or http on the loopback. Default: none.
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>The claim that names the workspace. Default: <c>workspace</c>.</summary>
    [Required]
    public string WorkspaceClaim { get; set; } = "workspace";

    /// <summary>
    /// What the authority calls a tenant → the workspace that it is here. When there is one, tenants that do not stand here get in nowhere.
    /// Default: none, so that the claim is the workspace's name.
    /// </summary>
    public Dictionary<string, string> WorkspaceMap { get; set; } = [];

    /// <summary>The workspace of the authority's tokens that have no <see cref="WorkspaceClaim"/>. Default: none, so that they are refused.</summary>
    public string? Workspace { get; set; }

    /// <summary>
    /// What the authority calls a group → the roles that it has here, built-in or of the workspace. When there is one, groups that do not stand
    /// here give nothing. Default: none, so that the claim has the roles' names.
    /// </summary>
    public Dictionary<string, string[]> RoleMap { get; set; } = [];

    /// <summary>The claim with the roles, one or an array; names that are no roles here are passed over. Default: <c>roles</c>.</summary>
    [Required]
    public string RolesClaim { get; set; } = "roles";

    /// <summary>
    /// Keys that tokens may be signed with, found by <c>kid</c>. To rotate, add the new one, change the issuer over, remove the old one.
    /// Default: none.
    /// </summary>
    public JwtKeyOptions[] Keys { get; set; } = [];
}

/// <summary>One signing key.</summary>
internal sealed class JwtKeyOptions
{
    /// <summary>The <c>kid</c> in the token's header. Default: none, required.</summary>
    public string Kid { get; set; } = "";

    /// <summary>The one algorithm this key is used with: HS256, RS256, PS256 or ES256. Default: none, required.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>For HS256: the shared secret, base64, 32 bytes or more. Default: none.</summary>
    public string? Secret { get; set; }

    /// <summary>For the others: the public key in PEM. Default: none.</summary>
    public string? PublicKey { get; set; }
}
