using System.Collections.Frozen;
using System.Globalization;

namespace Kolosal.Http;

/// <summary>What a value in the body of a request may be.</summary>
/// <param name="Expected">The same in words, for who sent something else.</param>
internal abstract record BodyShape(string Expected)
{
    /// <summary>Any JSON; only its texts must be texts (no half of a surrogate pair).</summary>
    public sealed record Anything() : BodyShape("Expected a value.");

    public sealed record Flag() : BodyShape("Expected true or false.");

    /// <summary>A whole number of 32 or 64 bits.</summary>
    /// <param name="Least">Smallest.</param>
    /// <param name="Most">Largest.</param>
    /// <param name="Stated">The bounds are the member's own and not those of the bits.</param>
    public sealed record Whole(long Least, long Most, bool Stated) : BodyShape(
        Stated ? string.Create(CultureInfo.InvariantCulture, $"Expected a whole number from {Least} to {Most}.")
            : "Expected a whole number within range.");

    /// <summary>A number that a double holds; never infinite.</summary>
    public sealed record Real() : BodyShape("Expected a number.");

    /// <param name="Least">Fewest characters; above 0 a blank text counts as empty.</param>
    /// <param name="Most">Most characters, in UTF-16 code units.</param>
    /// <param name="Lines">Line breaks and tabs may be among them; other control characters never.</param>
    public sealed record Text(int Least, int Most, bool Lines) : BodyShape(string.Create(CultureInfo.InvariantCulture,
        $"Expected a string of {Least} to {Most} characters{(Lines ? "" : " on one line")}."));

    /// <summary>RFC 3339.</summary>
    public sealed record Time() : BodyShape("Expected a time as in RFC 3339, for example 2026-01-31T12:00:00Z.");

    /// <summary>One of a few words.</summary>
    public sealed record Word(FrozenSet<string> Words) : BodyShape(
        $"Expected one of {string.Join(", ", Words.Order(StringComparer.Ordinal))}.");

    public sealed record List(BodyShape Element, int Least, int Most) : BodyShape(
        Least > 0 ? string.Create(CultureInfo.InvariantCulture, $"Expected an array of {Least} or more.") : "Expected an array.");

    /// <summary>Names that are not ours, and a value to each.</summary>
    public sealed record Map(BodyShape Value) : BodyShape("Expected an object of names and values.");

    /// <param name="ByName">The members there are.</param>
    public sealed record Members(FrozenDictionary<string, Member> ByName) : BodyShape(
        $"Expected an object with the members {string.Join(", ", ByName.Values.OrderBy(member => member.Index).Select(member => member.Name))}.");

    /// <summary>One member of an object.</summary>
    /// <param name="Name">On the wire.</param>
    /// <param name="Index">From 0, in the order of declaration.</param>
    /// <param name="Shape">What it holds.</param>
    /// <param name="Required">Must be there.</param>
    /// <param name="Nullable">May be null.</param>
    public sealed record Member(string Name, int Index, BodyShape Shape, bool Required, bool Nullable);
}
