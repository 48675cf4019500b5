using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="RunArtifactsState"/>, which is in no list. Calls the run or the logged model whose files they are, which never calls
/// back.</remarks>
internal sealed class RunArtifactsGrain(
    [PersistentState("run-artifacts")] IPersistentState<RunArtifactsState> storage, ICatalogue catalogue, TimeProvider clock,
    TrackingInstruments instruments)
    : RecordGrain<RunArtifactsState>(storage, catalogue, clock), IRunArtifactsGrain
{
    protected override string CatalogueKind => CatalogueKinds.RunArtifacts;

    private string Subject => $"runs/{Key.Id}/artifacts";

    public async Task<Result<RunArtifact>> PutAsync(string path, BlobRef content)
    {
        if (!ArtifactPath.IsSound(path))
            return Refusal.Invalid("tracking.bad-path",
                $"An artifact's path is relative, of 1 to {ArtifactPath.Longest} characters, without '.', '..', backslashes and empty parts.");
        var owner = await OwnerAsync();
        if (!owner.Accepted) return owner.Refusal;
        if (State.Files.GetValueOrDefault(path) == content) return State.Find(path)!;
        if (owner.Value == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        if (State.Files.Count >= TrackingLimits.ArtifactsOfRun && !State.Files.ContainsKey(path))
            return TrackingRefusals.Full("tracking.too-many-artifacts", $"A run has at most {TrackingLimits.ArtifactsOfRun} artifacts.");
        State.Put(path, content);
        await CommitAsync("tracked-run.put-artifact", Subject, null,
            JsonSerializer.Serialize(new { sha256 = content.Sha256, bytes = content.Length }));
        instruments.ArtifactStored(content.Length);
        return State.Find(path)!;
    }

    public async Task<Result<int>> DeleteAsync(string path)
    {
        var paths = State.At(path);
        if (paths.IsEmpty) return TrackingRefusals.NoArtifact(path);
        State.Remove(paths);
        await CommitAsync("tracked-run.delete-artifact", Subject, null, JsonSerializer.Serialize(new { artifacts = paths.Length }));
        return paths.Length;
    }

    public Task<Result<RunArtifact>> FindAsync(string path) =>
        Task.FromResult<Result<RunArtifact>>(State.Find(path) is { } artifact ? artifact : TrackingRefusals.NoArtifact(path));

    public Task<ImmutableArray<RunArtifact>> ListAsync(string folder) => Task.FromResult<ImmutableArray<RunArtifact>>(
    [
        .. ArtifactPath.Children(State.Files.Select(file => KeyValuePair.Create(file.Key, file.Value.Length)), folder)
            .Select(child => child.Bytes is null ? new RunArtifact(child.Path, IsFolder: true, null, null) : State.Find(child.Path)!),
    ]);

    protected override object? Describe() => null;

    private async Task<Result<LifecycleStage>> OwnerAsync() => Key.Id.StartsWith(LoggedModelGrain.Prefix, StringComparison.Ordinal)
        ? (await GrainFactory.LoggedModel(Key).GetAsync()).Map(_ => LifecycleStage.Active)
        : (await GrainFactory.TrackedRun(Key).GetAsync()).Map(run => run.Lifecycle);
}
