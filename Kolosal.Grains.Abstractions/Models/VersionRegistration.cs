namespace Kolosal.Models;

/// <summary>What a training run hands over when a model is made: everything a version keeps for ever.</summary>
/// <param name="PackageSha256">SHA-256 of the package; registering the same package again answers the version it already is.</param>
/// <param name="Package">The stored package: preprocessing, model, manifest.</param>
/// <param name="Signature">ECDSA P-256 signature over the package's SHA-256, base64; by <paramref name="SigningKeyId"/>.</param>
/// <param name="SigningKeyId">Which of the installation's keys signed.</param>
/// <param name="Author">Subject that started the run; may not approve the promotion.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="DatasetId">The dataset it was trained on.</param>
/// <param name="Trainer">Name of the trainer, e.g. <c>gradient_boosting</c>.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c>, <c>regression</c>, <c>quantile</c>, <c>count</c>, <c>ordinal</c> or <c>ranking</c>.</param>
/// <param name="Target">The target column.</param>
/// <param name="Evaluation">Scores on the test part that neither search nor fitting has seen.</param>
/// <param name="Reference">What monitors compare live traffic with.</param>
/// <param name="Record">What the package follows from; null for versions of earlier programs and for those made elsewhere.</param>
/// <param name="Quantile">The level of a quantile; null otherwise.</param>
/// <param name="Origin">Where a version is from that no run here made; null for those of runs. Its <paramref name="RunId"/> is empty.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-registration")]
public sealed record VersionRegistration(
    string PackageSha256, BlobRef Package, string Signature, string SigningKeyId, string Author, string RunId, string DatasetId,
    string Trainer, string Task, string Target, ModelEvaluation Evaluation, MonitoringReference Reference, TrainingRecord? Record = null,
    double? Quantile = null, VersionOrigin? Origin = null);

/// <summary>Scores of a version, held out unless its rows say otherwise.</summary>
/// <param name="PrimaryMetric">The metric the search optimised.</param>
/// <param name="Scores">Every metric that applies to the task, with a 95 % interval.</param>
/// <param name="TrainRows">Rows fitted on.</param>
/// <param name="ValidationRows">Rows the search scored on.</param>
/// <param name="TestRows">Rows evaluated on, seen by nothing before.</param>
/// <param name="BaselineScore">
/// The primary metric of the prior model on the same test rows: what any model must beat. Null where it is not defined.
/// </param>
/// <param name="BaselineReason">Why there is no baseline; null when there is one.</param>
/// <param name="Rows">Where the rows evaluated on are from.</param>
/// <param name="TestDrift">Whether the test part looks like the rows learnt from; null where that was not measured.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-evaluation")]
public sealed record ModelEvaluation(
    string PrimaryMetric, ImmutableArray<MetricScore> Scores, long TrainRows, long ValidationRows, long TestRows, double? BaselineScore,
    string? BaselineReason = null, TestPartDrift? TestDrift = null,
    EvaluationRows Rows = EvaluationRows.HeldOut);

/// <summary>How far the inputs of the test part differ from those learnt from: scores on other rows than served ones promise little.</summary>
/// <param name="FalseDiscovery">Share of columns among those called different that are not, at most (Benjamini and Hochberg 1995).</param>
/// <param name="Columns">Every input.</param>
[GenerateSerializer, Immutable, Alias("kolosal.test-part-drift")]
public sealed record TestPartDrift(double FalseDiscovery, ImmutableArray<ColumnShift> Columns);

/// <summary>One input's population stability index between development rows and test part.</summary>
/// <param name="Column">The column.</param>
/// <param name="Index">Nats, ≥ 0.</param>
/// <param name="PValue">Of as large a difference between parts of one distribution.</param>
/// <param name="Drifted">Whether it differs by more than chance.</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-shift")]
public sealed record ColumnShift(string Column, double Index, double PValue, bool Drifted);

/// <summary>One metric with its confidence interval.</summary>
/// <param name="Metric">Name in the metric catalogue.</param>
/// <param name="Value">The score, in the metric's own unit.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="HigherIsBetter">The metric's direction.</param>
[GenerateSerializer, Immutable, Alias("kolosal.metric-score")]
public sealed record MetricScore(string Metric, double Value, double Low, double High, bool HigherIsBetter);
