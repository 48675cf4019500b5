using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Models;

/// <remarks>Keeps <see cref="ModelVersionState"/>; listed as <c>model_version</c>. Calls the audit trail alone.</remarks>
internal sealed class ModelVersionGrain(
    [PersistentState("model-version")] IPersistentState<ModelVersionState> storage, ICatalogue catalogue, PackageCheck packages, TimeProvider clock)
    : RecordGrain<ModelVersionState>(storage, catalogue, clock), IModelVersionGrain
{
    protected override string CatalogueKind => CatalogueKinds.ModelVersion;

    private VersionKey Version => VersionKey.Parse(this.GetPrimaryKeyString());

    public async Task KeepAsync(VersionRegistration registration)
    {
        if (State.Registration is not null) return;
        State.Registration = registration with { Reference = registration.Reference with { Version = Version.Number } };
        await CommitAsync("model-version.keep", Subject, Version.Name, JsonSerializer.Serialize(new { package_sha256 = registration.PackageSha256 }));
    }

    public async Task KeepDraftAsync(ModelDraft draft)
    {
        if (State.Draft is not null || State.Registration is not null) return;
        (State.Draft, State.Status) = (draft, ModelStatus.Draft);
        await CommitAsync("model-version.keep-draft", Subject, Version.Name, JsonSerializer.Serialize(new { run = draft.RunId }));
    }

    public async Task MirrorAsync(ModelStatus status)
    {
        if (State.Status == status || (State.Registration is null && State.Draft is null)) return;
        State.Status = status;
        await CommitAsync("model-version.mirror", Subject, Version.Name, JsonSerializer.Serialize(new { status = WireJson.Word(status) }));
    }

    public Task<Result<VersionReport>> GetAsync() => Task.FromResult<Result<VersionReport>>(
        State.Registration is { } registration ? new VersionReport(Version.Number, State.Status, registration, State.CreatedAt) : Missing());

    public Task<Result<MonitoringReference>> GetReferenceAsync() => Task.FromResult<Result<MonitoringReference>>(
        State.Registration is { } registration ? registration.Reference : Missing());

    public async Task<Result<ValidationReport>> CheckAsync() =>
        State.Registration is { } registration ? await packages.RunAsync(Version.Number, registration) : Missing();

    public async Task<Result<bool>> RecordEvidenceAsync(EvidenceItem evidence)
    {
        if (State.Registration is null) return Missing();
        if (EvidenceRules.Refuse(evidence, State.Evidence) is { } refusal) return refusal;
        if (!State.Keep(evidence)) return State.Evidence.Contains(evidence);
        await CommitAsync("model-version.record-evidence", Subject, Version.Name, JsonSerializer.Serialize(
            new { kind = evidence.Kind, source = evidence.Source, passed = evidence.Passed, sha256 = evidence.Sha256 }));
        return true;
    }

    public Task<Result<ImmutableArray<EvidenceItem>>> GetEvidenceAsync() => Task.FromResult<Result<ImmutableArray<EvidenceItem>>>(
        State.Registration is null ? Missing() : State.Evidence.ToImmutableArray());

    public Task<Result<ModelCard>> GetCardAsync() => Task.FromResult(Card());

    public async Task<Result<ModelCard>> SetCardAsync(ModelCardWords words, long? ifMatch)
    {
        if (State.Registration is null) return Missing();

        // First: who repeats a write whose answer was lost holds the revision from before it.
        if (CardParts.AreSame(words, State.Words)) return Card();
        if (CardParts.Refuse(words) is { } unfit) return unfit;
        if (ifMatch is { } expected && expected != State.CardRevision) return ModelRefusals.CardChanged(State.CardRevision, expected);
        State.Write(words, Actor, Clock.GetUtcNow());
        await CommitAsync("model-version.set-card", Subject, Version.Name, JsonSerializer.Serialize(new { revision = State.CardRevision }));
        return Card();
    }

    public Task<Result<ImmutableArray<CardRevision>>> GetCardHistoryAsync() => Task.FromResult<Result<ImmutableArray<CardRevision>>>(
        State.Registration is null ? Missing() : State.CardHistory.ToImmutableArray());

    protected override object? Describe() => State.Registration is not { } made ? DescribeDraft() : new VersionListing(
        Version.Name, Version.Number, State.Status, made.PackageSha256, made.Author, made.Trainer, made.Task, made.DatasetId, made.RunId,
        made.Evaluation.PrimaryMetric, made.Evaluation.Scores.FirstOrDefault(score => score.Metric == made.Evaluation.PrimaryMetric)?.Value,
            State.CreatedAt);

    private VersionListing? DescribeDraft() => State.Draft is not { } draft ? null : new(
        Version.Name, Version.Number, State.Status, "", draft.Author, draft.Framework ?? "", "", "", draft.RunId ?? "", "", null, State.CreatedAt);

    private string Subject => $"models/{Version.Name}:{Version.Number}";

    private Result<ModelCard> Card() => State.Registration is not { } made ? Missing() : new ModelCard(
        Version.Name, Version.Number, State.Status, State.Words, made.Trainer, made.Task, made.Target, made.Reference.Classes,
        [.. made.Reference.Inputs.Select(input => input.Name)],
        [.. made.Reference.Inputs.Where(input => input.Protected).Select(input => input.Name)],
        made.DatasetId, made.RunId, made.Author, State.CreatedAt, made.PackageSha256, made.SigningKeyId, made.Evaluation, State.CardRevision,
        made.Record, made.Quantile, null, [.. State.Evidence], State.CardHistory is [.., var last] ? last.At : null,
        State.CardHistory is [.., var latest] ? latest.By : null, made.Origin);

    private Refusal Missing() => ModelRefusals.NoSuchVersion(Version.Name, Version.Number);
}
