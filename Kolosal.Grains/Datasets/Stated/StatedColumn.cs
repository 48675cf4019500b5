namespace Kolosal.Datasets;

/// <summary>One column as its file states it; one of the four kinds of values is there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Numbers">Doubles, NaN for missing.</param>
/// <param name="Integers">Whole numbers up to 64 bits.</param>
/// <param name="Flags">True and false.</param>
/// <param name="Texts">Texts, and dates and times in ISO 8601; null for missing.</param>
/// <param name="Present">Where integers and flags have a value; null when everywhere.</param>
public sealed record StatedColumn(
    string Name, double[]? Numbers = null, long[]? Integers = null, bool[]? Flags = null, string?[]? Texts = null, bool[]? Present = null)
{
    public int Rows => Numbers?.Length ?? Integers?.Length ?? Flags?.Length ?? Texts?.Length ?? 0;
}
