using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Models;

/// <summary>One version: what it was made of, how it scored, its card. Key <c>workspace/name:3</c>.</summary>
/// <remarks>Its status is its model's to decide; here is a copy for lists.</remarks>
[Alias("kolosal.models.IModelVersionGrain"), Concerns(ConditionAttribute.Model)]
public interface IModelVersionGrain : IGrainWithStringKey
{
    /// <summary>Keeps the registration; called once by the model, repeats change nothing.</summary>
    [Alias("Keep")]
    Task KeepAsync(VersionRegistration registration);

    /// <summary>Lists a version that has no package yet; called once by the model, repeats change nothing.</summary>
    [Alias("KeepDraft")]
    Task KeepDraftAsync(ModelDraft draft);

    /// <summary>Takes over the status that the model decided.</summary>
    [Alias("Mirror")]
    Task MirrorAsync(ModelStatus status);

    /// <summary>Everything known about the version. Refuses <c>models.no-such-version</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<VersionReport>> GetAsync();

    /// <summary>The yardstick of the version's monitors.</summary>
    [Alias("GetReference"), ReadOnly]
    Task<Result<MonitoringReference>> GetReferenceAsync();

    /// <summary>Reads the package back and checks it against the registration.</summary>
    [Alias("Check"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<ValidationReport>> CheckAsync();

    /// <summary>Keeps what a feature found out about the version. Idempotent: the same findings again change nothing, and of one kind and source
    /// the latest counts.</summary>
    /// <returns>Whether it is what counts now; refused with <c>models.no-such-version</c> and <c>models.malformed-evidence</c>.</returns>
    [Alias("RecordEvidence")]
    Task<Result<bool>> RecordEvidenceAsync(EvidenceItem evidence);

    /// <summary>What features found out about the version, by kind and source.</summary>
    [Alias("GetEvidence"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<ImmutableArray<EvidenceItem>>> GetEvidenceAsync();

    /// <summary>The model card: facts from the registration, words from people.</summary>
    [Alias("GetCard"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<ModelCard>> GetCardAsync();

    /// <summary>The latest 100 revisions of the card's words, oldest first.</summary>
    [Alias("GetCardHistory"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<ImmutableArray<CardRevision>>> GetCardHistoryAsync();

    /// <summary>Replaces the words of the card.</summary>
    /// <param name="words">What people say about the model.</param>
    /// <param name="ifMatch">The revision that was read; null to overwrite whatever is there. Refuses <c>models.card-changed</c> (412).</param>
    [Alias("SetCard"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ModelCard>> SetCardAsync(ModelCardWords words, long? ifMatch);
}

/// <summary>A version in full.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Status">As last mirrored from the model.</param>
/// <param name="Registration">What the run handed over; its reference carries the number.</param>
/// <param name="RegisteredAt">When.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-report")]
public sealed record VersionReport(int Number, ModelStatus Status, VersionRegistration Registration, DateTimeOffset RegisteredAt);

/// <summary>A version in a list over models.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Number">The version's number.</param>
/// <param name="Status">As last mirrored from the model.</param>
/// <param name="PackageSha256">What it is.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Trainer">The algorithm.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c>, <c>regression</c>, <c>quantile</c>, <c>count</c>, <c>ordinal</c> or <c>ranking</c>.</param>
/// <param name="DatasetId">What it learnt from.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="PrimaryMetric">What it was selected by.</param>
/// <param name="Score">Its held-out score in that metric.</param>
/// <param name="RegisteredAt">When.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-listing")]
public sealed record VersionListing(
    string Model, int Number, ModelStatus Status, string PackageSha256, string Author, string Trainer, string Task, string DatasetId, string RunId,
    string PrimaryMetric, double? Score, DateTimeOffset RegisteredAt);
