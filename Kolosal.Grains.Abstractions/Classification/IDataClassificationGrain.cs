using System.Security.Cryptography;
using System.Text;
using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Classification;

/// <summary>What is decided about one thing that holds data, and whether a use of it is allowed. Key <c>workspace/dc_…</c>.</summary>
[Alias("kolosal.classification.IDataClassificationGrain")]
public interface IDataClassificationGrain : IGrainWithStringKey
{
    /// <summary>The classification; 404 when the thing has none.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.PrivacyRead)]
    Task<Result<DataClassification>> GetAsync();

    /// <summary>Classes a thing. The same again changes nothing; another one is refused with 409: change it instead.</summary>
    [Alias("Classify"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<DataClassification>> ClassifyAsync(DataClassificationSpec spec);

    /// <summary>Classes a thing that was made of another as that one is, until a person decides otherwise. What is classed already stays as it is: a
    /// person decided that. Only grains call it.</summary>
    [Alias("Inherit")]
    Task<Result<DataClassification>> InheritAsync(string asset, DataClassification parent);

    /// <summary>Changes what is given; 412 when the revision is no longer the expected one, null accepts any.</summary>
    [Alias("Change"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<DataClassification>> ChangeAsync(DataClassificationChange change, long? expectedRevision);

    /// <summary>Whether the caller may use the thing so, in a process of a region; answers the label. What nobody classed is free.</summary>
    /// <param name="use">What for.</param>
    /// <param name="region">Region of the process that holds or reads the rows; null when it declares none.</param>
    /// <remarks>403 for a role that is not named, 409 under a legal hold or outside the residency.</remarks>
    [Alias("Allow"), ReadOnly, RequiresPermission(Permission.Authenticated)]
    Task<Result<DataLabel>> AllowAsync(DataUse use, Residency? region);
}

public static class DataClassificationGrains
{
    private const int IdBytes = 12;

    public static IDataClassificationGrain DataClassification(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IDataClassificationGrain>($"{workspace}/{id}");

    /// <summary>The classification of a thing.</summary>
    public static IDataClassificationGrain ClassificationOf(this IGrainFactory grains, string workspace, string asset) =>
        grains.DataClassification(workspace, ClassificationId(asset));

    /// <summary>The classification of a dataset.</summary>
    public static IDataClassificationGrain ClassificationOfDataset(this IGrainFactory grains, ResourceKey dataset) =>
        grains.ClassificationOf(dataset.Workspace, $"datasets/{dataset.Id}");

    /// <summary><c>dc_</c> and the first 96 bits of the SHA-256 of the asset's name.</summary>
    public static string ClassificationId(string asset) =>
        $"dc_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asset)).AsSpan(0, IdBytes))}";
}
