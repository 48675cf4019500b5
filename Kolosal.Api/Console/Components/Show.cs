using System.Globalization;
using System.Text.Json;

namespace Kolosal.WebConsole.Components;

/// <summary>How values are written on pages.</summary>
internal static class Show
{
    /// <summary>What stands where there is no value.</summary>
    public const string Nothing = "–";

    /// <summary>Four significant digits, thousands apart: 0.8123, 12.5, 1,234,567.</summary>
    public static string Number(double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return Nothing;
        double size = Math.Abs(number);
        if (size == 0) return "0";
        if (size >= 1e15 || size < 1e-4) return number.ToString("0.###e0", CultureInfo.InvariantCulture);
        string format = size switch { >= 1000 => "#,0", >= 100 => "0.#", >= 10 => "0.##", >= 1 => "0.###", _ => "0.####" };
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>How many there are of something: 1 control, 42 controls.</summary>
    public static string Count(int count, string one) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>A share from 0 to 1 in percent.</summary>
    public static string Percent(double? share) =>
        share is { } value && double.IsFinite(value) ? (value * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%" : Nothing;

    public static string Bytes(double? bytes)
    {
        if (bytes is not { } size) return Nothing;
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        int unit = 0;
        for (; size >= 1000 && unit < units.Length - 1; unit++) size /= 1000;
        return size.ToString(unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    public static string Duration(TimeSpan? time) => time switch
    {
        null => Nothing,
        { TotalSeconds: < 1 } => $"{time.Value.TotalMilliseconds:0} ms",
        { TotalMinutes: < 1 } => $"{time.Value.TotalSeconds:0.#} s",
        { TotalHours: < 1 } => $"{(int)time.Value.TotalMinutes} min {time.Value.Seconds} s",
        { TotalDays: < 1 } => $"{(int)time.Value.TotalHours} h {time.Value.Minutes} min",
        _ => $"{(int)time.Value.TotalDays} d {time.Value.Hours} h",
    };

    /// <summary>Any value for a cell: numbers by <see cref="Number"/>, lists joined, objects as JSON.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Number(value.GetDouble()),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) =>
            string.Join(", ", value.EnumerateArray().Select(Value)),
        JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
        _ => value.AsText() ?? Nothing,
    };

    /// <summary>As much of a text as there is room for; what is left out shows as an ellipsis.</summary>
    public static string Short(string? text, int most) => text is null ? Nothing : text.Length > most ? text[..(most - 1)] + "…" : text;

    /// <summary>A stored name for reading: <c>pending_approval</c> becomes "Pending approval".</summary>
    public static string Words(string? name)
    {
        if (string.IsNullOrEmpty(name)) return Nothing;
        string words = name.Replace('_', ' ').Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
