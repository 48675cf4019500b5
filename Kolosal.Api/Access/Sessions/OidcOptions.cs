using System.ComponentModel.DataAnnotations;

namespace Kolosal.Access;

/// <summary>
/// Section <c>Kolosal:Access:Oidc</c>: sign-in of the web console at the authority of <see cref="JwtOptions.Authority"/>, by its claims and maps.
/// There is such a sign-in once there is a client id.
/// </summary>
internal sealed class OidcOptions
{
    /// <summary>The client as which this server is registered with the provider, with the address <c>…/console/sign-in/oidc/callback</c>. Whether
    /// there is one is read at start. Default: none.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret; belongs into the environment. Default: none, for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for beside <c>openid</c>, such as the scope that brings the roles. Default: <c>profile</c>.</summary>
    public string[] Scopes { get; set; } = ["profile"];

    /// <summary>What the button on the sign-in page calls the provider. Default: <c>single sign-on</c>.</summary>
    [Required, StringLength(60, MinimumLength = 1)]
    public string Label { get; set; } = "single sign-on";

    /// <summary>Hours after which a person who signed in has to do so again; also the longest that somebody stays in whom the provider has barred.
    /// 1 to 24. Default: 8.</summary>
    [Range(1, 24)]
    public int SessionHours { get; set; } = 8;
}
