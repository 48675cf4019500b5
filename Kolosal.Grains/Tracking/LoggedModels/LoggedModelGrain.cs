using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="LoggedModelState"/>; listed as <c>logged_model</c>. Calls its experiment once.</remarks>
internal sealed class LoggedModelGrain(
    [PersistentState("logged-model")] IPersistentState<LoggedModelState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<LoggedModelState>(storage, catalogue, clock), ILoggedModelGrain
{
    /// <summary>What ids begin with; runs have none of it.</summary>
    public const string Prefix = "m-";

    private const int ShownOfId = 8;

    protected override string CatalogueKind => CatalogueKinds.LoggedModel;

    private string Subject => $"logged-models/{Key.Id}";

    private Refusal? Missing => State is { Exists: true, Deleted: false } ? null : Refusal.NotFound(
        "tracking.logged-model-not-found", $"There is no logged model '{Key.Id}' in this workspace.");

    public async Task<Result<LoggedModel>> CreateAsync(LoggedModelSpec spec)
    {
        if (State.Deleted) return Missing!;
        if (State.Exists) return State.Read(Key.Id);
        if (Objection(spec) is { } objection) return TrackingRefusals.Bad(objection);
        var experiment = await GrainFactory.Experiment(new(Key.Workspace, spec.ExperimentId)).AdmitAsync();
        if (!experiment.Accepted) return experiment.Refusal;

        string name = spec.Name ?? $"model-{Key.Id[Prefix.Length..Math.Min(Key.Id.Length, Prefix.Length + ShownOfId)]}";
        State.Begin(spec, name, $"{experiment.Value.ArtifactLocation}/models/{Key.Id}/artifacts");
        return await CommitAsync("logged-model.create", new { experiment_id = spec.ExperimentId, run_id = spec.SourceRunId });
    }

    public Task<Result<LoggedModel>> GetAsync() =>
        Task.FromResult<Result<LoggedModel>>(Missing is { } refusal ? refusal : State.Read(Key.Id));

    public async Task<Result<LoggedModel>> FinalizeAsync(LoggedModelStatus status)
    {
        if (Missing is { } refusal) return refusal;
        if (State.Status == status && status != LoggedModelStatus.Pending) return State.Read(Key.Id);
        if (status == LoggedModelStatus.Pending)
            return Refusal.Conflict("workflow.transition-not-allowed", "A model is finalized as ready or as failed; pending is what it is before.");
        State.Become(status);
        return await CommitAsync("logged-model.finalize", new { status = WireJson.Word(status) });
    }

    public async Task<Result<LoggedModel>> SetTagsAsync(ImmutableArray<TrackedText> tags)
    {
        if (Missing is { } refusal) return refusal;
        if (Objection(tags, TrackingLimits.LongestTag) is { } objection) return TrackingRefusals.Bad(objection, "$.tags");
        if (tags.All(tag => State.Tags.GetValueOrDefault(tag.Key) == tag.Value)) return State.Read(Key.Id);
        if (State.Tags.Keys.Union(tags.Select(tag => tag.Key)).Count() > TrackingLimits.ParamsOfRun)
            return TrackingRefusals.Full("tracking.too-many-tags", $"A logged model has at most {TrackingLimits.ParamsOfRun} tags.");
        State.Tag(tags);
        return await CommitAsync("logged-model.set-tags", new { tags = tags.Length });
    }

    public async Task<Result<LoggedModel>> DeleteTagAsync(string key)
    {
        if (Missing is { } refusal) return refusal;
        if (!State.Tags.ContainsKey(key)) return Refusal.NotFound("tracking.no-such-tag", $"The logged model has no tag '{key}'.");
        State.Untag(key);
        return await CommitAsync("logged-model.delete-tag", new { key });
    }

    public async Task<Result<LoggedModel>> LogParamsAsync(ImmutableArray<TrackedText> parameters)
    {
        if (Missing is { } refusal) return refusal;
        if (Objection(parameters, TrackingLimits.LongestParam) is { } objection) return TrackingRefusals.Bad(objection, "$.params");
        if (Changed(parameters) is { } changed)
            return Refusal.Conflict("tracking.param-changed", $"The param '{changed.Key}' is written once, and has another value.");
        if (parameters.All(p => State.Params.ContainsKey(p.Key))) return State.Read(Key.Id);
        if (State.Params.Keys.Union(parameters.Select(p => p.Key)).Count() > TrackingLimits.ParamsOfRun)
            return TrackingRefusals.Full("tracking.too-many-params", $"A logged model has at most {TrackingLimits.ParamsOfRun} params.");
        State.Write(parameters);
        return await CommitAsync("logged-model.log-params", new { @params = parameters.Length });
    }

    public async Task<Result<LoggedModel>> LogMetricsAsync(ImmutableArray<LoggedModelMetric> metrics)
    {
        if (Missing is { } refusal) return refusal;
        foreach (var metric in metrics)
            if ((TrackingLimits.KeyObjection(metric.Key) ?? TrackingLimits.TextObjection("data set", metric.DatasetName, TrackingLimits.LongestName)
                ?? TrackingLimits.TextObjection("digest", metric.DatasetDigest, TrackingLimits.LongestKey)) is { } objection)
                return TrackingRefusals.Bad(objection, "$.metrics");
        if (State.Metrics.Count + metrics.Length > TrackingLimits.MetricsOfRun)
            return TrackingRefusals.Full("tracking.too-many-metrics", $"A logged model has at most {TrackingLimits.MetricsOfRun} metrics.");
        int news = metrics.Count(State.Measure);
        return news == 0 ? State.Read(Key.Id) : await CommitAsync("logged-model.log-metrics", new { metrics = news });
    }

    public async Task<Result<LoggedModel>> DeleteAsync()
    {
        if (State.Deleted) return State.Read(Key.Id);
        if (Missing is { } refusal) return refusal;
        State.Delete();
        return await CommitAsync("logged-model.delete", new { });
    }

    protected override object? Describe() => Missing is null ? State.Read(Key.Id) : null;

    private TrackedText? Changed(ImmutableArray<TrackedText> parameters)
    {
        var seen = new Dictionary<string, string>(State.Params, StringComparer.Ordinal);
        return parameters.FirstOrDefault(p => !seen.TryAdd(p.Key, p.Value) && seen[p.Key] != p.Value);
    }

    private async Task<Result<LoggedModel>> CommitAsync<TDetail>(string action, TDetail detail)
    {
        await CommitAsync(action, Subject, null, JsonSerializer.Serialize(detail));
        return State.Read(Key.Id);
    }

    private static string? Objection(LoggedModelSpec spec) =>
        (spec.Name is { } name ? TrackingLimits.NameObjection("a logged model", name) : null)
        ?? TrackingLimits.TextObjection("type of a model", spec.ModelType, TrackingLimits.LongestName)
        ?? TrackingLimits.TextObjection("run", spec.SourceRunId, TrackingLimits.LongestKey)
        ?? Objection(spec.Params, TrackingLimits.LongestParam)
        ?? TrackingDeskGrain.TagObjection(spec.Tags, TrackingLimits.LongestTag, TrackingLimits.ParamsOfRun);

    private static string? Objection(ImmutableArray<TrackedText> texts, int longest) =>
        texts.Length > TrackingLimits.ParamsOfRun ? $"At most {TrackingLimits.ParamsOfRun} texts, got {texts.Length}."
        : texts.Select(text => TrackingLimits.KeyObjection(text.Key) ?? TrackingLimits.TextObjection("value", text.Value, longest))
            .FirstOrDefault(objection => objection is not null);
}
