using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>How a raw value is read as the type its column has; NaN is what cannot be read.</summary>
internal static class RawText
{
    /// <summary>Enough for the shortest round-trip form of any double.</summary>
    private const int MaxNumberLength = 32;

    /// <summary>1, 0 or NaN.</summary>
    public static double ToBoolean(in RawValue value) => value.Text switch
    {
        null => value.Number,
        { } text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => 1,
        { } text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => 0,
        _ => double.NaN,
    };

    /// <summary>UTC ticks or NaN. Text without an offset is UTC.</summary>
    public static double ToTicks(in RawValue value)
    {
        if (value.Text is not { } text) return value.Number >= 0 && value.Number <= DateTime.MaxValue.Ticks ? value.Number : double.NaN;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant)
            ? instant.Ticks : double.NaN;
    }

    /// <summary>The code of a category, or −1; a number is looked up by its shortest text, without allocating it.</summary>
    public static int Find(Dictionary<string, int> codes, in RawValue value)
    {
        if (value.Text is { } text) return codes.TryGetValue(text, out int code) ? code : -1;
        if (value.IsMissing) return -1;
        Span<char> digits = stackalloc char[MaxNumberLength];
        value.Number.TryFormat(digits, out int length, "R", CultureInfo.InvariantCulture);
        return codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(digits[..length], out int found) ? found : -1;
    }

    /// <summary>The positions of the categories.</summary>
    public static Dictionary<string, int> Index(ImmutableArray<string> categories)
    {
        var codes = new Dictionary<string, int>(categories.Length, StringComparer.Ordinal);
        for (int code = 0; code < categories.Length; code++)
            if (!codes.TryAdd(categories[code], code)) throw new ArgumentException($"Categories must differ, got '{categories[code]}' twice.");
        return codes;
    }
}
