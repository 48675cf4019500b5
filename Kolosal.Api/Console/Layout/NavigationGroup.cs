namespace Kolosal.WebConsole.Layout;

/// <summary>Pages under one heading.</summary>
internal sealed record NavigationGroup(string Title, ImmutableArray<NavigationLink> Links);
