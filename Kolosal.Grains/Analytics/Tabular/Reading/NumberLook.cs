namespace Kolosal.Tabular;

/// <summary>What the text of a number says before its column's marks are known.</summary>
/// <param name="Marks">Bit <see cref="NumberFormat.Convention"/> of every way of writing under which it is a number; 0 when it is none.</param>
/// <param name="Code">Has a leading zero before another digit: a code, whose zeros a number would lose.</param>
/// <param name="Big">A whole number beyond 2⁵³, which doubles do not tell from its neighbours.</param>
/// <param name="Long">More significant digits than the 17 that a double can hold.</param>
/// <param name="NonFinite">Greater than any double.</param>
/// <param name="Odd">Not written as a number is written back: plus sign, exponent, blanks, bare mark, more than 15 digits, many zeros.</param>
/// <param name="TrailingZero">Ends in a zero behind the last mark.</param>
/// <param name="LongRun">Four or more digits without a mark before the last mark: a number that grouping would have cut.</param>
/// <param name="LastMark">The last mark (<c>.</c> <c>,</c> space <c>'</c>), or NUL.</param>
/// <param name="Behind">Digits behind the last mark.</param>
public readonly record struct NumberLook(
    byte Marks, bool Code, bool Big, bool Long, bool NonFinite, bool Odd, bool TrailingZero, bool LongRun, char LastMark, int Behind);
