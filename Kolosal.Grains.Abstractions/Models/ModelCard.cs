using System.ComponentModel.DataAnnotations;

namespace Kolosal.Models;

/// <summary>A model card (Mitchell et al., "Model Cards for Model Reporting", FAT* 2019, section 4).</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Status">Where the version stands.</param>
/// <param name="Words">What people wrote.</param>
/// <param name="Trainer">The algorithm.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c>, <c>regression</c>, <c>quantile</c>, <c>count</c>, <c>ordinal</c> or <c>ranking</c>.</param>
/// <param name="Target">What is predicted.</param>
/// <param name="Classes">Class labels in output order; empty for regression.</param>
/// <param name="Inputs">Input columns in order.</param>
/// <param name="ProtectedAttributes">Inputs that fairness is measured over.</param>
/// <param name="DatasetId">What it learnt from.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="Author">Subject that started the run.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="PackageSha256">What exactly it is.</param>
/// <param name="SigningKeyId">Whose signature it bears.</param>
/// <param name="Evaluation">Scores on held-out rows.</param>
/// <param name="Revision">Counts changes of the words; the entity tag.</param>
/// <param name="Record">What the version follows from and what computed it; null where that was not recorded.</param>
/// <param name="Quantile">The level of a quantile; null otherwise.</param>
/// <param name="Validation">The last validation with its bundle; null when there was none.</param>
/// <param name="Evidence">What features found out: fairness, golden datasets …</param>
/// <param name="WordsAt">When somebody last wrote words; null when nobody did.</param>
/// <param name="WordsBy">Who: a subject.</param>
/// <param name="Origin">Where a version is from that no run here made; null for those of runs.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-card")]
public sealed record ModelCard(
    string Model, int Version, ModelStatus Status, ModelCardWords Words, string Trainer, string Task, string Target,
    ImmutableArray<string> Classes, ImmutableArray<string> Inputs, ImmutableArray<string> ProtectedAttributes, string DatasetId, string RunId,
    string Author, DateTimeOffset CreatedAt, string PackageSha256, string SigningKeyId, ModelEvaluation Evaluation, long Revision,
    TrainingRecord? Record = null, double? Quantile = null, ValidationReport? Validation = null, ImmutableArray<EvidenceItem>? Evidence = null,
    DateTimeOffset? WordsAt = null, string? WordsBy = null, VersionOrigin? Origin = null);

/// <summary>The part of a card that no system can know.</summary>
/// <param name="Description">What the model does, for a reader who is no specialist.</param>
/// <param name="IntendedUse">What it was made for, and by whom it is to be used.</param>
/// <param name="OutOfScope">What it must not be used for.</param>
/// <param name="Limitations">Where it is known to be weak.</param>
/// <param name="EthicalConsiderations">Who may be harmed and what was done about it.</param>
/// <param name="Contact">A team or a queue; no personal data.</param>
/// <param name="Owner">Who answers for it: a role or a principal's subject.</param>
/// <param name="Purpose">The business purpose it serves.</param>
/// <param name="Users">Who uses its answers.</param>
/// <param name="PartyRole">Whether we provide it to others or deploy it ourselves (Regulation (EU) 2024/1689, Article 3).</param>
/// <param name="RiskClass">Its class of risk under that regulation.</param>
/// <param name="ProhibitedScreening">How it was made sure that it is no prohibited practice (Article 5), by whom and when.</param>
/// <param name="AffectedGroups">Whom its decisions concern.</param>
/// <param name="LegalEffect">Whether its decisions have legal or similarly significant effects on people (GDPR, Article 22).</param>
/// <param name="Criticality">What an outage or an error costs.</param>
/// <param name="PlacedOnMarketAt">When it was placed on the market or put into service.</param>
/// <param name="Licence">Under which terms others may use it: an SPDX identifier.</param>
/// <param name="Purposes">What it is intended for, as short names that callers declare with their predictions; at most 32. Null or none: for no
/// declared purpose.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-card-words")]
public sealed record ModelCardWords(
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Description = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? IntendedUse = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? OutOfScope = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Limitations = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? EthicalConsiderations = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Contact = null,
    string? Owner = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Purpose = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Users = null,
    PartyRole? PartyRole = null, RiskClass? RiskClass = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? ProhibitedScreening = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? AffectedGroups = null,
    bool? LegalEffect = null, Criticality? Criticality = null, DateTimeOffset? PlacedOnMarketAt = null, string? Licence = null,
    ImmutableArray<string>? Purposes = null);

/// <summary>What we are to a model's users.</summary>
[GenerateSerializer, Alias("kolosal.party-role")]
public enum PartyRole { Provider, Deployer, Both }

/// <summary>Classes of risk (Regulation (EU) 2024/1689: Articles 5, 6 and 50).</summary>
[GenerateSerializer, Alias("kolosal.risk-class")]
public enum RiskClass { Prohibited, High, Limited, Minimal }

/// <summary>What an outage or an error costs.</summary>
[GenerateSerializer, Alias("kolosal.criticality")]
public enum Criticality { Low, Medium, High, Critical }

/// <summary>The words of a card as they once stood.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="At">When they were written.</param>
/// <param name="By">Subject of who wrote them.</param>
/// <param name="Words">What was written.</param>
[GenerateSerializer, Immutable, Alias("kolosal.card-revision")]
public sealed record CardRevision(long Revision, DateTimeOffset At, string By, ModelCardWords Words);
