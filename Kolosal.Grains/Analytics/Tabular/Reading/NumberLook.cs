namespace Kolosal.Tabular;

/// <summary>What the text of a number says before its column's marks are known.</summary>
/// <param name="Marks">Bit <see cref="NumberFormat.Convention"/> of every way of writing under which it is a number; 0 when it is none.</param>
/// <param name="Code">Has a leading zero before another digit: a code, whose zeros a number would lose.</param>
/// <param name="Big">A whole number beyond 2⁵³, which doubles do not tell from its neighbours.</param>
/// <param name="Long">More significant digits than the 17 that a double can hold.</param>
/// <param name="NonFinite">Greater than any double.</param>
/// <param name="Oddities">Why it may not be written back as it stands.</param>
/// <param name="LongRun">Four or more digits without a mark before the last mark: a number that grouping would have cut.</param>
/// <param name="LastMark">The last mark (<c>.</c> <c>,</c> space <c>'</c>), or NUL.</param>
/// <param name="Behind">Digits behind the last mark.</param>
public readonly record struct NumberLook(
    byte Marks, bool Code, bool Big, bool Long, bool NonFinite, Oddities Oddities, bool LongRun, char LastMark, int Behind);

/// <summary>Ways in which a cell's text differs from how its value is written back.</summary>
[Flags]
public enum Oddities
{
    None,

    /// <summary>An exponent.</summary>
    Exponent = 1,

    /// <summary>More than 15 digits: the double nearest to it may be nearer to another text.</summary>
    Digits = 2,

    /// <summary>A zero at the end behind the last mark.</summary>
    TrailingZero = 4,

    /// <summary>A plus sign, blanks around it, a bare mark, a negative zero, so many zeros that an exponent is shorter.</summary>
    Other = 8,

    /// <summary>No value, but an infinity, blanks, or one of several words for missing.</summary>
    Word = 16,

    /// <summary>No value, and always the same word for that, which is written back.</summary>
    OneWord = 32,
}
