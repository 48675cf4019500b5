using Kolosal.Access;

namespace Kolosal.Experiments;

/// <summary>Takes in models that were trained elsewhere, and makes smaller ones of those there are. Key: the workspace.</summary>
/// <remarks>Keeps nothing: what comes of a call is a version of a model, and the same call again answers the same version.</remarks>
[Alias("kolosal.experiments.IModelImportGrain")]
public interface IModelImportGrain : IGrainWithStringKey
{
    /// <summary>Reads a model file, puts it behind the columns of a dataset, measures it on that dataset's rows, and registers it.</summary>
    /// <param name="import">The file and what it does not say itself.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>
    /// Refuses <c>models.import-unreadable</c>, <c>models.import-unsupported-operator</c>, <c>models.import-columns</c>,
    /// <c>models.import-metric</c>, <c>models.import-signature</c> (all 422), and what the dataset refuses (404).
    /// </returns>
    [Alias("Import"), ResponseTimeout("00:10:00"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ImportedVersion>> ImportAsync(ModelImport import, CancellationToken cancel);

    /// <summary>Makes a version in fewer bits, measures both side by side on rows that neither was fitted to, and registers it.</summary>
    /// <param name="wish">Of which version, and how small.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>Refuses <c>models.not-quantizable</c> by name of the part (422), <c>models.no-rows-to-measure</c> (409), and what model and dataset
    /// refuse.</returns>
    [Alias("Quantize"), ResponseTimeout("00:10:00"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<QuantizedVersion>> QuantizeAsync(QuantizationWish wish, CancellationToken cancel);
}

public static class ModelImportGrains
{
    public static IModelImportGrain ModelImport(this IGrainFactory grains, string workspace) => grains.GetGrain<IModelImportGrain>(workspace);
}
