using System.ComponentModel.DataAnnotations;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Datasets;

/// <summary>Datasets of what lies elsewhere.</summary>
internal static class ImportEndpoints
{
    public static void MapImports(this RouteGroupBuilder data)
    {
        data.MapPost("/import/url", FromAddress).WithName("ImportFromUrl")
            .WithSummary("Fetches a file by its address; addresses of this machine and of private networks are refused.");
        data.MapPost("/import/kaggle", FromKaggle).WithName("ImportFromKaggle")
            .WithSummary("Fetches a data set of Kaggle with the caller's own credentials, which are not kept.");
        data.MapPost("/import/s3", FromObject).WithName("ImportFromS3")
            .WithSummary("Fetches an object of an S3-compatible store; credentials are not kept.");
        data.MapPost("/import/sql", FromQuery).WithName("ImportFromSql")
            .WithSummary("The rows of one SELECT to PostgreSQL, in a transaction that only reads; credentials are not kept.");
    }

    private static Task<Results<Created<DatasetDescription>, Problem>> FromAddress(
        UrlImportRequest request, Caller caller, DatasetImports imports, CancellationToken cancel) =>
        imports.FromAddressAsync(caller.Workspace, request.Url, request.Name, request.Format, request.Sheet, cancel).ToCreated(Location);

    private static Task<Results<Created<DatasetDescription>, Problem>> FromKaggle(
        KaggleImportRequest request, Caller caller, DatasetImports imports, CancellationToken cancel) =>
        imports.FromKaggleAsync(caller.Workspace, request.Dataset, request.File, request.Username, request.Key, request.Name, cancel)
            .ToCreated(Location);

    private static Task<Results<Created<DatasetDescription>, Problem>> FromObject(
        ObjectImportRequest request, Caller caller, DatasetImports imports, CancellationToken cancel) =>
        imports.FromObjectAsync(caller.Workspace, request.ToSource(), request.Name, request.Sheet, cancel).ToCreated(Location);

    private static Task<Results<Created<DatasetDescription>, Problem>> FromQuery(
        QueryImportRequest request, Caller caller, DatasetImports imports, CancellationToken cancel) =>
        imports.FromQueryAsync(caller.Workspace, request.ToSource(), request.Name, cancel).ToCreated(Location);

    private static string Location(DatasetDescription dataset) => $"/api/data/{dataset.DatasetId}";
}

/// <summary>A file by its address.</summary>
/// <param name="Url">Absolute.</param>
/// <param name="Name">For people.</param>
/// <param name="Format">The ending that the name lacks: <c>csv</c>, <c>json</c>, ….</param>
/// <param name="Sheet">A workbook's sheet.</param>
internal sealed record UrlImportRequest(
    [property: Length(1, 1_000)] string Url, string? Name = null, string? Format = null,
    string? Sheet = null);

/// <summary>A data set of Kaggle.</summary>
/// <param name="Dataset"><c>owner/name</c>.</param>
/// <param name="File">One of its files.</param>
/// <param name="Username">The user's name there.</param>
/// <param name="Key">Their key.</param>
/// <param name="Name">For people.</param>
internal sealed record KaggleImportRequest(string Dataset, string? File = null, string? Username = null, string? Key = null, string? Name = null);

/// <summary>An object of an S3-compatible store.</summary>
internal sealed record ObjectImportRequest(
    string Bucket, [property: Length(1, 1_024)] string Key, string? Region = null, [property: MaxLength(1_000)] string? Endpoint = null,
    string? AccessKey = null, string? SecretKey = null, [property: MaxLength(4_096)] string? SessionToken = null, string? Name = null,
    string? Sheet = null)
{
    public ObjectSource ToSource() => new(Bucket, Key, Region, Endpoint, AccessKey, SecretKey, SessionToken);
}

/// <summary>A query to PostgreSQL.</summary>
internal sealed record QueryImportRequest(
    string Host, string Database, string Username, [property: DataType(DataType.MultilineText), MaxLength(4_096)] string Password,
    [property: DataType(DataType.MultilineText), MaxLength(50_000)] string Query, [property: Range(1, 65_535)] int Port = 5432,
    [property: Range(1, 100_000_000)] int MostRows = 1_000_000, bool RequireTls = true, string? Name = null)
{
    public QuerySource ToSource() => new(Host, Port, Database, Username, Password, Query, MostRows, RequireTls);
}
