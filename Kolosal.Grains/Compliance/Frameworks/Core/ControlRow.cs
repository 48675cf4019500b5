namespace Kolosal.Compliance.Frameworks;

/// <summary>One control of a framework and what shows it. Titles and descriptions are short and in our own words.</summary>
/// <param name="Id">Unique in its framework, sound in an address: as <c>A.6.2.5</c> or <c>GOVERN-1.1</c>.</param>
/// <param name="Clause">As the framework numbers it; several rows may share one.</param>
/// <param name="Title">Short title.</param>
/// <param name="Shows">What shows it, in words.</param>
/// <param name="Queries">The questions that are asked, <c>Q01</c> to <c>Q80</c>.</param>
/// <param name="Documents">The documents that are needed, <c>R01</c> to <c>R35</c>.</param>
/// <param name="Rule">What makes it pass, in short.</param>
/// <param name="Expires">How long what shows it lasts, in words.</param>
/// <param name="WhenRed">What to do when it is red.</param>
/// <param name="Owners">The features that show it.</param>
/// <param name="Kind">What shows it.</param>
/// <param name="Marks">How far the row itself was checked: <c>unverified</c>, <c>one_source</c> or nothing.</param>
/// <param name="Group">The part of the framework; null when it has none.</param>
/// <param name="AppliesFrom">The first day of the duty; null when it has begun.</param>
public sealed record ControlRow(
    string Id, string Clause, string Title, string Shows, ImmutableArray<string> Queries, ImmutableArray<string> Documents, string Rule,
    string Expires, string WhenRed, ImmutableArray<string> Owners, ControlKind Kind, ImmutableArray<string> Marks, string? Group = null,
    DateOnly? AppliesFrom = null)
{
    /// <summary>From memory: found in no source when the row was written.</summary>
    public const string Unverified = "unverified";

    /// <summary>Found in one vendor's or community's list only.</summary>
    public const string OneSource = "one_source";
}
