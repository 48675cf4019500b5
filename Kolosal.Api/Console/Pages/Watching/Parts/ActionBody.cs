using System.Globalization;

namespace Kolosal.WebConsole.Pages.Watching.Parts;

/// <summary>Makes the document of a request of what was written into its fields.</summary>
internal static class ActionBody
{
    /// <returns>The members: fields left empty are left out; what cannot be read as a number or time goes as it is, for the API to say so.</returns>
    public static Dictionary<string, object?> Of(
        ImmutableArray<ActionField> fields, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, object?>? constant)
    {
        var body = new Dictionary<string, object?>(constant ?? new Dictionary<string, object?>());
        foreach (var field in fields)
        {
            string text = values.GetValueOrDefault(field.Name, "").Trim();
            if (text.Length > 0) body[field.Name] = Value(field.Kind, text);
        }
        return body;
    }

    private static object Value(FieldKind kind, string text) => kind switch
    {
        FieldKind.Number when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        FieldKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        FieldKind.Flag or FieldKind.Answer => text == "true",
        FieldKind.Time when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        FieldKind.Numbers => Parts(text).Select(part => Value(FieldKind.Number, part)).ToArray(),
        FieldKind.List => Parts(text),
        _ => text,
    };

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
