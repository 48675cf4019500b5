using System.Text.Json;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Frameworks;
using Kolosal.Storage;

namespace Kolosal.Compliance.Evidence;

/// <remarks>Keeps <see cref="EvidenceState"/>, listed as <c>evidence</c>; reads the stored document; wakes the workspace's compliance.</remarks>
internal sealed class EvidenceGrain(
    [PersistentState("evidence")] IPersistentState<EvidenceState> storage, ICatalogue catalogue, TimeProvider clock, FrameworkCatalogue frameworks,
    FeedSignatures signatures, EvidenceDocuments documents, ComplianceInstruments instruments)
    : RecordGrain<EvidenceState>(storage, catalogue, clock), IEvidenceGrain
{
    protected override string CatalogueKind => CatalogueKinds.Evidence;

    public Task<Result<EvidenceRecord>> GetAsync() =>
        Task.FromResult<Result<EvidenceRecord>>(State.Exists ? State.Read(Key.Id, Clock.GetUtcNow()) : NotFound());

    public async Task<Result<EvidenceRecord>> SubmitAsync(EvidenceSubmission submission)
    {
        if (EvidenceGrains.EvidenceId(submission) != Key.Id)
            return Refusal.Unprocessable("evidence.wrong-id", $"This evidence is not {Key.Id}; its id follows from what it is.");
        if (State.Exists) return State.Read(Key.Id, Clock.GetUtcNow());
        if (EvidenceWorkflow.Refuse(submission, frameworks) is { } refusal) return refusal;
        if (await documents.ReadAsync(submission.Document, CancellationToken.None) is not { } content)
            return Refusal.Unprocessable("evidence.no-document", "The document is not stored; send it again.");
        if (signatures.Refuse(submission, content) is { } unsigned) return unsigned;

        State.Submit(submission, Actor);
        if (FeedDocument.IsFeed(submission.Kind)) State.ApproveByKey(submission.Signature!.KeyId, Clock.GetUtcNow());
        return await KeepAsync("evidence.submit");
    }

    public async Task<Result<EvidenceRecord>> ChangeStatusAsync(EvidenceStatusChange change, long? expectedRevision)
    {
        if (!State.Exists) return NotFound();
        var now = Clock.GetUtcNow();
        if (State.Status == change.Status) return State.Read(Key.Id, now);
        if (expectedRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "evidence.changed",
                $"The evidence is at revision {State.Revision}, not {revision}; read it again.");
        if (EvidenceLifecycle.Table.Refuse(State.Status, change.Status, $"The evidence {Key.Id}") is { } refusal) return refusal;
        if (change.Status is EvidenceStatus.Reviewed or EvidenceStatus.Approved && State.UploadedBy == Actor)
            return new Refusal(RefusalKind.Forbidden, "evidence.own-work", "Who handed it in neither reviews nor approves it; ask somebody else.");
        if (EvidenceWorkflow.Refuse(State.Submission!, change, frameworks, now) is { } bad) return bad;

        State.Become(change, Actor, now);
        return await KeepAsync($"evidence.{WireJson.Word(change.Status)}");
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id, null) : null;

    private async Task<Result<EvidenceRecord>> KeepAsync(string action)
    {
        var handed = State.Submission!;
        await CommitAsync(action, $"evidence/{Key.Id}", detail: JsonSerializer.Serialize(new
        {
            kind = handed.Kind,
            sha256 = handed.Document.Sha256,
            status = WireJson.Word(State.Status),
            capacity = State.Capacity,
        }));
        instruments.Stepped(WireJson.Word(State.Status));

        // What it says counts with the next evaluation, whether or not this call arrives.
        GrainFactory.GetGrain<IComplianceIntake>($"{Key.Workspace}/compliance").NudgeAsync().Ignore();
        return State.Read(Key.Id, Clock.GetUtcNow());
    }

    private Refusal NotFound() => Refusal.NotFound("evidence.not-found", $"There is no evidence '{Key.Id}' in this workspace.");
}
