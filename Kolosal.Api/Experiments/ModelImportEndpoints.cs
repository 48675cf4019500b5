using Kolosal.Http;
using Kolosal.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Experiments;

/// <summary>The import door, and scorers in fewer bits.</summary>
internal static class ModelImportEndpoints
{
    public static IServiceCollection AddModelImportEndpoints(this IServiceCollection services) => services.AddSingleton<ModelImportReceiver>();

    public static void MapModelImports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/models/import", Import).WithTags("Models").WithName("ImportModel")
            .WithSummary("Takes in a model trained elsewhere (multipart: metadata, file), measured on the rows that come with it; same content "
                + "answers the version it already is.")
            .Accepts<IFormFile>("multipart/form-data");
        routes.MapPost("/api/quantize", Quantize).WithTags("Models").WithName("QuantizeModel")
            .WithSummary("Makes a version in fewer bits and measures both side by side; refused by name of the part that has no such form.");
    }

    private static async Task<Results<Created<ImportedVersion>, Problem>> Import(
        HttpContext context, Caller caller, ModelImportReceiver receiver, IGrainFactory grains, CancellationToken cancel)
    {
        var import = await receiver.ReceiveAsync(context, caller, cancel);
        if (!import.Accepted) return new Problem(import.Refusal);
        if (!ModelId.IsName(import.Value.Model)) return new Problem(ModelId.MalformedName(import.Value.Model));
        _ = caller.Key(import.Value.DatasetId); // 404 for what can be no dataset's id
        return (await grains.ModelImport(caller.Workspace).ImportAsync(import.Value, cancel)).ToCreated(Location);
    }

    private static async Task<Results<Created<QuantizedVersion>, Problem>> Quantize(
        QuantizeModelRequest request, Caller caller, IGrainFactory grains, CancellationToken cancel)
    {
        if (!ModelId.TryParse(request.ModelId, out var id)) return new Problem(ModelId.NotFound(request.ModelId));
        if (request.DatasetId is { } dataset) _ = caller.Key(dataset);
        return (await grains.ModelImport(caller.Workspace).QuantizeAsync(new(id.Name, id.Reference, request.Precision, request.DatasetId), cancel))
            .ToCreated(made => $"/api/models/{made.Model}:{made.Version}");
    }

    private static string Location(ImportedVersion made) => $"/api/models/{made.Model}:{made.Version}";
}
