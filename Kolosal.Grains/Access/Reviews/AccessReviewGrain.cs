using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>Keeps <see cref="AccessReviewState"/>; listed as <c>access_review</c>. Ends the key or the principal that it is about; a reminder a day
/// opens an approved review again when it is due.</remarks>
internal sealed class AccessReviewGrain(
    [PersistentState("access-review")] IPersistentState<AccessReviewState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<AccessReviewState>(storage, catalogue, clock), IAccessReviewGrain, IRemindable
{
    private const string Reminder = "due", KeyPrefix = "key_", PrincipalPrefix = "prn_";

    private static readonly TimeSpan LookEvery = TimeSpan.FromDays(1), Soonest = TimeSpan.FromMinutes(1);

    protected override string CatalogueKind => CatalogueKinds.AccessReview;

    private string Subject => $"access-reviews/{Key.Id}";

    public async Task<Result<AccessReview>> OpenAsync(AccessReviewRequest request)
    {
        if (State.Exists)
            return State.Request == request ? State.Read(Key.Id)
                : Refusal.Conflict("access.review-taken", $"The review '{Key.Id}' is about something else; leave the id to the server.");
        if (await ObjectionAsync(request) is { } objection) return objection;
        State.Open(request, Actor, Clock.GetUtcNow());
        await CommitAsync("access_review.open", Subject, null, Detail(new { subject = request.SubjectId, type = WireJson.Word(request.Type) }));
        return State.Read(Key.Id);
    }

    public Task<Result<AccessReview>> GetAsync() =>
        Task.FromResult<Result<AccessReview>>(State.Exists ? State.Read(Key.Id) : AccessReviewLifecycle.NotFound(Key.Id));

    public async Task<Result<AccessReview>> DecideAsync(AccessReviewDecision decision)
    {
        if (!State.Exists) return AccessReviewLifecycle.NotFound(Key.Id);

        // First: who repeats a decision whose answer was lost holds the revision from before it.
        if (decision.Status == State.Status) return State.Read(Key.Id);
        if (decision.IfRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "access.review-changed",
                $"The review is at revision {State.Revision}, not {revision}; read it again.");
        if (AccessReviewLifecycle.Table.Refuse(State.Status, decision.Status, $"Access review {Key.Id}") is { } refusal) return refusal;
        bool decides = decision.Status is AccessReviewStatus.Approved or AccessReviewStatus.Revoked;
        if (decides && (Actor == State.OpenedBy || Actor == State.Request!.SubjectId))
            return new Refusal(RefusalKind.Forbidden, "access.own-review",
                "Who opened a review, or is its subject, does not decide it; another person does.");

        // The effect before the word of it: a crash in between leaves an ended key under a review that is still to be decided, never the reverse.
        if (decision.Status == AccessReviewStatus.Revoked && await EndAsync() is { } failed) return failed;
        string before = WireJson.Word(State.Status);
        State.Become(decision.Status, decision.Note, Actor, Clock.GetUtcNow());
        if (decision.Status == AccessReviewStatus.Approved) await RemindAsync();
        await CommitAsync("access_review.decide", Subject, null,
            Detail(new { subject = State.Request!.SubjectId, from = before, to = WireJson.Word(decision.Status) }));
        return State.Read(Key.Id);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.Status == AccessReviewStatus.Approved && Clock.GetUtcNow() < State.DueAt) return;
        if (State.Status == AccessReviewStatus.Approved)
        {
            State.Become(AccessReviewStatus.Pending, "The next review is due.", Principal.SystemSubject, Clock.GetUtcNow());
            await CommitAsync("access_review.reopen", Subject, null, Detail(new { subject = State.Request!.SubjectId }));
        }

        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) with { History = [] } : null;

    private Task RemindAsync()
    {
        var until = State.DueAt - Clock.GetUtcNow();
        return this.RegisterOrUpdateReminder(Reminder, until < Soonest ? Soonest : until < LookEvery ? until : LookEvery, LookEvery);
    }

    private async Task<Refusal?> ObjectionAsync(AccessReviewRequest request)
    {
        bool ofRole = request.Type == AccessReviewType.RolePermissions && request.SubjectId.StartsWith(RoleIds.Prefix, StringComparison.Ordinal);
        if (ofRole) return (await GrainFactory.Role(Key.Workspace, request.SubjectId).GetAsync()).Refusal;
        string wanted = request.Type == AccessReviewType.ApiKeys ? KeyPrefix : PrincipalPrefix;
        if (!request.SubjectId.StartsWith(wanted, StringComparison.Ordinal))
            return Refusal.Unprocessable(
                "access.wrong-subject", $"A review of {WireJson.Word(request.Type)} is about a {wanted}…, got '{request.SubjectId}'.");
        return request.Type == AccessReviewType.ApiKeys
            ? (await GrainFactory.ApiKey(Key.Workspace, request.SubjectId).GetAsync()).Refusal
            : (await GrainFactory.Principal(Key.Workspace, request.SubjectId).GetAsync()).Refusal;
    }

    /// <returns>Why it could not be ended; null when it is.</returns>
    private async Task<Refusal?> EndAsync() => State.Request!.Type == AccessReviewType.ApiKeys
        ? (await GrainFactory.ApiKey(Key.Workspace, State.Request.SubjectId).RevokeAsync()).Refusal
        : State.Request.SubjectId.StartsWith(RoleIds.Prefix, StringComparison.Ordinal)
        ? (await GrainFactory.Role(Key.Workspace, State.Request.SubjectId).RetireAsync()).Refusal
        : (await GrainFactory.Principal(Key.Workspace, State.Request.SubjectId).DisableAsync()).Refusal;

    private static string Detail(object detail) => JsonSerializer.Serialize(detail);
}
