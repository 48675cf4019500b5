namespace Kolosal.Tabular;

/// <summary>Which cells of a column have no value although something is written in them.</summary>
public enum MissingWords
{
    /// <summary>None: the source says itself where a value is missing (Parquet, JSON).</summary>
    None,

    /// <summary>The words of <see cref="MissingText"/> when they are not quoted; quoted they are texts.</summary>
    Unquoted,

    /// <summary>The words of <see cref="MissingText"/>, quoted or not, and whatever blanks are around them: of columns that hold no texts.</summary>
    Any,
}

/// <summary>The words that stand for a missing value in files of text, compared letter by letter.</summary>
public static class MissingText
{
    private static readonly byte[][] Known =
        [.. new[] { "NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "<NA>", "#N/A", "?" }.Select(System.Text.Encoding.UTF8.GetBytes)];

    private const int Longest = 4;

    /// <summary>The words, for people and for statements.</summary>
    public static ImmutableArray<string> Words { get; } = [.. Known.Select(System.Text.Encoding.UTF8.GetString)];

    /// <summary>The word's position in <see cref="Words"/>, or −1.</summary>
    /// <param name="cell">UTF-8, as it stands.</param>
    public static int Find(ReadOnlySpan<byte> cell)
    {
        if (cell.Length is 0 or > Longest) return -1;
        for (int word = 0; word < Known.Length; word++)
            if (cell.SequenceEqual(Known[word])) return word;
        return -1;
    }

    /// <summary>The cell without blanks (space, tab) around it.</summary>
    public static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> cell) => cell.Trim(" \t"u8);
}
