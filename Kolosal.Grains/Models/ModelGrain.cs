using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Notifications;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Models;

/// <remarks>
/// Keeps <see cref="ModelState"/>; listed as <c>model</c>. Calls its versions, the policy of promotions, the audit trail, and the notification desk
/// behind a decision; reads the list of incidents. Its reminder keeps retirement dates and retention.
/// </remarks>
internal sealed partial class ModelGrain(
    [PersistentState("model")] IPersistentState<ModelState> storage, ICatalogue catalogue, IBlobStore blobs, IOptionsMonitor<ModelsOptions> options,
    TimeProvider clock, ModelsInstruments instruments, ILogger<ModelGrain> log)
    : RecordGrain<ModelState>(storage, catalogue, clock), IModelGrain, IRemindable
{
    private const int MaximumNote = 2_000;

    private const int TellAgainSeconds = 30;

    private readonly ICatalogue lists = catalogue;

    private IGrainTimer? telling;

    /// <summary>The state as it was last written. Readers interleave with commands and must not see what may yet fail to be stored.</summary>
    private ModelView? view;

    protected override string CatalogueKind => CatalogueKinds.Model;

    private string Name => Key.Id;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await InformVersionsAsync();
        view = ModelView.Of(Name, State);
        TellSoon();
        await RemindAsync();
    }

    public async Task<Result<int>> RegisterAsync(VersionRegistration registration)
    {
        if (!ModelId.IsName(Name)) return ModelRefusals.MalformedName(Name);
        if (State.Versions.Find(version => version.PackageSha256 == registration.PackageSha256) is { } known && !State.Deleted) return known.Number;
        if (State.ArchivedAt is not null) return ModelRefusals.Archived(Name);
        int number = State.DraftOf(registration.RunId) is { } draft ? State.Fill(draft, registration, Actor, Clock.GetUtcNow())
            : State.Add(registration, Clock.GetUtcNow());
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

    public async Task<Result<ModelCard>> GetCardAsync(string? reference)
    {
        var found = Find(reference);
        return (await AskVersionAsync(reference, version => version.GetCardAsync())).Map(card => WithDecisions(card, found.Value!));
    }

    public async Task<Result<ModelCard>> SetCardAsync(string? reference, ModelCardWords words, long? ifMatch)
    {
        var found = Find(reference);
        return (await AskVersionAsync(reference, version => version.SetCardAsync(words, ifMatch))).Map(card => WithDecisions(card, found.Value!));
    }

    public Task<Result<ImmutableArray<CardRevision>>> GetCardHistoryAsync(string? reference) =>
        AskVersionAsync(reference, version => version.GetCardHistoryAsync());

    public Task<Result<ModelGovernance>> GetGovernanceAsync() => Task.FromResult(Governance());

    public Task<Result<ValidationReport>> CheckAsync(string? reference) => AskVersionAsync(reference, version => version.CheckAsync());

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
        var status = State.Find(version)!.Status;
        if (status == ModelStatus.Retired) return ModelRefusals.Retired(Name, version);
        if (State.AliasRules.TryGetValue(alias, out var rule)
            && AliasGuard.Refuse(alias, rule, status, Principal.Current) is { } guarded) return guarded;
        if (State.Aliases.TryGetValue(alias, out int present) && present == version) return Report();
        State.Aliases[alias] = version;
        await DoneAsync("model.set-alias", version, new { alias, version });
        return Report();
    }

    public async Task<Result<ModelGovernance>> SetAliasRuleAsync(string alias, AliasRule? rule)
    {
        if (!AliasName().IsMatch(alias) || alias == "champion") return ModelRefusals.MalformedAlias(alias);
        if (Refuse() is { } refusal) return refusal;
        if (rule is not null && AliasGuard.Refuse(rule) is { } malformed) return malformed;
        if (!State.Guard(alias, rule)) return Governance();
        await DoneAsync("model.set-alias-rule", null, new { alias, roles = rule?.Roles, statuses = rule?.Statuses.Select(WireJson.Word) });
        return Governance();
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

    protected override object? Describe() => ModelView.Of(Name, State)?.Listing();

    private async Task DoneAsync(string action, int? version, object detail)
    {
        string subject = version is { } number ? $"models/{Name}:{number}" : $"models/{Name}";
        string text = JsonSerializer.Serialize(detail);
        if (LifecycleNews.Of(Name, version, action, State.Revision + 1, Actor, Clock.GetUtcNow(), text) is { } news) State.Untold.Add(news);
        try
        {
            await CommitAsync(action, subject, Name, text);
            view = ModelView.Of(Name, State);
            await InformVersionsAsync();
            instruments.Changed(action);
            TellSoon();
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
        if (!found.Accepted) return found.Refusal;
        return found.Value.PackageSha256.Length == 0 ? ModelRefusals.NoPackage(Name, found.Value) : await ask(Version(found.Value.Number));
    }

    /// <summary>Hands on what the version grains do not know yet. Repeatable, so a crash in between is made good on activation.</summary>
    private async Task InformVersionsAsync()
    {
        if (State.Unkept.Count == 0 && State.Undrafted.Count == 0 && State.Unmirrored.Count == 0) return;
        foreach (int number in State.Undrafted)
            await Version(number).KeepDraftAsync(State.Drafts[number]);
        foreach (var (number, registration) in State.Unkept)
            await Version(number).KeepAsync(registration);
        foreach (int number in State.Unmirrored)
            await Version(number).MirrorAsync(State.Find(number)!.Status);
        State.Informed();
        await StoreAsync();
    }

    private Result<ModelReport> Report() => view is null ? ModelRefusals.NotFound(Name) : view.Report;

    private Result<ModelGovernance> Governance() => view is null ? ModelRefusals.NotFound(Name) : view.Governance;

    private static ModelCard WithDecisions(ModelCard card, VersionSummary version) =>
        card with { Status = version.Status, Validation = version.Validation };

    private Refusal? Refuse() => !State.Exists || State.Deleted ? ModelRefusals.NotFound(Name)
        : State.ArchivedAt is not null ? ModelRefusals.Archived(Name) : null;

    private Refusal? Refuse(int version) => Refuse() ?? (State.Find(version) is null ? ModelRefusals.NoSuchVersion(Name, version) : null);

    private static Refusal? RefuseNote(string note, string what) =>
        string.IsNullOrWhiteSpace(note) || note.Length > MaximumNote ? ModelRefusals.NoteNeeded(what) : null;

    /// <summary>Tells the desk of what was decided, behind the answer: nobody's webhook may hold up or undo a decision.</summary>
    private void TellSoon(int seconds = 0)
    {
        if (State.Untold.Count == 0) return;
        telling?.Dispose();
        telling = this.RegisterGrainTimer(
            TellAsync, new GrainTimerCreationOptions(TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task TellAsync()
    {
        try
        {
            foreach (var news in State.Untold.ToArray())
            {
                await GrainFactory.NotificationDesk(Key.Workspace).SendAsync(news);
                State.Untold.Remove(news);
            }

            await StoreAsync();
        }
        catch (Exception fault)
        {
            LogUntold(log, fault, this.GetPrimaryKeyString());
            TellSoon(TellAgainSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "News of {Model} could not be handed to the notification desk; trying again")]
    private static partial void LogUntold(ILogger log, Exception fault, string model);

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}$")]
    private static partial Regex AliasName();
}
