using System.Globalization;

namespace Kolosal.Tabular;

/// <summary>Finite doubles; a missing row holds 0 behind its mask.</summary>
public sealed class NumericColumn : Column
{
    private readonly double[] values;

    /// <summary>Keeps the array; missing rows are set to 0 in it.</summary>
    /// <exception cref="ArgumentException">A value that is not missing is NaN or infinite, or the lengths differ.</exception>
    public NumericColumn(double[] values, MissingMask? missing = null) : base(missing ?? MissingMask.None(values.Length))
    {
        SameLength(values.Length, Missing);
        for (int row = 0; row < values.Length; row++)
        {
            if (Missing.Count > 0 && Missing[row]) values[row] = 0;
            else if (!double.IsFinite(values[row]))
                throw new ArgumentException($"A numeric column holds finite numbers; row {row} is "
                    + $"{values[row].ToString(CultureInfo.InvariantCulture)}. Mark it missing instead.", nameof(values));
        }
        this.values = values;
    }

    /// <summary>The values; 0 where missing.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Numeric;

    /// <summary>A column whose NaN and infinite entries become missing.</summary>
    public static NumericColumn FromNaN(double[] values) => new(values, MissingMask.Where(values.Length, row => !double.IsFinite(values[row])));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new NumericColumn(Gather<double>(values, rows), Missing.Take(rows));

    /// <inheritdoc/>
    public override string? TextAt(int row) => IsMissing(row) ? null : values[row].ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Codes into a dictionary of strings; a missing row has the code −1.</summary>
public sealed class CategoricalColumn : Column
{
    private readonly int[] codes;
    private readonly string[] dictionary;

    /// <summary>Keeps both arrays. Code −1 means missing.</summary>
    /// <exception cref="ArgumentException">A code is outside −1 … dictionary length − 1, or a category occurs twice.</exception>
    public CategoricalColumn(int[] codes, string[] dictionary) : base(MissingMask.Where(codes.Length, row => codes[row] == -1))
    {
        for (int row = 0; row < codes.Length; row++)
            if (codes[row] < -1 || codes[row] >= dictionary.Length)
                throw new ArgumentException($"Codes go from -1 to {dictionary.Length - 1}, got {codes[row]} in row {row}.", nameof(codes));
        if (dictionary.Distinct(StringComparer.Ordinal).Count() != dictionary.Length)
            throw new ArgumentException("The categories of a column must differ.", nameof(dictionary));
        this.codes = codes;
        this.dictionary = dictionary;
    }

    private CategoricalColumn(int[] codes, string[] dictionary, MissingMask missing) : base(missing)
    {
        this.codes = codes;
        this.dictionary = dictionary;
    }

    /// <summary>One code a row; −1 where missing.</summary>
    public ReadOnlySpan<int> Codes => codes;

    /// <summary>The category of each code; some may occur in no row.</summary>
    public ReadOnlySpan<string> Dictionary => dictionary;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Categorical;

    /// <summary>Codes in order of first appearance; null is missing.</summary>
    public static CategoricalColumn From(IEnumerable<string?> values)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var dictionary = new List<string>();
        var codes = new List<int>();
        foreach (string? value in values)
        {
            if (value is null) { codes.Add(-1); continue; }
            if (!index.TryGetValue(value, out int code))
            {
                index.Add(value, code = dictionary.Count);
                dictionary.Add(value);
            }
            codes.Add(code);
        }
        return new([.. codes], [.. dictionary]);
    }

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new CategoricalColumn(Gather<int>(codes, rows), dictionary, Missing.Take(rows));

    /// <inheritdoc/>
    public override string? TextAt(int row) => codes[row] < 0 ? null : dictionary[codes[row]];
}

/// <summary>True or false; a missing row holds false behind its mask.</summary>
public sealed class BooleanColumn : Column
{
    private readonly bool[] values;

    private readonly FlagWords words;

    /// <summary>Keeps the array; missing rows are set to false in it.</summary>
    /// <param name="values">One a row.</param>
    /// <param name="missing">Which have none.</param>
    /// <param name="words">How its file spells them; <c>true</c> and <c>false</c> unless said otherwise.</param>
    public BooleanColumn(bool[] values, MissingMask? missing = null, FlagWords? words = null) : base(missing ?? MissingMask.None(values.Length))
    {
        SameLength(values.Length, Missing);
        this.words = words ?? FlagWords.Json;
        if (Missing.Count > 0) for (int row = 0; row < values.Length; row++) values[row] &= !Missing[row];
        this.values = values;
    }

    /// <summary>The values; false where missing.</summary>
    public ReadOnlySpan<bool> Values => values;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Boolean;

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new BooleanColumn(Gather<bool>(values, rows), Missing.Take(rows), words);

    /// <inheritdoc/>
    public override string? TextAt(int row) => IsMissing(row) ? null : words.Write(values[row]);
}

/// <summary>Instants as UTC ticks (100 ns since 0001-01-01); a missing row holds 0 behind its mask.</summary>
public sealed class DateTimeColumn : Column
{
    private readonly long[] ticks;

    /// <summary>Keeps the array; missing rows are set to 0 in it.</summary>
    /// <exception cref="ArgumentException">A value is outside the years 1 … 9999.</exception>
    public DateTimeColumn(long[] ticks, MissingMask? missing = null) : base(missing ?? MissingMask.None(ticks.Length))
    {
        SameLength(ticks.Length, Missing);
        for (int row = 0; row < ticks.Length; row++)
        {
            if (Missing.Count > 0 && Missing[row]) ticks[row] = 0;
            else if (ticks[row] < 0 || ticks[row] > DateTime.MaxValue.Ticks)
                throw new ArgumentException($"Ticks go from 0 to {DateTime.MaxValue.Ticks}, got {ticks[row]} in row {row}.", nameof(ticks));
        }
        this.ticks = ticks;
    }

    /// <summary>The UTC ticks; 0 where missing.</summary>
    public ReadOnlySpan<long> Ticks => ticks;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.DateTime;

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new DateTimeColumn(Gather<long>(ticks, rows), Missing.Take(rows));

    /// <inheritdoc/>
    public override string? TextAt(int row) =>
        IsMissing(row) ? null : new DateTime(ticks[row], DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Free text; null is missing.</summary>
public sealed class TextColumn : Column
{
    private readonly string?[] values;

    /// <summary>Keeps the array.</summary>
    public TextColumn(string?[] values) : base(MissingMask.Where(values.Length, row => values[row] is null)) => this.values = values;

    /// <summary>The values; null where missing.</summary>
    public ReadOnlySpan<string?> Values => values;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Text;

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new TextColumn(Gather<string?>(values, rows));

    /// <inheritdoc/>
    public override string? TextAt(int row) => values[row];
}
