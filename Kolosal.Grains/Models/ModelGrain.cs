using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Models;

/// <remarks>Keeps <see cref="ModelState"/>; listed as <c>model</c>. Calls its versions and the audit trail.</remarks>
internal sealed partial class ModelGrain(
    [PersistentState("model")] IPersistentState<ModelState> storage, ICatalogue catalogue, IOptionsMonitor<ModelsOptions> options, TimeProvider clock,
    ModelsInstruments instruments)
    : RecordGrain<ModelState>(storage, catalogue, clock), IModelGrain
{
    private const int MaximumNote = 2_000;

    /// <summary>The state as it was last written. Readers interleave with commands and must not see what may yet fail to be stored.</summary>
    private ModelView? view;

    protected override string CatalogueKind => CatalogueKinds.Model;

    private string Name => Key.Id;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await InformVersionsAsync();
        view = ModelView.Of(Name, State);
    }

    public async Task<Result<int>> RegisterAsync(VersionRegistration registration)
    {
        if (!ModelId.IsName(Name)) return ModelRefusals.MalformedName(Name);
        if (State.Versions.Find(version => version.PackageSha256 == registration.PackageSha256) is { } known && !State.Deleted) return known.Number;
        int number = State.Add(registration, Clock.GetUtcNow());
        await DoneAsync("model.register", number, registration.Origin is { } origin
            ? new
            {
                version = number,
                package_sha256 = registration.PackageSha256,
                origin = origin.Kind,
                source = origin.Source,
                format = origin.Format,
                file_sha256 = origin.FileSha256,
                from_version = origin.FromVersion,
                signed_by = origin.SignedBy,
            }
            : new { version = number, package_sha256 = registration.PackageSha256, run = registration.RunId });
        return number;
    }

    public Task<Result<ModelReport>> GetAsync() => Task.FromResult(Report());

    public Task<Result<VersionReport>> GetVersionAsync(string? reference) => AskVersionAsync(reference, version => version.GetAsync());

    public Task<Result<ModelCard>> GetCardAsync(string? reference) => AskVersionAsync(reference, version => version.GetCardAsync());

    public Task<Result<ModelCard>> SetCardAsync(string? reference, ModelCardWords words, long? ifMatch) =>
        AskVersionAsync(reference, version => version.SetCardAsync(words, ifMatch));

    public Task<Result<ValidationReport>> CheckAsync(string? reference) => AskVersionAsync(reference, version => version.CheckAsync());

    public async Task<Result<ValidationReport>> ValidateAsync(string? reference)
    {
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        int version = found.Value.Number;
        if (found.Value.Status == ModelStatus.Retired) return ModelRefusals.Retired(Name, version);

        long began = Clock.GetTimestamp();
        var check = await Version(version).CheckAsync();
        if (!check.Accepted) return check;
        instruments.Validated(check.Value.Passed, Clock.GetElapsedTime(began));
        State.Keep(check.Value);

        // What fails now was approved on evidence that no longer holds. The champion stays: taking it down is somebody's decision, not a check's.
        if (!check.Value.Passed && ModelLifecycle.Table.Allows(State.Find(version)!.Status, ModelStatus.Evaluating))
            State.Move(version, ModelStatus.Evaluating);
        await DoneAsync("model.validate", version, new { version, passed = check.Value.Passed, package_sha256 = check.Value.PackageSha256 });
        return check.Value;
    }

    public async Task<Result<ModelReport>> PromoteAsync(PromotionRequest request)
    {
        if (request.Stage is not (ModelStatus.Staging or ModelStatus.Active)) return ModelRefusals.StageNeeded(request.Stage);
        if (RefuseNote(request.Note, "promotion") is { } refusal) return refusal;
        if (request is { Version: 0, Reference: null }) return ModelRefusals.VersionNeeded(Name);
        var found = Find(request.Reference ?? request.Version.ToString(CultureInfo.InvariantCulture));
        if (!found.Accepted) return found.Refusal;
        var version = found.Value;
        int number = version.Number;
        if (version.Status == request.Stage) return Report();
        if (request.Stage == ModelStatus.Active && State.Frozen.Count > 0) return ModelRefusals.PromotionFrozen(Name, State.Frozen);

        bool throughApproval = version.Status is ModelStatus.Evaluating or ModelStatus.Deprecated;
        if (ModelLifecycle.Table.Refuse(throughApproval ? ModelStatus.Approved : version.Status, request.Stage, $"Version {number}")
            is { } conflict)
            return conflict;
        if (Object(version, request) is { } objection) return objection;

        if (request.Stage == ModelStatus.Active && State.Active is { } champion) State.Move(champion.Number, ModelStatus.Approved);
        State.Move(number, request.Stage);
        var evidence = EvidenceBundle.For(Name, version, request);
        State.Decide("promote", number, version.Status, request.Stage, request.Note, request.Approver.Subject, Clock.GetUtcNow(),
            evidence: evidence.Text, evidenceSha256: evidence.Sha256);
        await DoneAsync("model.promote", number,
            new { version = number, stage = WireJson.Word(request.Stage), approver = request.Approver.Subject, evidence_sha256 = evidence.Sha256 });
        return Report();
    }

    public async Task<Result<ModelReport>> RollbackAsync(string commandId, string note)
    {
        if ((RefuseNote(note, "rollback") ?? Refuse()) is { } refusal) return refusal;
        if (State.Decisions.Exists(decision => decision.Id == commandId)) return Report();
        if (State.Previous is not { } previous) return ModelRefusals.NoPreviousChampion(Name);

        int? from = State.Active?.Number;
        if (from is { } failed) State.Move(failed, ModelStatus.Deprecated);
        State.Move(previous.Number, ModelStatus.Active);
        State.Decide("rollback", previous.Number, previous.Status, ModelStatus.Active, note, Actor, Clock.GetUtcNow(), commandId);
        await DoneAsync("model.rollback", previous.Number, new { version = previous.Number, from });
        return Report();
    }

    public Task<Result<ModelReport>> DeprecateAsync(string? reference, string note) => EndAsync(reference, ModelStatus.Deprecated, "deprecate", note);

    public Task<Result<ModelReport>> RetireAsync(string? reference, string note) => EndAsync(reference, ModelStatus.Retired, "retire", note);

    public async Task<Result<ModelReport>> SuspendAsync(string reason)
    {
        if ((RefuseNote(reason, "suspension") ?? Refuse()) is { } refusal) return refusal;
        if (State.Suspended is not null) return Report();
        State.Suspend(reason, Actor, Clock.GetUtcNow());
        await DoneAsync("model.suspend", null, new { reason });
        return Report();
    }

    public async Task<Result<ModelReport>> ResumeAsync(string note)
    {
        if ((RefuseNote(note, "resumption") ?? Refuse()) is { } refusal) return refusal;
        if (State.Suspended is null) return Report();
        State.Resume(note, Actor, Clock.GetUtcNow());
        await DoneAsync("model.resume", null, new { note });
        return Report();
    }

    public async Task<Result<ModelReport>> FreezePromotionAsync(string holder, string reason)
    {
        if ((RefuseNote(reason, "freeze") ?? Refuse()) is { } refusal) return refusal;
        if (State.Frozen.ContainsKey(holder)) return Report();
        State.Frozen[holder] = reason;
        await DoneAsync("model.freeze-promotion", null, new { holder, reason });
        return Report();
    }

    public async Task<Result<ModelReport>> LiftFreezeAsync(string holder)
    {
        if (Refuse() is { } refusal) return refusal;
        if (!State.Frozen.Remove(holder)) return Report();
        await DoneAsync("model.lift-freeze", null, new { holder });
        return Report();
    }

    public async Task<Result<ModelReport>> SetAliasAsync(string alias, int version)
    {
        if (!AliasName().IsMatch(alias) || alias == "champion") return ModelRefusals.MalformedAlias(alias);
        if (Refuse(version) is { } refusal) return refusal;
        if (State.Find(version)!.Status == ModelStatus.Retired) return ModelRefusals.Retired(Name, version);
        if (State.Aliases.TryGetValue(alias, out int present) && present == version) return Report();
        State.Aliases[alias] = version;
        await DoneAsync("model.set-alias", version, new { alias, version });
        return Report();
    }

    public async Task<Result<ModelReport>> SetLoggingAsync(PredictionLogging logging)
    {
        if (Refuse() is { } refusal) return refusal;
        if (State.Logging == logging) return Report();
        State.Logging = logging;
        await DoneAsync("model.set-logging", null, new { logging = WireJson.Word(logging) });
        return Report();
    }

    public async Task<Result<ModelReport>> EvictCacheAsync()
    {
        if (Refuse() is { } refusal) return refusal;
        State.CacheEpoch++;
        await DoneAsync("model.evict-cache", null, new { });
        return Report();
    }

    public Task<Result<ModelHistory>> HistoryAsync(DateTimeOffset? at) => Task.FromResult<Result<ModelHistory>>(
        view is null ? ModelRefusals.NotFound(Name) : view.HistoryAt(at ?? Clock.GetUtcNow()));

    public Task<Result<ServingVersion>> ResolveAsync(string? reference) => Task.FromResult<Result<ServingVersion>>(
        view is null ? ModelRefusals.NotFound(Name) : view.Serving(reference));

    public async Task<Result<bool>> DeleteAsync()
    {
        if (State.Deleted) return true;
        if (Refuse() is { } refusal) return refusal;
        if (State.Active is { } active) return ModelRefusals.StillActive(Name, active.Number);
        State.Delete(Actor, Clock.GetUtcNow());
        await DoneAsync("model.delete", null, new { versions = State.Versions.Count });
        return true;
    }

    protected override object? Describe() => ModelView.Of(Name, State)?.Listing();

    private async Task<Result<ModelReport>> EndAsync(string? reference, ModelStatus to, string action, string note)
    {
        if (RefuseNote(note, to == ModelStatus.Retired ? "retirement" : "deprecation") is { } refusal) return refusal;
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        var (version, from) = (found.Value.Number, found.Value.Status);
        if (from == to) return Report();
        if (ModelLifecycle.Table.Refuse(from, to, $"Version {version}") is { } conflict) return conflict;
        State.Move(version, to);
        State.Decide(action, version, from, to, note, Actor, Clock.GetUtcNow());
        await DoneAsync($"model.{action}", version, new { version, from = WireJson.Word(from) });
        return Report();
    }

    private Refusal? Object(VersionSummary version, PromotionRequest request)
    {
        var validation = version.Validation;
        var evidence = new PromotionEvidence(
            version.PackageSha256, version.Author, request.Approver.Subject, validation?.PackageSha256, validation?.Passed ?? false,
            [.. validation?.Checks.Where(check => !check.Passed).Select(check => check.Name) ?? []],
            validation is null ? TimeSpan.Zero : Clock.GetUtcNow() - validation.At);
        return PromotionPolicy.Judge(evidence, TimeSpan.FromHours(options.CurrentValue.ValidationMaxAgeHours)) is not { } objection ? null
            : new Refusal(objection.Code == PromotionPolicy.ApproverIsAuthor ? RefusalKind.Forbidden : RefusalKind.Conflict, objection.Code,
                objection.Message);
    }

    private async Task DoneAsync(string action, int? version, object detail)
    {
        string subject = version is { } number ? $"models/{Name}:{number}" : $"models/{Name}";
        try
        {
            await CommitAsync(action, subject, Name, JsonSerializer.Serialize(detail));
            view = ModelView.Of(Name, State);
            await InformVersionsAsync();
            instruments.Changed(action);
        }
        catch
        {
            // Written or not, whole or half: the next activation reads what is stored and finishes what is left.
            DeactivateOnIdle();
            throw;
        }
    }

    private Result<VersionSummary> Find(string? reference) => view is null ? ModelRefusals.NotFound(Name) : view.Find(reference);

    private IModelVersionGrain Version(int number) => GrainFactory.ModelVersion(new(Key.Workspace, Name, number));

    private async Task<Result<T>> AskVersionAsync<T>(string? reference, Func<IModelVersionGrain, Task<Result<T>>> ask)
    {
        var found = Find(reference);
        return found.Accepted ? await ask(Version(found.Value.Number)) : found.Refusal;
    }

    /// <summary>Hands on what the version grains do not know yet. Repeatable, so a crash in between is made good on activation.</summary>
    private async Task InformVersionsAsync()
    {
        if (State.Unkept.Count == 0 && State.Unmirrored.Count == 0) return;
        foreach (var (number, registration) in State.Unkept)
            await Version(number).KeepAsync(registration);
        foreach (int number in State.Unmirrored)
            await Version(number).MirrorAsync(State.Find(number)!.Status);
        State.Informed();
        await StoreAsync();
    }

    private Result<ModelReport> Report() => view is null ? ModelRefusals.NotFound(Name) : view.Report;

    private Refusal? Refuse() => State.Exists && !State.Deleted ? null : ModelRefusals.NotFound(Name);

    private Refusal? Refuse(int version) => Refuse() ?? (State.Find(version) is null ? ModelRefusals.NoSuchVersion(Name, version) : null);

    private static Refusal? RefuseNote(string note, string what) =>
        string.IsNullOrWhiteSpace(note) || note.Length > MaximumNote ? ModelRefusals.NoteNeeded(what) : null;

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}$")]
    private static partial Regex AliasName();
}
