namespace Kolosal.WebConsole.Layout;

/// <summary>Every page that the navigation shows, in order; one file an area.</summary>
internal static partial class Navigation
{
    public static readonly ImmutableArray<NavigationGroup> Groups = [Work, Watching, Trust];
}
