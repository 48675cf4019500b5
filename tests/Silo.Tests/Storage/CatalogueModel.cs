using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kolosal.Storage;

/// <summary>What a catalogue must answer, worked out one entry at a time from the words of the contract.</summary>
internal static class CatalogueModel
{
    public static CataloguePage Query(IEnumerable<CatalogueEntry> entries, CatalogueQuery query)
    {
        var passing = entries
            .Where(entry => entry.Workspace == query.Workspace && entry.Kind == query.Kind && query.Filters.All(filter => Passes(entry, filter)))
            .ToList();
        string sort = query.Sort ?? "-created_at";
        string field = sort.TrimStart('-');
        int sign = sort.StartsWith('-') ? -1 : 1;
        passing.Sort((left, right) =>
        {
            int order = sign * Compare(SortKey(left, field), SortKey(right, field));
            return order != 0 ? order : Utf8(left.Id, right.Id);
        });
        return new CataloguePage([.. passing.Skip((query.Page - 1) * query.Limit).Take(query.Limit)], passing.Count);
    }

    private static bool Passes(CatalogueEntry entry, CatalogueFilter filter)
    {
        if (filter.Field is "created_at" or "updated_at")
        {
            var time = filter.Field == "created_at" ? entry.CreatedAt : entry.UpdatedAt;
            return Holds(time.CompareTo(DateTimeOffset.Parse(filter.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
                filter.Operator);
        }

        var value = Field(entry, filter.Field);
        if (filter.Operator != FilterOperator.Contains) return Matches(value, filter.Operator, filter.Value);
        return value.ValueKind switch
        {
            JsonValueKind.String => Lower(value.GetString()!).Contains(Lower(filter.Value), StringComparison.Ordinal),
            JsonValueKind.Array => value.EnumerateArray().Any(element => Matches(element, FilterOperator.Equal, filter.Value)),
            _ => false,
        };
    }

    private static bool Matches(JsonElement value, FilterOperator comparison, string wanted) => value.ValueKind switch
    {
        JsonValueKind.Number =>
            double.TryParse(wanted, CultureInfo.InvariantCulture, out double number) && Holds(value.GetDouble().CompareTo(number), comparison),
        JsonValueKind.String => Holds(Utf8(value.GetString()!, wanted), comparison),
        JsonValueKind.True => comparison == FilterOperator.Equal && wanted == "true",
        JsonValueKind.False => comparison == FilterOperator.Equal && wanted == "false",
        _ => false,
    };

    private static bool Holds(int order, FilterOperator comparison) => comparison switch
    {
        FilterOperator.AtLeast => order >= 0,
        FilterOperator.AtMost => order <= 0,
        _ => order == 0,
    };

    private static (int Rank, double Number, string Text) SortKey(CatalogueEntry entry, string field)
    {
        if (field is "created_at" or "updated_at") return (1, 0, $"{(field == "created_at" ? entry.CreatedAt : entry.UpdatedAt).UtcTicks:d19}");
        var value = Field(entry, field);
        return value.ValueKind switch
        {
            JsonValueKind.Number => (1, value.GetDouble(), ""),
            JsonValueKind.True => (1, 1, ""),
            JsonValueKind.False => (1, 0, ""),
            JsonValueKind.String => (2, 0, value.GetString()!),
            _ => (0, 0, ""),
        };
    }

    private static int Compare((int Rank, double Number, string Text) left, (int Rank, double Number, string Text) right)
    {
        int order = left.Rank.CompareTo(right.Rank);
        if (order == 0) order = left.Number.CompareTo(right.Number);
        return order != 0 ? order : Utf8(left.Text, right.Text);
    }

    private static JsonElement Field(CatalogueEntry entry, string field)
    {
        if (field == "id") return JsonSerializer.SerializeToElement(entry.Id);
        var value = JsonDocument.Parse(entry.Document).RootElement;
        foreach (string member in field.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(member, out value)) return default;
        }

        return value;
    }

    private static int Utf8(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static string Lower(string text) => string.Concat(text.Select(c => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c));
}
