using System.Text.Json.Nodes;

namespace Kolosal.Tracking;

/// <summary>Tracked things in MLflow's documents (protobuf's JSON with names in snake case, whole numbers as numbers).</summary>
internal static class MlflowDocuments
{
    private const string Slash = "/";

    public static JsonObject Empty => [];

    public static JsonObject Experiment(TrackedExperiment experiment) => new()
    {
        ["experiment_id"] = experiment.ExperimentId,
        ["name"] = experiment.Name,
        ["artifact_location"] = experiment.ArtifactLocation,
        ["lifecycle_stage"] = WireJson.Word(experiment.Lifecycle),
        ["creation_time"] = experiment.CreatedAt.ToUnixTimeMilliseconds(),
        ["last_update_time"] = experiment.UpdatedAt.ToUnixTimeMilliseconds(),
        ["tags"] = Pairs(experiment.Tags),
    };

    public static JsonObject Run(TrackedRun run) => new()
    {
        ["info"] = Info(run),
        ["data"] = new JsonObject
        {
            ["metrics"] = new JsonArray([.. run.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => Metric(
                metric.Key, metric.Value.NotFinite is { } none ? none : metric.Value.Value ?? 0d, metric.Value.TimestampMs, metric.Value.Step))]),
            ["params"] = Pairs(run.Params),
            ["tags"] = Pairs(run.Tags),
        },
        ["inputs"] = new JsonObject { ["dataset_inputs"] = new JsonArray([.. run.Inputs.Select(Input)]) },
        ["outputs"] = new JsonObject
        {
            ["model_outputs"] = new JsonArray([.. (run.Outputs ?? []).Select(output =>
                new JsonObject { ["model_id"] = output.ModelId, ["step"] = output.Step })]),
        },
    };

    public static JsonObject Info(TrackedRun run)
    {
        var info = new JsonObject
        {
            ["run_id"] = run.RunId,
            ["run_uuid"] = run.RunId,
            ["run_name"] = run.Name,
            ["experiment_id"] = run.ExperimentId,
            ["user_id"] = run.UserId,
            ["status"] = run.Status.ToString().ToUpperInvariant(),
            ["artifact_uri"] = run.ArtifactUri,
            ["lifecycle_stage"] = WireJson.Word(run.Lifecycle),
        };
        if (run.StartedAt is { } began) info["start_time"] = began.ToUnixTimeMilliseconds();
        if (run.EndedAt is { } ended) info["end_time"] = ended.ToUnixTimeMilliseconds();
        return info;
    }

    /// <summary>A point; a value that is no number goes as the text that protobuf's JSON has for it.</summary>
    public static JsonObject Point(string key, MetricPoint point) => Metric(
        key, MetricPoint.NotFinite(point.Value) is { } none ? none : point.Value, point.TimestampMs, point.Step);

    /// <summary>A model with the newest version of each stage.</summary>
    public static JsonObject Model(TrackedModel model) => new()
    {
        ["name"] = model.Name,
        ["creation_timestamp"] = model.CreatedAt.ToUnixTimeMilliseconds(),
        ["last_updated_timestamp"] = model.UpdatedAt.ToUnixTimeMilliseconds(),
        ["description"] = model.Description,
        ["latest_versions"] = new JsonArray([.. Latest(model, []).Select(version => Version(model, version))]),
        ["tags"] = Pairs(model.Tags),
        ["aliases"] = new JsonArray([.. model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal)
            .Select(alias => new JsonObject { ["alias"] = alias.Key, ["version"] = $"{alias.Value}" })]),
    };

    public static JsonObject Version(TrackedModel model, TrackedModelVersion version) => new()
    {
        ["name"] = model.Name,
        ["version"] = $"{version.Number}",
        ["creation_timestamp"] = version.CreatedAt.ToUnixTimeMilliseconds(),
        ["last_updated_timestamp"] = version.UpdatedAt.ToUnixTimeMilliseconds(),
        ["user_id"] = version.CreatedBy,
        ["current_stage"] = version.Stage,
        ["description"] = version.Description,
        ["source"] = version.Source,
        ["run_id"] = version.RunId,
        ["run_link"] = version.RunLink,
        ["status"] = "READY",
        ["tags"] = Pairs(version.Tags),
        ["aliases"] = new JsonArray([.. model.Aliases.Where(alias => alias.Value == version.Number).Select(alias => alias.Key)
            .Order(StringComparer.Ordinal).Select(alias => JsonValue.Create(alias))]),
    };

    /// <summary>The newest version of each stage asked for, of all when none is.</summary>
    public static IEnumerable<TrackedModelVersion> Latest(TrackedModel model, ImmutableArray<string> stages) =>
        model.Versions.Where(version => stages.IsEmpty || stages.Contains(version.Stage, StringComparer.OrdinalIgnoreCase))
            .GroupBy(version => version.Stage).Select(stage => stage.MaxBy(version => version.Number)!).OrderBy(version => version.Number);

    /// <param name="artifact">The artifact.</param>
    /// <param name="whole">Its path from the run on; else its name alone.</param>
    public static JsonObject File(RunArtifact artifact, bool whole)
    {
        var file = new JsonObject
        {
            ["path"] = whole ? artifact.Path : artifact.Path[(artifact.Path.LastIndexOf(Slash, StringComparison.Ordinal) + 1)..],
            ["is_dir"] = artifact.IsFolder,
        };
        if (artifact.Bytes is { } bytes) file["file_size"] = bytes;
        return file;
    }

    /// <summary>A page of a search under the name that its list has.</summary>
    public static JsonObject Page<T>(string name, SearchPage<T> page, Func<T, JsonObject> document)
    {
        var answer = new JsonObject { [name] = new JsonArray([.. page.Items.Select(document)]) };
        if (page.Next is { } token) answer["next_page_token"] = token;
        return answer;
    }

    private static JsonObject Metric(string key, JsonNode value, long timestamp, long step) => new()
    {
        ["key"] = key,
        ["value"] = value,
        ["timestamp"] = timestamp,
        ["step"] = step,
    };

    private static JsonObject Input(TrackedInput input)
    {
        var dataset = new JsonObject
        {
            ["name"] = input.Name,
            ["digest"] = input.Digest,
            ["source_type"] = input.SourceType,
            ["source"] = input.Source,
        };
        if (input.Schema is { } schema) dataset["schema"] = schema;
        if (input.Profile is { } profile) dataset["profile"] = profile;
        return new() { ["tags"] = Pairs(input.Tags), ["dataset"] = dataset };
    }

    /// <summary>Tags and params as a list of keys and values.</summary>
    public static JsonArray Pairs(ImmutableDictionary<string, string> pairs) => new([.. pairs
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JsonObject { ["key"] = pair.Key, ["value"] = pair.Value })]);
}
