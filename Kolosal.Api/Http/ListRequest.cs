using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kolosal.Http;

/// <summary>
/// What a list is asked for: <c>limit</c>, <c>page</c>, <c>sort</c> (<c>-</c> in front for descending) and filters, every other query parameter being
/// one: <c>status=open</c>, <c>score[gte]=0.8</c>, <c>score[lte]=0.9</c>, <c>name[contains]=risk</c>. A handler takes it as a parameter.
/// </summary>
internal sealed record ListRequest(ImmutableArray<CatalogueFilter> Filters, string? Sort, int Page, int Limit) : IEndpointParameterMetadataProvider
{
    private const int DefaultLimit = 50, LargestLimit = 500, LastPage = 1_000_000, MostFilters = 20, LongestValue = 200;

    public static ValueTask<ListRequest?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var filters = ImmutableArray.CreateBuilder<CatalogueFilter>();
        string? sort = null;
        int page = 1, limit = DefaultLimit;
        foreach (var (name, values) in context.Request.Query)
        {
            if (values is not [{ } value]) throw Bad(name, "Give it once.");
            if (value.Length > LongestValue) throw Bad(name, $"At most {LongestValue} characters.");
            switch (name)
            {
                case "limit": limit = Whole(name, value, LargestLimit); break;
                case "page": page = Whole(name, value, LastPage); break;
                case "sort": sort = value; break;
                default: filters.Add(Filter(name, value)); break;
            }
        }
        if (filters.Count > MostFilters) throw Bad("$", $"At most {MostFilters} filters.");
        return new(new ListRequest(filters.ToImmutable(), sort, page, limit));
    }

    /// <summary>The page of the caller's own entries of a kind.</summary>
    /// <param name="catalogue">What is asked.</param>
    /// <param name="caller">Whose workspace is looked in.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="cancel">Ends the query.</param>
    /// <param name="complete">Adds to the entries what changes too often to be written into the catalogue; null for nothing.</param>
    public async Task<Listing<T>> AnswerAsync<T>(ICatalogue catalogue, Caller caller, string kind, CancellationToken cancel,
        Func<ImmutableArray<CatalogueEntry>, Task<ImmutableArray<CatalogueEntry>>>? complete = null)
    {
        var found = await PageAsync<T>(catalogue, caller, kind, cancel);
        return new(complete is null ? found.Items : await complete(found.Items), found.Total, Page, Limit);
    }

    /// <summary>The same page, for who answers it in another form.</summary>
    public Task<CataloguePage> PageAsync<T>(ICatalogue catalogue, Caller caller, string kind, CancellationToken cancel) =>
        catalogue.QueryAsync(new(caller.Workspace, kind, ListFilters.Check<T>(Filters), Sort, Page, Limit), cancel);

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new ListParameters());

    private static CatalogueFilter Filter(string name, string value)
    {
        int bracket = name.IndexOf('[');
        if (bracket < 0) return new(name, FilterOperator.Equal, value);
        return new(name[..bracket], name[bracket..] switch
        {
            "[gte]" => FilterOperator.AtLeast,
            "[lte]" => FilterOperator.AtMost,
            "[contains]" => FilterOperator.Contains,
            _ => throw Bad(name.Length > 64 ? "$" : name, "The comparisons are [gte], [lte] and [contains]; none means equal."),
        }, value);
    }

    private static int Whole(string name, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw Bad(name, $"Expected a whole number from 1 to {most}.");

    internal static ProblemException Bad(string name, string message) =>
        new(new Problem(400, "request.bad-list", "The list cannot be asked for in this way.",
            ImmutableDictionary<string, string>.Empty.Add(name, message)));
}

/// <summary>Marks an endpoint that takes the parameters of a list, for the OpenAPI document.</summary>
internal sealed record ListParameters;

/// <summary>A page of a list. The catalogue's documents go out as they are.</summary>
internal sealed class Listing<T>(ImmutableArray<CatalogueEntry> items, long total, int page, int limit) : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var item in items) json.WriteRawValue(item.Document);
        json.WriteEndArray();
        json.WriteNumber("total", total);
        json.WriteNumber("page", page);
        json.WriteNumber("limit", limit);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PageDocument<T>), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDocument), [Problem.ContentType]));
    }
}

/// <summary>The shape of <see cref="Listing{T}"/> as the OpenAPI document shows it.</summary>
internal sealed record PageDocument<T>(ImmutableArray<T> Items, long Total, int Page, int Limit);
