namespace Kolosal.WebConsole.Pages.Watching.Parts;

/// <summary>A filter of a list.</summary>
/// <param name="Name">As the API takes it, such as <c>status</c> or <c>at[gte]</c>.</param>
/// <param name="Label">As shown.</param>
/// <param name="Options">The words it can be; none for any text.</param>
public sealed record FilterField(string Name, string Label, params ImmutableArray<string> Options);
