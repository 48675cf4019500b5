using System.Globalization;
using System.Text.Json;

namespace Kolosal.WebConsole.Components;

/// <summary>Reading the API's documents: a missing member, null and a member of another kind read alike, as nothing.</summary>
internal static class JsonValues
{
    /// <summary>The member at a dotted path, such as <c>summary.score</c>; undefined when there is none.</summary>
    public static JsonElement At(this JsonElement json, string path)
    {
        foreach (string name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json)) return default;
        }
        return json;
    }

    public static bool Has(this JsonElement json, string path) =>
        json.At(path).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A text, number or truth value as text; null when there is none.</summary>
    public static string? Text(this JsonElement json, string path) => json.At(path).AsText();

    /// <summary>The value itself as text, for a cell; null when it is nothing, a list or an object.</summary>
    public static string? AsText(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetRawText(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => null,
    };

    public static double? Number(this JsonElement json, string path) => json.At(path).AsNumber();

    public static double? AsNumber(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String when double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) => number,
        _ => null,
    };

    public static bool Flag(this JsonElement json, string path) => json.At(path).ValueKind == JsonValueKind.True;

    public static DateTimeOffset? Time(this JsonElement json, string path) =>
        DateTimeOffset.TryParse(json.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The elements of a list; none when there is no list.</summary>
    public static ImmutableArray<JsonElement> Items(this JsonElement json, string path) => json.At(path).AsItems();

    public static ImmutableArray<JsonElement> AsItems(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [];

    /// <summary>The members of an object, in the document's order; none when there is no object.</summary>
    public static ImmutableArray<JsonProperty> Members(this JsonElement json, string path) => json.At(path).AsMembers();

    public static ImmutableArray<JsonProperty> AsMembers(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject()] : [];

    /// <summary>The numbers of a list; what is not a number is left out.</summary>
    public static ImmutableArray<double> Numbers(this JsonElement json, string path) =>
        [.. json.Items(path).Select(AsNumber).Where(number => number is not null).Select(number => number!.Value)];
}
