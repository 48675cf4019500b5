using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Kolosal.Storage;

namespace Kolosal.Http;

/// <summary>Holds a list's filters against the type of its entries: what is compared with a number must be one, so with times and flags.</summary>
internal static class ListFilters
{
    /// <returns>The filters, times in the form in which documents hold them.</returns>
    /// <exception cref="ProblemException">400: a value cannot be compared with the field.</exception>
    public static ImmutableArray<CatalogueFilter> Check<T>(ImmutableArray<CatalogueFilter> filters) =>
        [.. filters.Select(filter => Check(filter, TypeOf(typeof(T), filter.Field)))];

    private static CatalogueFilter Check(CatalogueFilter filter, Type? type)
    {
        if (type == typeof(DateTimeOffset))
        {
            if (filter.Operator == FilterOperator.Contains) throw Bad(filter, "A time is compared with equal, [gte] or [lte].");
            if (!DateTimeOffset.TryParse(filter.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                throw Bad(filter, "Expected a time as in RFC 3339, for example 2026-01-31T12:00:00Z.");
            return filter with { Value = time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture) };
        }
        if (type == typeof(bool) && (filter.Operator != FilterOperator.Equal || filter.Value is not ("true" or "false")))
            throw Bad(filter, "A flag is compared with true or false.");
        if (type is not null && IsNumber(type) && (filter.Operator == FilterOperator.Contains
            || !double.TryParse(filter.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number)))
            throw Bad(filter, "Expected a number, compared with equal, [gte] or [lte].");
        return filter;
    }

    /// <summary>The type of a field, as documents name it; null when that cannot be told.</summary>
    private static Type? TypeOf(Type type, string field)
    {
        if (type == typeof(object)) return null;
        Type? found = type;
        foreach (string member in field.Split('.'))
        {
            var info = found is null ? null : Json.Options.GetTypeInfo(Nullable.GetUnderlyingType(found) ?? found);
            found = info?.Kind == JsonTypeInfoKind.Object ? info.Properties.FirstOrDefault(property => property.Name == member)?.PropertyType : null;
        }
        return found is null ? null : Nullable.GetUnderlyingType(found) ?? found;
    }

    private static bool IsNumber(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(float) || type == typeof(ulong);

    private static ProblemException Bad(CatalogueFilter filter, string message) => ListRequest.Bad(filter.Field, message);
}
