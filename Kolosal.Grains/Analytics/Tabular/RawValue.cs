using System.Globalization;

namespace Kolosal.Tabular;

/// <summary>One value as it came in, before any encoding: a number, a text, or nothing.</summary>
/// <remarks>Booleans are the numbers 0 and 1 or the texts "true" and "false"; instants are UTC ticks or ISO 8601 text.</remarks>
public readonly struct RawValue
{
    private RawValue(double number, string? text) => (Number, Text) = (number, text);

    /// <summary>Nothing.</summary>
    public static RawValue Missing { get; } = new(double.NaN, null);

    /// <summary>The number; NaN when missing or a text.</summary>
    public double Number { get; }

    /// <summary>The text, or null.</summary>
    public string? Text { get; }

    /// <summary>Whether there is neither a number nor a text.</summary>
    public bool IsMissing => Text is null && double.IsNaN(Number);

    /// <summary>A number; NaN is missing.</summary>
    public static implicit operator RawValue(double number) => new(number, null);

    /// <summary>A text; null is missing.</summary>
    public static implicit operator RawValue(string? text) => new(double.NaN, text);

    /// <summary>The value of a column in a row.</summary>
    public static RawValue At(Column column, int row) => column.IsMissing(row) ? Missing : column switch
    {
        NumericColumn numeric => numeric.Values[row],
        CategoricalColumn categorical => categorical.Dictionary[categorical.Codes[row]],
        BooleanColumn boolean => boolean.Values[row] ? 1 : 0,
        DateTimeColumn instant => instant.Ticks[row],
        TextColumn text => text.Values[row],
        _ => throw new ArgumentException($"Unknown column type {column.Type}.", nameof(column)),
    };

    /// <inheritdoc/>
    public override string ToString() => Text ?? (IsMissing ? "missing" : Number.ToString("R", CultureInfo.InvariantCulture));
}

/// <summary>The values of one row, in the order of a schema.</summary>
/// <param name="values">One value a column.</param>
public readonly ref struct RawRow(ReadOnlySpan<RawValue> values)
{
    /// <summary>One value a column.</summary>
    public ReadOnlySpan<RawValue> Values { get; } = values;

    /// <summary>The value of a column.</summary>
    public RawValue this[int column] => Values[column];
}
