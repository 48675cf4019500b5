using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Storage;

namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="TrackedRunState"/>; listed as <c>tracked_run</c>. Calls its experiment once, and its metrics' segments.</remarks>
internal sealed class TrackedRunGrain(
    [PersistentState("tracked-run")] IPersistentState<TrackedRunState> storage, ICatalogue catalogue, TimeProvider clock,
    TrackingInstruments instruments)
    : RecordGrain<TrackedRunState>(storage, catalogue, clock), ITrackedRunGrain
{
    private const string ModelsTag = "mlflow.log-model.history";

    private const int MostEnvironment = 200;

    protected override string CatalogueKind => CatalogueKinds.TrackedRun;

    private string Subject => $"runs/{Key.Id}";

    private MetricSegments Segments => new(GrainFactory, Key);

    public async Task<Result<TrackedRun>> CreateAsync(TrackedRunSpec spec)
    {
        if (State.Exists) return State.Read(Key.Id);
        if (Objection(spec) is { } objection) return TrackingRefusals.Bad(objection);
        var experiment = await GrainFactory.Experiment(new(Key.Workspace, spec.ExperimentId)).AdmitAsync();
        if (!experiment.Accepted) return experiment.Refusal;

        string name = spec.Name ?? spec.Tags.GetValueOrDefault(TrackedRunState.NameTag, $"run-{Key.Id[..Math.Min(8, Key.Id.Length)]}");
        State.Begin(spec, name, $"{experiment.Value.ArtifactLocation}/{Key.Id}/artifacts", Clock.GetUtcNow());
        instruments.RunBegun();
        return await CommitAsync("tracked-run.create", new { experiment_id = spec.ExperimentId });
    }

    public Task<Result<TrackedRun>> GetAsync() =>
        Task.FromResult<Result<TrackedRun>>(State.Exists ? State.Read(Key.Id) : TrackingRefusals.NoRun(Key.Id));

    public async Task<Result<TrackedRun>> UpdateAsync(TrackedRunUpdate update)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (update.Name is { } given && TrackingLimits.TextObjection("name of a run", given, TrackingLimits.LongestTag, 1) is { } objection)
            return TrackingRefusals.Bad(objection, "$.name");
        var status = update.Status ?? State.Status;
        bool steps = status != State.Status, ends = update.EndedAt is { } end && end != State.EndedAt;
        bool names = update.Name is { } name && name != State.Tags.GetValueOrDefault(TrackedRunState.NameTag);
        if (!steps && !ends && !names) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        if (steps && TrackedRunLifecycle.Table.Refuse(State.Status, status, $"Run {Key.Id}") is { } refusal) return refusal;

        if (steps || ends) State.Become(status, update.EndedAt ?? (steps ? Clock.GetUtcNow() : null));
        if (names) State.Tag(TrackedRunState.NameTag, update.Name!);
        if (steps) instruments.RunStepped(status);
        return await CommitAsync("tracked-run.update", new { status = WireJson.Word(status) });
    }

    public Task<Result<TrackedRun>> DeleteAsync() => BecomeAsync(LifecycleStage.Deleted, "tracked-run.delete");

    public Task<Result<TrackedRun>> RestoreAsync() => BecomeAsync(LifecycleStage.Active, "tracked-run.restore");

    public async Task<Result<TrackedRun>> LogAsync(TrackedRunBatch batch)
    {
        if (BatchCheck.Refuse(batch) is { } bad) return bad;
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        string name = BatchCheck.Name(batch);
        if (State.Knows(name)) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        foreach (var (key, value) in batch.Params)
            if (State.Params.TryGetValue(key, out string? known) && known != value) return BatchCheck.Changed(key, known);
        MetricRecord[] metrics = batch.Metrics.IsEmpty ? [] : [.. batch.Metrics.Distinct().Except(State.RecentRecords())];
        TrackedText[] parameters = [.. batch.Params.Where(param => !State.Params.ContainsKey(param.Key)).DistinctBy(param => param.Key)];
        if (RefuseFull(metrics, parameters, batch.Tags) is { } full) return full;
        if (metrics.Length + parameters.Length == 0 && batch.Tags.All(tag => State.Tags.GetValueOrDefault(tag.Key) == tag.Value))
            return State.Read(Key.Id);

        // The segments first: after a crash in between the points are still recent here, and go to the same places again.
        if (State.RecentPoints > 0 && State.RecentPoints + metrics.Length > TrackedRunState.MostRecent) await StoreRecentAsync();
        foreach (var record in metrics) State.Add(record);
        foreach (var (key, value) in parameters) State.Set(key, value);
        foreach (var (key, value) in batch.Tags) State.Tag(key, value);
        State.Remember(name);
        instruments.Logged(metrics.Length);
        return await CommitAsync("tracked-run.log", new { metrics = metrics.Length, @params = parameters.Length, tags = batch.Tags.Length });
    }

    public async Task<Result<TrackedRun>> DeleteTagAsync(string key)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        if (!State.Tags.ContainsKey(key)) return Refusal.NotFound("tracking.no-such-tag", $"The run has no tag '{key}'.");
        State.Untag(key);
        return await CommitAsync("tracked-run.delete-tag", new { key });
    }

    public async Task<Result<TrackedRun>> AddInputsAsync(ImmutableArray<TrackedInput> inputs)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (inputs.Select(Objection).FirstOrDefault(objection => objection is not null) is { } wrong)
            return TrackingRefusals.Bad(wrong, "$.datasets");
        TrackedInput[] fresh = [.. inputs.DistinctBy(Identity).Where(input => !State.Inputs.Exists(known => Identity(known) == Identity(input)))];
        if (fresh.Length == 0) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        if (State.Inputs.Count + fresh.Length > TrackingLimits.InputsOfRun)
            return TrackingRefusals.Full("tracking.too-many-inputs", $"A run has at most {TrackingLimits.InputsOfRun} inputs.");
        foreach (var input in fresh) State.Add(input);
        return await CommitAsync("tracked-run.add-inputs", new { inputs = fresh.Length });

        static (string, string) Identity(TrackedInput input) => (input.Name, input.Digest);
    }

    public async Task<Result<TrackedRun>> AddOutputsAsync(ImmutableArray<TrackedOutput> outputs)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (outputs.Select(output => TrackingLimits.TextObjection("model", output.ModelId, TrackingLimits.LongestKey, 1))
            .FirstOrDefault(objection => objection is not null) is { } wrong) return TrackingRefusals.Bad(wrong, "$.models");
        TrackedOutput[] fresh = [.. outputs.Distinct().Where(output => !State.Outputs.Contains(output))];
        if (fresh.Length == 0) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        if (State.Outputs.Count + fresh.Length > TrackingLimits.OutputsOfRun)
            return TrackingRefusals.Full("tracking.too-many-outputs", $"A run has at most {TrackingLimits.OutputsOfRun} outputs.");
        foreach (var output in fresh) State.Add(output);
        return await CommitAsync("tracked-run.add-outputs", new { outputs = fresh.Length });
    }

    public async Task<Result<TrackedRun>> AddModelAsync(string model)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (Parsed(model) is not JsonObject described)
            return TrackingRefusals.Bad("Expected a JSON object that describes the model.", "$.model_json");
        var known = Parsed(State.Tags.GetValueOrDefault(ModelsTag, "[]")) as JsonArray ?? [];
        if (known.Any(other => JsonNode.DeepEquals(other, described))) return State.Read(Key.Id);
        if (State.Lifecycle == LifecycleStage.Deleted) return TrackingRefusals.RunDeleted(Key.Id);
        known.Add(described);
        string text = known.ToJsonString();
        if (text.Length > TrackingLimits.LoggedModels)
            return TrackingRefusals.Full(
                "tracking.too-many-models", $"What a run says of its models has at most {TrackingLimits.LoggedModels} characters.");
        State.Tag(ModelsTag, text);
        return await CommitAsync("tracked-run.log-model", new { models = known.Count });
    }

    public async Task<Result<MetricHistory>> HistoryAsync(string key, long from, int most)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (!State.Metrics.TryGetValue(key, out var metric)) return new MetricHistory([], 0);
        most = Math.Clamp(most, 1, MetricSegments.MostAtOnce);
        from = Math.Max(0, from);
        var points = ImmutableArray.CreateBuilder<MetricPoint>();
        if (from < metric.InSegments)
            points.AddRange(await Segments.ReadAsync(key, from, (int)Math.Min(most, metric.InSegments - from)));
        if (points.Count < most)
            points.AddRange(State.RecentOf(metric).Skip((int)Math.Max(0, from - metric.InSegments)).Take(most - points.Count));
        return new MetricHistory(points.ToImmutable(), metric.Points);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id, whole: false) : null;

    private async Task<Result<TrackedRun>> BecomeAsync(LifecycleStage lifecycle, string action)
    {
        if (!State.Exists) return TrackingRefusals.NoRun(Key.Id);
        if (State.Lifecycle == lifecycle) return State.Read(Key.Id);
        State.Become(lifecycle);
        return await CommitAsync(action, new { });
    }

    private async Task StoreRecentAsync()
    {
        foreach (var (key, metric) in State.Metrics)
            if (metric.Points > metric.InSegments) await Segments.WriteAsync(key, metric.InSegments, State.RecentOf(metric));
        State.Stored();
    }

    private Refusal? RefuseFull(MetricRecord[] metrics, TrackedText[] parameters, ImmutableArray<TrackedText> tags)
    {
        int keys = metrics.Select(record => record.Key).Distinct().Count(key => !State.Metrics.ContainsKey(key));
        int names = tags.Select(tag => tag.Key).Distinct().Count(key => !State.Tags.ContainsKey(key));
        return State.Metrics.Count + keys > TrackingLimits.MetricsOfRun
            || State.Params.Count + parameters.Length > TrackingLimits.ParamsOfRun || State.Tags.Count + names > TrackingLimits.ParamsOfRun
            ? TrackingRefusals.Full("tracking.run-full",
                $"A run has at most {TrackingLimits.MetricsOfRun} metrics, and {TrackingLimits.ParamsOfRun} params and tags each.") : null;
    }

    private async Task<Result<TrackedRun>> CommitAsync<TDetail>(string action, TDetail detail)
    {
        await CommitAsync(action, Subject, null, JsonSerializer.Serialize(detail));
        return State.Read(Key.Id);
    }

    private static string? Objection(TrackedRunSpec spec) =>
        (spec.Name is { } name ? TrackingLimits.TextObjection("name of a run", name, TrackingLimits.LongestTag, 1) : null)
        ?? TrackingLimits.TextObjection("user", spec.UserId, TrackingLimits.LongestName)
        ?? TrackingDeskGrain.TagObjection(spec.Tags, TrackingLimits.LongestTag, TrackingLimits.ParamsOfRun)
        ?? TrackingDeskGrain.TagObjection(spec.Environment, TrackingLimits.LongestTag, MostEnvironment);

    private static string? Objection(TrackedInput input) =>
        TrackingLimits.TextObjection("name of a dataset", input.Name, TrackingLimits.LongestName, 1)
        ?? TrackingLimits.TextObjection("digest of a dataset", input.Digest, TrackingLimits.LongestName, 1)
        ?? TrackingLimits.TextObjection("source type of a dataset", input.SourceType, TrackingLimits.LongestName)
        ?? TrackingLimits.TextObjection("source of a dataset", input.Source, TrackingLimits.LongestProse)
        ?? TrackingLimits.TextObjection("schema of a dataset", input.Schema ?? "", TrackingLimits.LongestProse)
        ?? TrackingLimits.TextObjection("profile of a dataset", input.Profile ?? "", TrackingLimits.LongestProse)
        ?? TrackingDeskGrain.TagObjection(input.Tags, TrackingLimits.LongestTag, TrackingLimits.ParamsOfBatch);

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // What is no JSON is refused by the caller, which knows what it is.
            return null;
        }
    }
}
