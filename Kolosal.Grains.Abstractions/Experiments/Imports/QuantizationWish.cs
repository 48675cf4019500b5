using Kolosal.Models;

namespace Kolosal.Experiments;

/// <summary>What the numbers of a quantised model are kept in.</summary>
[GenerateSerializer, Alias("kolosal.model-precision")]
public enum ModelPrecision
{
    /// <summary>16-bit whole numbers times a scale.</summary>
    Int16,

    /// <summary>8-bit whole numbers times a scale.</summary>
    Int8,

    /// <summary>Half precision.</summary>
    Float16,
}

/// <summary>A version to be made in fewer bits.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reference">The version: a number or an alias; null for the active one.</param>
/// <param name="Precision">What numbers are to be kept in.</param>
/// <param name="DatasetId">Labelled rows to measure both on; null for the test part of the run that made the version, or for the dataset that an
/// imported one came with.</param>
[GenerateSerializer, Immutable, Alias("kolosal.quantization-wish")]
public sealed record QuantizationWish(string Model, string? Reference, ModelPrecision Precision, string? DatasetId = null);

/// <summary>A version in fewer bits beside the one it was made of, both measured in one go.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The new version's number.</param>
/// <param name="FromVersion">The version it was made of.</param>
/// <param name="Precision">What its numbers are kept in.</param>
/// <param name="PackageSha256">Its package.</param>
/// <param name="Metric">What both were measured by.</param>
/// <param name="Rows">Rows both were measured on.</param>
/// <param name="Source">Where these rows are from.</param>
/// <param name="Before">The original.</param>
/// <param name="After">The quantised one.</param>
/// <param name="Change">The metric's change: after less before.</param>
/// <param name="LargestDifference">The largest difference of an output.</param>
/// <param name="EqualDecisions">Share of rows that are decided alike; null for a number.</param>
[GenerateSerializer, Immutable, Alias("kolosal.quantized-version")]
public sealed record QuantizedVersion(
    string Model, int Version, int FromVersion, ModelPrecision Precision, string PackageSha256, string Metric, int Rows, EvaluationRows Source,
    ScorerCost Before, ScorerCost After, double Change, double LargestDifference, double? EqualDecisions);

/// <summary>What a scorer costs, and what it reaches.</summary>
/// <param name="Score">The metric.</param>
/// <param name="PackageBytes">Bytes of its package.</param>
/// <param name="PredictorBytes">Bytes of its predictors alone.</param>
/// <param name="MicrosecondsPerRow">Median time of one row by itself, raw values to outputs.</param>
/// <param name="MicrosecondsPerRowInBatch">Time of a row among many, model rows to outputs.</param>
[GenerateSerializer, Immutable, Alias("kolosal.scorer-cost")]
public sealed record ScorerCost(double Score, long PackageBytes, long PredictorBytes, double MicrosecondsPerRow, double MicrosecondsPerRowInBatch);
