using System.Text.Json.Nodes;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>MLflow 3's <c>logged-models</c>.</summary>
internal static class MlflowLoggedModels
{
    private const int Usual = 50, Most = 1000;
    private const string Id = "/logged-models/{model_id}";

    private static readonly ImmutableArray<(string Word, LoggedModelStatus Status)> Statuses =
    [
        ("LOGGED_MODEL_PENDING", LoggedModelStatus.Pending), ("LOGGED_MODEL_READY", LoggedModelStatus.Ready),
        ("LOGGED_MODEL_UPLOAD_FAILED", LoggedModelStatus.Failed),
    ];

    private static readonly PathRecord Record = PathRecord.Of("model_id", CatalogueKinds.LoggedModel, id =>
        Refusal.NotFound("tracking.logged-model-not-found", $"There is no logged model '{id}' in this workspace."));

    public static void MapMlflowLoggedModels(this RouteGroupBuilder mlflow)
    {
        mlflow.Post("/logged-models", Create, "Begins a model whose files are to come.");
        mlflow.Post("/logged-models/search", Search, "Logged models by metrics, params, tags and attributes.");
        mlflow.Get(Id, Get, "A logged model with what was measured of it.");
        mlflow.Patch(Id, Finalize, "Says that the files of a logged model are there, or did not arrive.").OfRecord(Record);
        mlflow.DeleteNamed(Id, Delete, "Deletes a logged model, for good.");
        mlflow.Patch(Id + "/tags", SetTags, "Sets tags of a logged model.").OfRecord(Record);
        mlflow.DeleteNamed(Id + "/tags/{tag_key}", DeleteTag, "Takes a tag of a logged model away.");
        mlflow.Post(Id + "/params", LogParams, "Writes params of a logged model, once.").OfRecord(Record);
        mlflow.Get(Id + "/artifacts/directories", List, "What stands directly in a folder of a logged model's files.");
    }

    /// <summary>Tells the models that points of a run are about what the run has taken down.</summary>
    public static async Task<Refusal?> MeasureAsync(MlflowCall call, ImmutableArray<MlflowArguments> metrics)
    {
        foreach (var model in metrics.Where(metric => metric.Text("model_id") is { Length: > 0 }).GroupBy(metric => metric.Text("model_id")!))
        {
            var told = await call.Grains.LoggedModel(call.Key(model.Key)).LogMetricsAsync([.. model.Select(metric => Metric(call, metric))]);
            if (!told.Accepted) return told.Refusal;
        }
        return null;
    }

    private static async Task<Result<JsonObject>> Create(MlflowCall call)
    {
        var spec = new LoggedModelSpec(
            call.Key(call.Arguments.Text("experiment_id") is { Length: > 0 } id ? id : "0").Id,
            call.Arguments.Text("name") is { Length: > 0 } name ? name : null, call.Arguments.Text("model_type") ?? "",
            call.Arguments.Text("source_run_id") ?? "", call.Arguments.Pairs("params"), call.Arguments.Tags());
        return (await call.Grains.LoggedModel(call.Key($"{TrackedRunId.OfModels}{TrackedRunId.New()}")).CreateAsync(spec)).Map(Answer);
    }

    private static async Task<Result<JsonObject>> Get(MlflowCall call) => (await Model(call).GetAsync()).Map(Answer);

    private static async Task<Result<JsonObject>> Finalize(MlflowCall call)
    {
        string word = call.Arguments.Needed("status");
        if (Statuses.FirstOrDefault(status => status.Word == word) is not { Word: not null } found)
            throw Bad("status", $"Expected one of {string.Join(", ", Statuses.Select(status => status.Word))} for 'status'.");
        return (await Model(call).FinalizeAsync(found.Status)).Map(Answer);
    }

    /// <summary>The model goes first: files without one are waste, a model without its files would be a lie.</summary>
    private static async Task<Result<JsonObject>> Delete(MlflowCall call)
    {
        var deleted = await Model(call).DeleteAsync();
        if (!deleted.Accepted) return deleted.Refusal;
        _ = await call.Grains.RunArtifacts(call.Key(deleted.Value.ModelId)).DeleteAsync(""); // refused where there are none
        return MlflowDocuments.Empty;
    }

    private static async Task<Result<JsonObject>> SetTags(MlflowCall call) =>
        (await Model(call).SetTagsAsync(call.Arguments.Pairs("tags"))).Map(Answer);

    private static async Task<Result<JsonObject>> DeleteTag(MlflowCall call) =>
        (await Model(call).DeleteTagAsync(call.Route("tag_key"))).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> LogParams(MlflowCall call) =>
        (await Model(call).LogParamsAsync(call.Arguments.Pairs("params"))).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> List(MlflowCall call)
    {
        var model = await Model(call).GetAsync();
        if (!model.Accepted) return model.Refusal;
        var files = await call.Grains.RunArtifacts(call.Key(model.Value.ModelId)).ListAsync(call.Arguments.Text("artifact_directory_path") ?? "");
        return new JsonObject
        {
            ["root_uri"] = model.Value.ArtifactUri,
            ["files"] = new JsonArray([.. files.Select(file => MlflowDocuments.File(file, whole: true))]),
        };
    }

    private static async Task<Result<JsonObject>> Search(MlflowCall call)
    {
        var orders = call.Arguments.Items("order_by").Select(order =>
            $"{order.Needed("field_name")} {(order.Flag("ascending", usual: true) ? "ASC" : "DESC")}");
        var request = new SearchRequest(call.Arguments.Text("filter"), [.. orders], call.Arguments.Whole("max_results", Usual, 1, Most),
            call.Arguments.Text("page_token"));
        var datasets = call.Arguments.Items("datasets").Select(d => (d.Needed("dataset_name"), d.Text("dataset_digest") ?? ""));
        return (await call.Queries.LoggedModelsAsync(call.Workspace, call.Arguments.Texts("experiment_ids"), [.. datasets], request, call.Cancel))
            .Map(page => MlflowDocuments.Page("models", page, Document));
    }

    private static ILoggedModelGrain Model(MlflowCall call) => call.Grains.LoggedModel(call.Key(call.Route("model_id")));

    private static LoggedModelMetric Metric(MlflowCall call, MlflowArguments metric)
    {
        double value = metric.Number("value");
        string? none = MetricPoint.NotFinite(value);
        return new(metric.Needed("key"), none is null ? value : null, none, metric.Whole("timestamp") ?? 0, metric.Whole("step") ?? 0,
            call.Arguments.RunId, metric.Text("dataset_name") ?? "", metric.Text("dataset_digest") ?? "");
    }

    private static JsonObject Answer(LoggedModel model) => new() { ["model"] = Document(model) };

    private static JsonObject Document(LoggedModel model) => new()
    {
        ["info"] = new JsonObject
        {
            ["model_id"] = model.ModelId,
            ["experiment_id"] = model.ExperimentId,
            ["name"] = model.Name,
            ["creation_timestamp_ms"] = model.CreatedAt.ToUnixTimeMilliseconds(),
            ["last_updated_timestamp_ms"] = model.UpdatedAt.ToUnixTimeMilliseconds(),
            ["artifact_uri"] = model.ArtifactUri,
            ["status"] = Statuses.First(status => status.Status == model.Status).Word,
            ["status_message"] = model.StatusMessage,
            ["model_type"] = model.ModelType,
            ["source_run_id"] = model.SourceRunId,
            ["tags"] = MlflowDocuments.Pairs(model.Tags),
        },
        ["data"] = new JsonObject
        {
            ["params"] = MlflowDocuments.Pairs(model.Params),
            ["metrics"] = new JsonArray([.. model.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => new JsonObject
            {
                ["key"] = metric.Key,
                ["value"] = metric.NotFinite is { } none ? none : metric.Value ?? 0d,
                ["timestamp"] = metric.TimestampMs,
                ["step"] = metric.Step,
                ["run_id"] = metric.RunId,
                ["model_id"] = model.ModelId,
                ["dataset_name"] = metric.DatasetName,
                ["dataset_digest"] = metric.DatasetDigest,
            })]),
        },
    };

    private static ProblemException Bad(string name, string message) => new(new(
        400, "mlflow.bad-parameter", message, ImmutableDictionary<string, string>.Empty.Add($"$.{name}", message)));
}
