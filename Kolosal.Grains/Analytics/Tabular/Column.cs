namespace Kolosal.Tabular;

/// <summary>The values of one column and which of them are missing; immutable. The concrete types own the arrays they are given.</summary>
public abstract class Column
{
    private protected Column(MissingMask missing) => Missing = missing;

    /// <summary>How the values are stored.</summary>
    public abstract ColumnType Type { get; }

    /// <summary>Which rows have no value.</summary>
    public MissingMask Missing { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Missing.Rows;

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(int row) => Missing[row];

    /// <summary>The chosen rows, in the order given; a row may be chosen more than once.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);

    /// <summary>The value as invariant text (numbers in the shortest form that reads back the same), or null when missing.</summary>
    public abstract string? TextAt(int row);

    private protected static void SameLength(int values, MissingMask missing)
    {
        if (values != missing.Rows) throw new ArgumentException($"Need one mask bit a value, got {values} values and {missing.Rows} bits.");
    }

    private protected static T[] Gather<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> rows)
    {
        var taken = new T[rows.Length];
        for (int i = 0; i < rows.Length; i++) taken[i] = values[rows[i]];
        return taken;
    }
}
