using System.Text.Json;
using Kolosal.Classification;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <remarks>Keeps <see cref="DatasetState"/>; listed as <c>dataset</c>. Reads the
/// profile's blob when the schema changes, calls the audit trail.</remarks>
internal sealed class DatasetGrain(
    [PersistentState("dataset")] IPersistentState<DatasetState> storage, ICatalogue catalogue, IBlobStore blobs, IDatasetArchive archive,
    IOptions<ClassificationOptions> classification, TimeProvider clock)
    : RecordGrain<DatasetState>(storage, catalogue, clock), IDatasetGrain
{
    protected override string CatalogueKind => CatalogueKinds.Dataset;

    private string Subject => $"datasets/{Key.Id}";

    public async Task<Result<DatasetDescription>> RegisterAsync(DatasetRegistration registration)
    {
        if (State.IsPresent) return State.Describe(Key.Id);
        if (DatasetIds.Of(registration.Source.Sha256) != Key.Id)
            return Refusal.Unprocessable("datasets.wrong-content", $"The content with SHA-256 {registration.Source.Sha256} is not dataset {Key.Id}.");
        // Before anybody can find it: at no time is there a version that is less guarded than what it was made of.
        if (registration.Derivation is { } made && await InheritAsync(made.Parent) is { } unclassed) return unclassed;
        if (await ForbiddenAsync(DataUse.Place) is { } forbidden) return forbidden;
        State.Register(registration, Actor, Clock.GetUtcNow());
        var source = registration.Source;
        await CommitAsync("dataset.create", Subject, detail: JsonSerializer.Serialize(
            new
            {
                sha256 = source.Sha256,
                format = source.Format,
                rows = registration.Rows,
                columns = registration.Columns.Length,
                parent = registration.Derivation?.Parent,
            }));
        return State.Describe(Key.Id);
    }

    public Task<Result<DatasetDescription>> DescribeAsync() =>
        Task.FromResult<Result<DatasetDescription>>(State.IsPresent ? State.Describe(Key.Id) : NotFound());

    public Task<Result<DatasetContent>> OpenAsync() =>
        Task.FromResult<Result<DatasetContent>>(State.IsPresent ? State.Content(Key.Id) : NotFound());

    public Task<Result<DatasetLineage>> GetLineageAsync() =>
        Task.FromResult<Result<DatasetLineage>>(State.IsPresent ? State.Lineage(Key.Id) : NotFound());

    public async Task<Result<DatasetDescription>> SetSchemaAsync(SchemaChange change, long? expectedRevision)
    {
        if (!State.IsPresent) return NotFound();
        var content = State.Content(Key.Id);
        var profile = await archive.ReadProfileAsync(content, CancellationToken.None);
        // Reading again takes long, so it waits until nothing else stands in the way. A change that is repeated asks for none.
        var requests = SchemaDeclaration.Rereads(change, State.Columns);
        if (requests.Length > 0 && (Changed(expectedRevision) ?? Held("changed")) is { } early) return early;
        var reread = requests.Length == 0 ? [] : await archive.RereadAsync(content, requests, CancellationToken.None);
        var declared = SchemaDeclaration.Apply(change, State.Columns, State.FavourableLabel, profile, reread);

        // First: who repeats a change whose answer was lost holds the revision from before it.
        if (declared.Accepted && State.IsDeclared(declared.Value.Columns, declared.Value.FavourableLabel)) return State.Describe(Key.Id);
        if ((Changed(expectedRevision) ?? Held("changed")) is { } refusal) return refusal;
        if (!declared.Accepted) return declared.Refusal;
        var schema = new TableSchema([.. declared.Value.Columns.Select(c => c.ToColumnSchema())]);
        var (replaced, present) = (State.Profile, declared.Value.Profile);
        BlobRef? stored = requests.Length == 0 ? null : await blobs.PutAsync(
            Key.Workspace, StoredProfile.Write(State.Registration!.Source.Sha256, present), CancellationToken.None);
        State.Declare(declared.Value, stored, QualityAssessment.Assess(present, schema).Overall, Actor, Clock.GetUtcNow());
        await CommitAsync("dataset.set-schema", Subject, detail: JsonSerializer.Serialize(
            new { target = State.Target, protected_attributes = State.Columns.Count(c => c.Protected) }));
        // Only now: until the record names the new profile, it is the old one that it needs.
        if (stored is not null && replaced is not null && replaced != stored) await blobs.DeleteAsync(replaced, CancellationToken.None);
        return State.Describe(Key.Id);
    }

    public async Task<Result<DatasetContent>> HoldAsync(string runId)
    {
        if (!State.IsPresent) return NotFound();
        if (await ForbiddenAsync(DataUse.Read) is { } forbidden) return forbidden;
        if (State.Hold(runId)) await StoreAsync();
        return State.Content(Key.Id);
    }

    public async Task<Result<DatasetLineage>> ReleaseAsync(string runId, ImmutableArray<string> models)
    {
        if (!State.IsPresent) return NotFound();
        if (State.Release(runId, models)) await StoreAsync();
        return State.Lineage(Key.Id);
    }

    public Task<Result<ExpectationReport>> GetExpectationsAsync() => Task.FromResult<Result<ExpectationReport>>(
        State.IsPresent ? State.Expectations ?? new(State.Revision, State.UpdatedAt, []) : NotFound());

    public async Task<Result<ExpectationReport>> DeclareExpectationsAsync(ExpectationReport report)
    {
        if (!State.IsPresent) return NotFound();
        // Who repeats a call whose answer was lost looked at the revision before it.
        if (State.Expectations is { } present && present.IsSameAs(report)) return present;
        if (State.Expectations is null && report.Results.IsEmpty) return report;
        if (report.Revision != State.Revision)
            return Refusal.Conflict("datasets.changed", "The dataset was changed while it was looked at. Declare the expectations again.");
        if (Held("changed") is { } held) return held;
        State.Expectations = report.Results.IsEmpty ? null : report with { Revision = State.Revision + 1 };
        await CommitAsync("dataset.expect", Subject, detail: JsonSerializer.Serialize(
            new { expectations = report.Results.Length, broken = report.Results.Count(result => !result.Holds) }));
        return State.Expectations ?? report;
    }

    public Task<Result<DatasheetWords>> GetWordsAsync() =>
        Task.FromResult<Result<DatasheetWords>>(State.IsPresent ? State.Words : NotFound());

    public async Task<Result<DatasetDescription>> SetWordsAsync(DatasheetWords words, long? expectedRevision)
    {
        if (!State.IsPresent) return NotFound();
        if (State.Words == words) return State.Describe(Key.Id);
        if (Changed(expectedRevision) is { } changed) return changed;
        State.Words = words;
        await CommitAsync("dataset.set-datasheet", Subject);
        return State.Describe(Key.Id);
    }

    public async Task<Result<DatasetDeletion>> DeleteAsync()
    {
        if (!State.IsPresent) return NotFound();
        if (Held("deleted") is { } held) return held;
        if (await ForbiddenAsync(DataUse.Delete) is { } forbidden) return forbidden;
        var (registration, reread) = (State.Registration!, State.Profile);
        var deletion = new DatasetDeletion(Key.Id, [.. State.Models]);
        State.Delete();
        await CommitAsync("dataset.delete", Subject, detail: JsonSerializer.Serialize(
            new { sha256 = registration.Source.Sha256, models = State.Models.Count }));

        // The record goes first: a blob without a record is waste, a record without its blob would be a lie.
        await blobs.DeleteAsync(registration.Data, CancellationToken.None);
        await blobs.DeleteAsync(registration.Profile, CancellationToken.None);
        if (reread is not null) await blobs.DeleteAsync(reread, CancellationToken.None);
        return deletion;
    }

    // Lists show the dataset without its columns: a wide table would make every page heavy.
    protected override object? Describe() => State.IsPresent ? State.Describe(Key.Id) with { Columns = [] } : null;

    /// <summary>What the dataset's classification says against it; null for nothing.</summary>
    private async Task<Refusal?> ForbiddenAsync(DataUse use) =>
        (await GrainFactory.ClassificationOfDataset(Key).AllowAsync(use, classification.Value.Region)).Refusal;

    private async Task<Refusal?> InheritAsync(string parent)
    {
        var classed = await GrainFactory.ClassificationOf(Key.Workspace, $"datasets/{parent}").GetAsync();
        return classed.Accepted ? (await GrainFactory.ClassificationOfDataset(Key).InheritAsync(Subject, classed.Value)).Refusal : null;
    }

    private Refusal NotFound() => DatasetRefusals.NotFound(Key.Id);

    private Refusal? Changed(long? expectedRevision) => expectedRevision is { } revision && revision != State.Revision
        ? new Refusal(RefusalKind.PreconditionFailed, "datasets.changed",
            $"The dataset is at revision {State.Revision}, not {revision}; read it again.")
        : null;

    private Refusal? Held(string verb) => State.Holders.Count == 0 ? null
        : Refusal.Conflict(
            "datasets.in-use",
            $"The dataset cannot be {verb} while it is used by {string.Join(", ", State.Holders)}. Wait for the run to end, or cancel it.");
}
