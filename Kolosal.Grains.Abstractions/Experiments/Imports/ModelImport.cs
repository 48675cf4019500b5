using Kolosal.Models;

namespace Kolosal.Experiments;

/// <summary>What a model file is.</summary>
[GenerateSerializer, Alias("kolosal.model-format")]
public enum ModelFormat
{
    /// <summary>XGBoost's JSON or UBJ (save_model).</summary>
    Xgboost,

    /// <summary>LightGBM's model text (save_model).</summary>
    Lightgbm,

    /// <summary>ML.NET's archive (MLContext.Model.Save).</summary>
    Mlnet,

    /// <summary>ONNX.</summary>
    Onnx,

    /// <summary>A package of this platform; it keeps its bytes and its hash.</summary>
    Package,
}

/// <summary>A model file to be taken in.</summary>
/// <param name="Model">The name under which it becomes a version.</param>
/// <param name="Format">What the file is.</param>
/// <param name="File">The file, stored.</param>
/// <param name="DatasetId">Rows with the columns that the model reads, and the target: what monitors compare with, and what it is measured
/// on.</param>
/// <param name="Target">The dataset's column that is predicted.</param>
/// <param name="Features">The dataset's column for each of the model's inputs, in its order; empty to find them by name, or by order.</param>
/// <param name="Categories">The text of each code of a column, in code order, where the file does not say it.</param>
/// <param name="Classes">The labels in the model's order; empty for the file's, or the dataset's in order.</param>
/// <param name="Metric">What it is measured by; null for the task's own.</param>
/// <param name="Signature">Of a package: the signature it came with, base64; null for none.</param>
/// <param name="PublicKey">The key to check that signature with, PEM; null for none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-import")]
public sealed record ModelImport(
    string Model, ModelFormat Format, BlobRef File, string DatasetId, string Target, ImmutableArray<string> Features,
    ImmutableDictionary<string, ImmutableArray<string>> Categories, ImmutableArray<string> Classes, string? Metric = null,
    string? Signature = null, string? PublicKey = null);

/// <summary>A model that was taken in.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">Its number.</param>
/// <param name="PackageSha256">What it is kept as.</param>
/// <param name="Trainer">What its predictor is kept as.</param>
/// <param name="Source">What made it, in words.</param>
/// <param name="Task">What it predicts.</param>
/// <param name="Classes">The labels in output order; empty for a number.</param>
/// <param name="Inputs">The columns that it reads.</param>
/// <param name="Evaluation">Its scores on the rows that the importer gave.</param>
/// <param name="Notes">What a reader should know of these scores.</param>
[GenerateSerializer, Immutable, Alias("kolosal.imported-version")]
public sealed record ImportedVersion(
    string Model, int Version, string PackageSha256, string Trainer, string Source, string Task, ImmutableArray<string> Classes,
    ImmutableArray<string> Inputs, ModelEvaluation Evaluation, ImmutableArray<string> Notes);
