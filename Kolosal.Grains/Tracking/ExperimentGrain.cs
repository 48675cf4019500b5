using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="ExperimentState"/>; listed as <c>tracked_experiment</c>. Calls the audit trail alone.</remarks>
internal sealed class ExperimentGrain(
    [PersistentState("experiment")] IPersistentState<ExperimentState> storage, ICatalogue catalogue, TimeProvider clock,
    TrackingInstruments instruments)
    : RecordGrain<ExperimentState>(storage, catalogue, clock), IExperimentGrain
{
    /// <summary>The experiment for runs that name none.</summary>
    public const string DefaultId = "0", DefaultName = "Default";

    private static readonly ExperimentSpec Default = new(DefaultName, null, ImmutableDictionary<string, string>.Empty);

    protected override string CatalogueKind => CatalogueKinds.TrackedExperiment;

    private bool IsDefault => Key.Id == DefaultId;

    private string Subject => $"experiments/{Key.Id}";

    public Task<Result<TrackedExperiment>> GetAsync() => Task.FromResult<Result<TrackedExperiment>>(
        State.Exists ? State.Read(Key.Id)
        : IsDefault ? new TrackedExperiment(
            DefaultId, DefaultName, LifecycleStage.Active, Location(null), ImmutableDictionary<string, string>.Empty, DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch, 0)
        : TrackingRefusals.NoExperiment(Key.Id));

    public async Task<TrackedExperiment> OpenAsync(ExperimentSpec spec)
    {
        if (!State.Exists)
        {
            State.Open(spec, Location(spec.ArtifactLocation));
            await CommitAsync("experiment.create", Subject, null, JsonSerializer.Serialize(new { name = spec.Name }));
            instruments.ExperimentMade();
        }
        return State.Read(Key.Id);
    }

    public async Task<Result<TrackedExperiment>> RenameAsync(string name)
    {
        if (await FindAsync() is { } refusal) return refusal;
        if (State.Name == name) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.ExperimentDeleted(Key.Id);
        string before = State.Name;
        State.Rename(name);
        return await CommitAsync("experiment.rename", new { from = before, to = name });
    }

    public async Task<Result<TrackedExperiment>> AdmitAsync()
    {
        if (await FindAsync() is { } refusal) return refusal;
        return State.Lifecycle == LifecycleStage.Deleted ? TrackingRefusals.ExperimentDeleted(Key.Id) : State.Read(Key.Id);
    }

    public async Task<Result<TrackedExperiment>> SetTagAsync(string key, string value)
    {
        if ((TrackingLimits.KeyObjection(key) ?? TrackingLimits.TextObjection("tag", value, TrackingLimits.LongestTag)) is { } objection)
            return TrackingRefusals.Bad(objection);
        if (await FindAsync() is { } refusal) return refusal;
        if (State.Tags.GetValueOrDefault(key) == value) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.ExperimentDeleted(Key.Id);
        if (State.Tags.Count >= ExperimentState.MostTags && !State.Tags.ContainsKey(key))
            return TrackingRefusals.Full("tracking.too-many-tags", $"An experiment has at most {ExperimentState.MostTags} tags.");
        State.Tag(key, value);
        return await CommitAsync("experiment.set-tag", new { key });
    }

    public async Task<Result<TrackedExperiment>> DeleteTagAsync(string key)
    {
        if (await FindAsync() is { } refusal) return refusal;
        if (!State.Tags.ContainsKey(key)) return State.Read(Key.Id);
        State.Untag(key);
        return await CommitAsync("experiment.delete-tag", new { key });
    }

    public async Task<Result<TrackedExperiment>> DeleteAsync() => IsDefault
        ? Refusal.Conflict("tracking.default-experiment", "The default experiment cannot be deleted: runs that name none belong to it.")
        : await BecomeAsync(LifecycleStage.Deleted, "experiment.delete");

    public Task<Result<TrackedExperiment>> RestoreAsync() => BecomeAsync(LifecycleStage.Active, "experiment.restore");

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    private async Task<Result<TrackedExperiment>> BecomeAsync(LifecycleStage lifecycle, string action)
    {
        if (await FindAsync() is { } refusal) return refusal;
        if (State.Lifecycle == lifecycle) return State.Read(Key.Id);
        State.Become(lifecycle);
        return await CommitAsync(action, new { });
    }

    /// <summary>Null when there is such an experiment; the default one is made when it is needed.</summary>
    private async Task<Refusal?> FindAsync()
    {
        if (!State.Exists && IsDefault) await OpenAsync(Default);
        return State.Exists ? null : TrackingRefusals.NoExperiment(Key.Id);
    }

    private async Task<Result<TrackedExperiment>> CommitAsync<TDetail>(string action, TDetail detail)
    {
        await CommitAsync(action, Subject, null, JsonSerializer.Serialize(detail));
        return State.Read(Key.Id);
    }

    /// <summary>Relative to whatever address the client has of this server.</summary>
    private string Location(string? given) => string.IsNullOrEmpty(given) ? $"mlflow-artifacts:/{Key.Id}" : given.TrimEnd('/');
}
