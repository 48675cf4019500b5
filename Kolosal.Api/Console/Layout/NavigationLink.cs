using System.Security.Claims;
using Kolosal.WebConsole.Session;

namespace Kolosal.WebConsole.Layout;

/// <summary>A page in the navigation.</summary>
/// <param name="Title">As shown.</param>
/// <param name="Href">Below the console's base, without a leading slash.</param>
/// <param name="Icon">SVG path of MudBlazor's icons.</param>
/// <param name="Permission">What the page's first read needs; who lacks it is not shown the link.</param>
internal sealed record NavigationLink(string Title, string Href, string Icon, string Permission)
{
    /// <summary>In the place of a permission: every signed-in person.</summary>
    public const string Anybody = "authenticated";

    public bool IsFor(ClaimsPrincipal user) => Permission == Anybody || user.HasClaim(ConsoleClaims.Permission, Permission);
}
