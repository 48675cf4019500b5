namespace Kolosal.Tabular;

/// <summary>What a column is and how its cells are read, decided by all of them.</summary>
/// <param name="Type">Numeric, boolean, date-time or text; whether texts are categories, their distinct values say.</param>
/// <param name="Reading">How its cells are read.</param>
/// <param name="Whole">Numbers without decimals or marks, each within ±2⁵³.</param>
/// <param name="Oddities">Why some cells are not written back as they stood, so that their texts are to be kept beside the values.</param>
/// <param name="Direct">Every cell is nothing, or a value in the plainest form of its type: any reader gets it right.</param>
/// <param name="MixedQuotes">A column of texts in which a word for missing occurs both quoted and not.</param>
/// <param name="NonFinite">Cells that were infinite or not a number and are missing.</param>
/// <param name="Notes">What an owner should know, with counts, rows and examples.</param>
public sealed record SettledColumn(
    ColumnType Type, CellReading Reading, bool Whole, Oddities Oddities, bool Direct, bool MixedQuotes, long NonFinite, ImmutableArray<string> Notes)
{
    /// <summary>Whether texts are to be kept.</summary>
    public bool OwnText => (Oddities & ~Oddities.OneWord) != Oddities.None;
}
