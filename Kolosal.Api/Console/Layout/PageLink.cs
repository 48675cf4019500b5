using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Kolosal.WebConsole.Layout;

/// <summary>A link of the navigation, shown as the current one on its page and those below it, unless one of those has a link of its own.</summary>
public sealed class PageLink : NavLink
{
    private ImmutableArray<string> below = [];

    /// <summary>Below the console's base, without a leading slash; empty for the start page, which has no pages below it.</summary>
    [Parameter, EditorRequired]
    public string Href { get; set; } = "";

    [Inject]
    private NavigationManager Pages { get; set; } = default!;

    protected override void OnParametersSet()
    {
        Match = Href.Length == 0 ? NavLinkMatch.All : NavLinkMatch.Prefix;
        AdditionalAttributes = new Dictionary<string, object> { ["href"] = Href };
        below = [.. Navigation.Groups.SelectMany(group => group.Links).Select(link => link.Href).Where(other => IsWithin(other, Href))];
        base.OnParametersSet();
    }

    protected override bool ShouldMatch(string uriAbsolute) =>
        base.ShouldMatch(uriAbsolute) && !below.Any(other => IsWithin(Pages.ToBaseRelativePath(uriAbsolute), other, orItself: true));

    private static bool IsWithin(string path, string page, bool orItself = false) =>
        (page.Length > 0 && path.StartsWith(page + "/", StringComparison.Ordinal)) || (orItself && path.Split('?', '#')[0] == page);
}
