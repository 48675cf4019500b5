using System.Numerics;

namespace Kolosal.Tabular;

/// <summary>Which rows of a column have no value: one bit a row, immutable.</summary>
public sealed class MissingMask
{
    private readonly ulong[]? bits; // null: nothing is missing

    private MissingMask(int rows, ulong[]? bits)
    {
        Rows = rows;
        this.bits = bits;
        if (bits is not null) foreach (ulong word in bits) Count += BitOperations.PopCount(word);
    }

    /// <summary>The number of rows covered.</summary>
    public int Rows { get; }

    /// <summary>The number of rows without a value.</summary>
    public int Count { get; }

    /// <summary>Whether a row has no value.</summary>
    public bool this[int row] => (uint)row < (uint)Rows ? bits is not null && (bits[row >> 6] >> (row & 63) & 1) != 0
        : throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} rows.");

    /// <summary>Every row has a value.</summary>
    public static MissingMask None(int rows) => new(rows, null);

    /// <summary>A row is missing where the span is true.</summary>
    public static MissingMask From(ReadOnlySpan<bool> missing)
    {
        ulong[]? bits = null;
        for (int row = 0; row < missing.Length; row++)
            if (missing[row]) (bits ??= new ulong[(missing.Length + 63) >> 6])[row >> 6] |= 1UL << (row & 63);
        return new(missing.Length, bits);
    }

    /// <summary>A row is missing where the test says so.</summary>
    public static MissingMask Where(int rows, Func<int, bool> missing)
    {
        ulong[]? bits = null;
        for (int row = 0; row < rows; row++)
            if (missing(row)) (bits ??= new ulong[(rows + 63) >> 6])[row >> 6] |= 1UL << (row & 63);
        return new(rows, bits);
    }

    /// <summary>The mask of the chosen rows, in the order given.</summary>
    public MissingMask Take(ReadOnlySpan<int> rows)
    {
        if (bits is null) return None(rows.Length);
        ulong[]? taken = null;
        for (int i = 0; i < rows.Length; i++)
            if (this[rows[i]]) (taken ??= new ulong[(rows.Length + 63) >> 6])[i >> 6] |= 1UL << (i & 63);
        return new(rows.Length, taken);
    }
}
