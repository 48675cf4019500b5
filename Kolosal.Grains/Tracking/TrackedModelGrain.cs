using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="TrackedModelState"/>; listed as <c>tracked_model</c>. Calls the audit trail alone.</remarks>
internal sealed class TrackedModelGrain(
    [PersistentState("tracked-model")] IPersistentState<TrackedModelState> storage, ICatalogue catalogue, TimeProvider clock,
    TrackingInstruments instruments)
    : RecordGrain<TrackedModelState>(storage, catalogue, clock), ITrackedModelGrain
{
    protected override string CatalogueKind => CatalogueKinds.TrackedModel;

    private string Subject => $"tracked-models/{Key.Id}";

    private Refusal? Missing => !State.Exists ? TrackingRefusals.NoModel(Key.Id)
        : State.Deleted ? new Refusal(RefusalKind.Gone, "tracking.model-deleted", $"The registered model '{State.Name}' was deleted.") : null;

    public Task<Result<TrackedModel>> GetAsync() =>
        Task.FromResult<Result<TrackedModel>>(Missing is { } refusal ? refusal : State.Read(Key.Id));

    public async Task<TrackedModel> OpenAsync(TrackedModelSpec spec)
    {
        if (!State.Exists)
        {
            State.Open(spec);
            await CommitAsync("tracked-model.create", Subject, null, JsonSerializer.Serialize(new { name = spec.Name }));
        }
        return State.Read(Key.Id);
    }

    public Task<Result<TrackedModel>> RenameAsync(string name) => ChangeAsync(
        "tracked-model.rename", new { from = State.Name, to = name }, State.Name == name, () => State.Rename(name));

    public async Task<Result<TrackedModel>> DeleteAsync()
    {
        if (Missing is { } refusal) return refusal;
        var model = State.Read(Key.Id);
        State.Delete();
        await CommitAsync("tracked-model.delete", Subject, null,
            JsonSerializer.Serialize(new { name = model.Name, versions = model.Versions.Length }));
        return model;
    }

    public async Task<Result<TrackedModel>> DescribeAsync(string description) =>
        TrackingLimits.TextObjection("description", description, TrackingLimits.LongestProse) is { } objection ? TrackingRefusals.Bad(objection)
        : await ChangeAsync("tracked-model.describe", new { }, State.Description == description, () => State.Describe(description));

    public async Task<Result<TrackedModel>> SetTagAsync(int? version, string key, string? value)
    {
        if ((TrackingLimits.KeyObjection(key) ?? TrackingLimits.TextObjection("tag", value ?? "", TrackingLimits.LongestProse)) is { } objection)
            return TrackingRefusals.Bad(objection);
        if (version is not { } number)
        {
            if (value is not null && State.Tags.Count >= TrackedModelState.MostTags && !State.Tags.ContainsKey(key)) return TooManyTags();
            return await ChangeAsync(
                "tracked-model.set-tag", new { key }, State.Tags.GetValueOrDefault(key) == value, () => State.Tag(key, value));
        }
        if (Missing is { } refusal) return refusal;
        if (State.Find(number) is not { } found) return TrackingRefusals.NoVersion(State.Name, number);
        if (value is not null && found.Tags.Count >= TrackedModelState.MostTags && !found.Tags.ContainsKey(key)) return TooManyTags();
        return await ChangeAsync(
            "tracked-model.set-tag", new { version = number, key }, found.Tags.GetValueOrDefault(key) == value,
            () => State.Replace(found with
            {
                Tags = value is null ? found.Tags.Remove(key) : found.Tags.SetItem(key, value),
                UpdatedAt = Clock.GetUtcNow(),
            }));
    }

    public async Task<Result<TrackedModel>> SetAliasAsync(string alias, int? version)
    {
        if (TrackingLimits.AliasObjection(alias) is { } objection) return TrackingRefusals.Bad(objection, "$.alias");
        if (Missing is { } refusal) return refusal;
        if (version is { } number && State.Find(number) is null) return TrackingRefusals.NoVersion(State.Name, number);
        if (version is not null && State.Aliases.Count >= TrackedModelState.MostTags && !State.Aliases.ContainsKey(alias))
            return TrackingRefusals.Full("tracking.too-many-aliases", $"A model has at most {TrackedModelState.MostTags} aliases.");
        int? known = State.Aliases.TryGetValue(alias, out int at) ? at : null;
        return await ChangeAsync("tracked-model.set-alias", new { alias, version }, known == version, () => State.Alias(alias, version));
    }

    public async Task<Result<TrackedModelVersion>> AddVersionAsync(TrackedVersionSpec spec)
    {
        if (Missing is { } refusal) return refusal;
        if (State.Made(spec.RequestId) is { } made) return made;
        if (Objection(spec) is { } objection) return TrackingRefusals.Bad(objection);
        if (State.Versions.Count >= TrackingLimits.VersionsOfModel)
            return TrackingRefusals.Full("tracking.too-many-versions",
                $"A registered model has at most {TrackingLimits.VersionsOfModel} versions; delete some, or take another name.");
        var version = State.Add(spec, Actor, Clock.GetUtcNow());
        await CommitAsync("tracked-model.add-version", Subject, null,
            JsonSerializer.Serialize(new { version = version.Number, run_id = spec.RunId }));
        instruments.VersionRegistered();
        return version;
    }

    public async Task<Result<TrackedModelVersion>> DescribeVersionAsync(int number, string description) =>
        TrackingLimits.TextObjection("description", description, TrackingLimits.LongestProse) is { } objection ? TrackingRefusals.Bad(objection)
        : await ChangeVersionAsync(number, "tracked-model.describe-version", version => version with { Description = description });

    public async Task<Result<TrackedModelVersion>> ToStageAsync(int number, string stage, bool archiveOthers)
    {
        if (ModelStages.Read(stage) is not { } known)
            return new Refusal(RefusalKind.Invalid, "tracking.bad-stage", $"Expected one of the stages {string.Join(", ", ModelStages.All)}.",
                ImmutableDictionary<string, string>.Empty.Add("$.stage", "No such stage."));
        if (Missing is { } refusal) return refusal;
        if (State.Find(number) is null) return TrackingRefusals.NoVersion(State.Name, number);
        TrackedModelVersion[] others = archiveOthers && known is not (ModelStages.None or ModelStages.Archived)
            ? [.. State.Versions.Where(version => version.Number != number && version.Stage == known)] : [];
        if (State.Find(number)!.Stage == known && others.Length == 0) return State.Find(number)!;

        var now = Clock.GetUtcNow();
        foreach (var other in others) State.Replace(other with { Stage = ModelStages.Archived, UpdatedAt = now });
        State.Replace(State.Find(number)! with { Stage = known, UpdatedAt = now });
        await CommitAsync("tracked-model.to-stage", Subject, null,
            JsonSerializer.Serialize(new { version = number, stage = known, archived = others.Length }));
        return State.Find(number)!;
    }

    public async Task<Result<TrackedModelVersion>> DeleteVersionAsync(int number)
    {
        if (Missing is { } refusal) return refusal;
        if (State.Find(number) is not { } version) return TrackingRefusals.NoVersion(State.Name, number);
        State.Remove(number);
        await CommitAsync("tracked-model.delete-version", Subject, null, JsonSerializer.Serialize(new { version = number }));
        return version;
    }

    protected override object? Describe() => State is { Exists: true, Deleted: false } ? State.Read(Key.Id) : null;

    private async Task<Result<TrackedModel>> ChangeAsync<TDetail>(string action, TDetail detail, bool isSo, Action change)
    {
        if (Missing is { } refusal) return refusal;
        if (isSo) return State.Read(Key.Id);
        change();
        await CommitAsync(action, Subject, null, JsonSerializer.Serialize(detail));
        return State.Read(Key.Id);
    }

    private async Task<Result<TrackedModelVersion>> ChangeVersionAsync(
        int number, string action, Func<TrackedModelVersion, TrackedModelVersion> change)
    {
        if (Missing is { } refusal) return refusal;
        if (State.Find(number) is not { } version) return TrackingRefusals.NoVersion(State.Name, number);
        var changed = change(version);
        if (changed == version) return version;
        State.Replace(changed with { UpdatedAt = Clock.GetUtcNow() });
        await CommitAsync(action, Subject, null, JsonSerializer.Serialize(new { version = number }));
        return State.Find(number)!;
    }

    private static string? Objection(TrackedVersionSpec spec) =>
        TrackingLimits.TextObjection("source", spec.Source, TrackingLimits.LongestUri, 1)
        ?? TrackingLimits.TextObjection("run", spec.RunId, TrackingLimits.LongestKey)
        ?? TrackingLimits.TextObjection("run link", spec.RunLink, TrackingLimits.LongestUri)
        ?? TrackingLimits.TextObjection("description", spec.Description, TrackingLimits.LongestProse)
        ?? TrackingDeskGrain.TagObjection(spec.Tags, TrackingLimits.LongestProse, TrackedModelState.MostTags);

    private static Refusal TooManyTags() =>
        TrackingRefusals.Full("tracking.too-many-tags", $"A model or version has at most {TrackedModelState.MostTags} tags.");
}
