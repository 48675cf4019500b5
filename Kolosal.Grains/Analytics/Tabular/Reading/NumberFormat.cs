using System.Globalization;

namespace Kolosal.Tabular;

/// <summary>How the numbers of a column are written.</summary>
/// <param name="Decimal">The mark before decimals, <c>.</c> or <c>,</c>.</param>
/// <param name="Group">What stands between groups of three digits; null when nothing does.</param>
/// <param name="Decimals">Digits behind the decimal mark when every number has that many; null when they differ or there are none.</param>
/// <param name="Exponent">The letter before exponents; null for <c>e</c>.</param>
public sealed record NumberFormat(char Decimal = '.', string? Group = null, int? Decimals = null, string? Exponent = null)
{
    /// <summary>Decimal point, no groups, the shortest form that reads back the same.</summary>
    public static NumberFormat Plain { get; } = new();

    /// <summary>Whether JSON writes numbers alike.</summary>
    internal bool IsPlain => Decimal == '.' && Group is null;

    /// <summary>The way of writing, 0 to 7: bit 0 for the decimal comma, above it 0 without groups, 1 for the other of point and comma, 2 for blanks,
    /// 3 for apostrophes.</summary>
    internal int Convention => (Decimal == ',' ? 1 : 0) + 2 * (Group switch { null => 0, "." or "," => 1, "'" or "’" => 3, _ => 2 });

    /// <summary>The format of a way of writing.</summary>
    internal static NumberFormat Of(int convention, string blank = " ", string apostrophe = "'") => new(
        (convention & 1) == 0 ? '.' : ',',
        (convention >> 1) switch { 0 => null, 1 => (convention & 1) == 0 ? "," : ".", 2 => blank, _ => apostrophe });

    /// <summary>The format of an example such as 1.234,5, or null when it leaves the marks open.</summary>
    public static NumberFormat? Parse(string? example)
    {
        if (example is null) return null;
        NumberFormat[] all = [Plain, new(','), new('.', ","), new(',', "."), new('.', " "), new(',', " "), new('.', "'"), new(',', "'")];
        return all.FirstOrDefault(format => format.ToString() == example);
    }

    /// <summary>The number as this column writes it; of zero the sign is not written, since tables do not keep it.</summary>
    public string Write(double number)
    {
        number += 0.0;
        string text = Decimals is { } digits
            ? number.ToString($"F{digits}", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);
        if (Exponent is null) text = text.Replace('E', 'e');
        if (IsPlain) return text;

        int sign = text[0] == '-' ? 1 : 0, point = text.AsSpan().IndexOfAny(".eE");
        var written = new System.Text.StringBuilder(text);
        if (point >= 0 && text[point] == '.') written[point] = Decimal;
        if (Group is not null && text.AsSpan().IndexOfAny('e', 'E') < 0)
            for (int at = (point < 0 ? text.Length : point) - 3; at > sign; at -= 3) written.Insert(at, Group);
        return written.ToString();
    }

    /// <summary>An example for people: 1.234,5.</summary>
    public override string ToString() => (this with { Decimals = null }).Write(1234.5);
}
