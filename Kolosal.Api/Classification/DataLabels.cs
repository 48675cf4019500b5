using System.Net;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Storage;

namespace Kolosal.Classification;

/// <summary>Puts the label of a dataset on every answer about it, and keeps rows that must be encrypted in transit off open connections.</summary>
internal static class DataLabels
{
    public const string SensitivityHeader = "X-Data-Sensitivity", TypeHeader = "X-Data-Type", ResidencyHeader = "X-Data-Residency";

    /// <summary>What the label says of a dataset that nobody classed.</summary>
    public const string Unclassified = "unclassified";

    public static RouteGroupBuilder WithDataLabels(this RouteGroupBuilder routes)
    {
        routes.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            if (DatasetOf(context) is not { } dataset || Principal.Current is not { } caller) return await next(invocation);
            var label = await LabelAsync(context, caller.Workspace, $"datasets/{dataset}");
            if (label is { EncryptedInTransit: true } && !IsEncrypted(context))
                return new Problem(new Refusal(RefusalKind.Forbidden, "classification.transit",
                    $"datasets/{dataset} is classed to leave over an encrypted connection alone; use https."));
            var headers = context.Response.Headers;
            headers[SensitivityHeader] = label is null ? Unclassified : WireJson.Word(label.Sensitivity);
            if (label is not null) (headers[TypeHeader], headers[ResidencyHeader]) = (WireJson.Word(label.DataType), WireJson.Word(label.Residency));
            return await next(invocation);
        });
        return routes;
    }

    private static string? DatasetOf(HttpContext context) =>
        context.Request.RouteValues["dataset_id"] as string ?? context.Request.Query["dataset_id"].FirstOrDefault();

    /// <summary>From the catalogue: an id that is made up makes no activation.</summary>
    internal static async Task<DataClassification?> LabelAsync(HttpContext context, string workspace, string asset)
    {
        var entry = await context.RequestServices.GetRequiredService<ICatalogue>().FindAsync(
            workspace, CatalogueKinds.DataClassification, DataClassificationGrains.ClassificationId(asset), context.RequestAborted);
        return entry is null ? null : JsonSerializer.Deserialize<DataClassification>(entry.Document, WireJson.Options);
    }

    private static bool IsEncrypted(HttpContext context) =>
        context.Request.IsHttps || context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
}
