using System.Globalization;
using System.Text.RegularExpressions;

namespace Kolosal.Storage.Catalogue;

/// <summary>A filter that has been checked: what a database is asked, in values to bind.</summary>
/// <param name="Column">The entry's own column, or null when the field is in the document.</param>
/// <param name="Path">Members from the document's root; empty for a column.</param>
/// <param name="Operator">How to compare.</param>
/// <param name="Text">The value as text; for a time, in the stored form.</param>
/// <param name="Number">The value as a number, or null when it is none.</param>
internal sealed record CatalogueTerm(string? Column, ImmutableArray<string> Path, FilterOperator Operator, string Text, double? Number);

/// <summary>Checks what a caller asks for, once for every database.</summary>
internal static partial class CatalogueTerms
{
    public const int MaximumLimit = 500;

    public const int MaximumFilters = 20;

    public static IEnumerable<CatalogueTerm> Filters(CatalogueQuery query) => query.Filters.Length <= MaximumFilters
        ? query.Filters.Select(Check)
        : throw new CatalogueQueryException($"A list takes at most {MaximumFilters} filters, got {query.Filters.Length}.");

    private static CatalogueTerm Check(CatalogueFilter filter)
    {
        var (column, path) = Field(filter.Field);
        if (!Enum.IsDefined(filter.Operator)) throw new CatalogueQueryException($"'{filter.Operator}' is no comparison.");
        if (column is null or "id")
        {
            double? number = double.TryParse(filter.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed)
                && double.IsFinite(parsed)
                ? parsed
                : null;
            return new CatalogueTerm(column, path, filter.Operator, filter.Value, number);
        }

        if (filter.Operator == FilterOperator.Contains)
            throw new CatalogueQueryException($"'{column}' is a time: compare it with equal, at least or at most.");
        return DateTimeOffset.TryParse(filter.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new CatalogueTerm(column, path, filter.Operator, Stored(time), null)
            : throw new CatalogueQueryException($"'{column}' is compared with a time such as 2026-01-31T12:00:00Z, got '{filter.Value}'.");
    }

    /// <summary>Column or path of a field's name.</summary>
    public static (string? Column, ImmutableArray<string> Path) Field(string field)
    {
        if (field.Length > 64 || !Name().IsMatch(field))
            throw new CatalogueQueryException($"'{field}' is no field: need 1 to 64 of a-z, 0-9, _ and dots between names.");
        return field switch
        {
            "id" => ("id", []),
            "created_at" => ("created_at", []),
            "updated_at" => ("updated_at", []),
            _ => (null, [.. field.Split('.')]),
        };
    }

    /// <summary>Field and direction of a sort.</summary>
    public static (string? Column, ImmutableArray<string> Path, bool Descending) Sort(string? sort)
    {
        sort ??= "-created_at";
        bool descending = sort.StartsWith('-');
        var (column, path) = Field(descending ? sort[1..] : sort);
        return (column, path, descending);
    }

    public static (int Offset, int Limit) Page(CatalogueQuery query)
    {
        if (query.Limit is < 1 or > MaximumLimit) throw new CatalogueQueryException($"'limit' is 1 to {MaximumLimit}, got {query.Limit}.");
        if (query.Page < 1) throw new CatalogueQueryException($"'page' is counted from 1, got {query.Page}.");
        long offset = (query.Page - 1L) * query.Limit;
        return ((int)Math.Min(offset, int.MaxValue), query.Limit);
    }

    /// <summary>A time as both databases keep it: UTC, seven digits of fraction, so that text order is time order.</summary>
    public static string Stored(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset Loaded(string stored) =>
        DateTimeOffset.Parse(stored, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    [GeneratedRegex("^[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)*\\z")]
    private static partial Regex Name();
}
