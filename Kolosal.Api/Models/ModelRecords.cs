using Kolosal.Http;

namespace Kolosal.Models;

/// <summary>The models and versions that addresses name.</summary>
internal static class ModelRecords
{
    /// <summary><c>{id}</c> is a model's id: its name, and a number or alias behind it where one version is meant.</summary>
    public static readonly PathRecord ById = new(async context =>
    {
        if (!ModelId.TryParse(context.Request.RouteValues["id"] as string, out var id)) return null;
        if (!await PathRecord.IsListedAsync(context, CatalogueKinds.Model, id.Name)) return ModelId.NotFound(id.Name);
        if (id.Reference is not { } reference) return null;

        // An alias is known to the model alone. That a version is retired, or the like, is for the handler to say.
        var grains = context.RequestServices.GetRequiredService<IGrainFactory>();
        var version = await grains.Model(id.Key(Principal.Current!.Workspace)).GetVersionAsync(reference);
        return version.Refusal is { Kind: RefusalKind.NotFound } missing ? missing : null;
    });

    /// <summary><c>{id}</c> is a model's id, of which the name alone matters.</summary>
    public static readonly PathRecord ByIdsName = PathRecord.Of("id", CatalogueKinds.Model, ModelId.NotFound, id =>
        ModelId.TryParse(id, out var model) ? model.Name : null);

    /// <summary><c>{model_id}</c> is a model's name.</summary>
    public static readonly PathRecord ByName = PathRecord.Of("model_id", CatalogueKinds.Model, ModelId.NotFound);
}
