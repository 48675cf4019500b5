using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Tabular;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Exploration;

/// <summary><c>page</c> from 1 and <c>limit</c> from 1 to 10,000, by default 1,000: rows of results are numbers, of which more fit into a page than
/// of records.</summary>
internal readonly record struct PageRequest(int Page, int Limit)
{
    private const int DefaultLimit = 1_000, LargestLimit = 10_000, LastPage = 1_000_000;

    public static ValueTask<PageRequest> BindAsync(HttpContext context) =>
        new(new PageRequest(Whole(context, "page", 1, LastPage), Whole(context, "limit", DefaultLimit, LargestLimit)));

    private static int Whole(HttpContext context, string name, int byDefault, int most)
    {
        if (!context.Request.Query.TryGetValue(name, out var given)) return byDefault;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value
            : throw ListRequest.Bad(name, $"Expected a whole number from 1 to {most}.");
    }
}

/// <summary>A page of a table, as the contract's lists are: each row an object, missing values null.</summary>
internal sealed class TablePage(Frame table, PageRequest page) : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("items");
        long first = (page.Page - 1L) * page.Limit;
        for (long row = first; row < Math.Min(table.Rows, first + page.Limit); row++) Write(json, (int)row);
        json.WriteEndArray();
        json.WriteNumber("total", table.Rows);
        json.WriteNumber("page", page.Page);
        json.WriteNumber("limit", page.Limit);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(PageDocument<Dictionary<string, object>>), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDocument), [Problem.ContentType]));
    }

    private void Write(Utf8JsonWriter json, int row)
    {
        json.WriteStartObject();
        for (int c = 0; c < table.Columns.Length; c++)
        {
            json.WritePropertyName(table.Schema.Columns[c].Name);
            switch (table.Columns[c])
            {
                case var column when column.IsMissing(row): json.WriteNullValue(); break;
                case NumericColumn numbers: json.WriteNumberValue(numbers.Values[row]); break;
                case BooleanColumn flags: json.WriteBooleanValue(flags.Values[row]); break;
                case var column: json.WriteStringValue(column.TextAt(row)); break;
            }
        }
        json.WriteEndObject();
    }
}

/// <summary>A whole table as CSV, written while it is sent.</summary>
internal sealed class CsvTable(Frame table, string name) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using var text = new StreamWriter(context.Response.Body, leaveOpen: true) { NewLine = "\r\n" };
        foreach (string line in ResultTables.Lines(table)) await text.WriteLineAsync(line.AsMemory(), context.RequestAborted);
    }
}
