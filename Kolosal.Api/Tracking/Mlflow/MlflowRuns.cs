using System.Text.Json.Nodes;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>MLflow's <c>runs</c>.</summary>
internal static class MlflowRuns
{
    /// <summary>Bytes of a batch, as MLflow limits it.</summary>
    private const int BatchBytes = 1_000_000;

    private const int Usual = 1000, Most = 50_000;

    public static void MapMlflowRuns(this RouteGroupBuilder mlflow)
    {
        mlflow.Post("/runs/create", Create, "Begins a run.");
        mlflow.Get("/runs/get", Get, "A run with its latest metrics, params, tags and inputs.");
        mlflow.Post("/runs/update", Update, "Status, end or name of a run.");
        mlflow.Post("/runs/delete", Delete, "Deletes a run until it is restored.");
        mlflow.Post("/runs/restore", Restore, "Brings a deleted run back.");
        mlflow.Post("/runs/search", Search, "Runs by metrics, params, tags, inputs and attributes.");
        mlflow.Post("/runs/log-metric", LogMetric, "Adds a point to a metric.");
        mlflow.Post("/runs/log-parameter", LogParam, "Writes a param, once.");
        mlflow.Post("/runs/log-batch", LogBatch, "Metrics, params and tags together: all of them, or none.")
            .WithMetadata(new BodyLimit(BatchBytes, BodyLimit.Usual.Values));
        mlflow.Post("/runs/set-tag", SetTag, "Sets a tag.");
        mlflow.Post("/runs/delete-tag", DeleteTag, "Takes a tag away.");
        mlflow.Post("/runs/log-model", LogModel, "Notes a model among the artifacts.");
        mlflow.Post("/runs/log-inputs", LogInputs, "Notes the data that a run learnt from.");
        mlflow.Post("/runs/outputs", LogOutputs, "Notes the logged models that a run made.");
    }

    private static async Task<Result<JsonObject>> Create(MlflowCall call)
    {
        var environment = ImmutableDictionary<string, string>.Empty;
        var spec = new TrackedRunSpec(
            call.Key(call.Arguments.Text("experiment_id") is { Length: > 0 } id ? id : "0").Id,
            call.Arguments.Text("run_name") is { Length: > 0 } name ? name : null, call.Arguments.Text("user_id") ?? "",
            call.Arguments.Time("start_time"), call.Arguments.Tags(),
            call.Client.Length > 0 ? environment.Add("client", call.Client) : environment);
        return (await call.Grains.TrackedRun(call.Key(TrackedRunId.New())).CreateAsync(spec)).Map(Answer);
    }

    private static async Task<Result<JsonObject>> Get(MlflowCall call) => (await call.Run.GetAsync()).Map(Answer);

    private static async Task<Result<JsonObject>> Update(MlflowCall call) => (await call.Run.UpdateAsync(new(
            Status(call.Arguments.Text("status")), call.Arguments.Time("end_time"),
            call.Arguments.Text("run_name") is { Length: > 0 } name ? name : null)))
        .Map(run => new JsonObject { ["run_info"] = MlflowDocuments.Info(run) });

    private static async Task<Result<JsonObject>> Delete(MlflowCall call) => (await call.Run.DeleteAsync()).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> Restore(MlflowCall call) => (await call.Run.RestoreAsync()).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> Search(MlflowCall call) =>
        (await call.Queries.RunsAsync(
            call.Workspace, call.Arguments.Texts("experiment_ids"), call.View("run_view_type"), call.Search(Usual, Most), call.Cancel))
        .Map(page => MlflowDocuments.Page("runs", page, MlflowDocuments.Run));

    private static Task<Result<JsonObject>> LogMetric(MlflowCall call) => LogAsync(call, new([Metric(call.Arguments)], [], []), [call.Arguments]);

    private static Task<Result<JsonObject>> LogParam(MlflowCall call) =>
        LogAsync(call, new([], [new(call.Arguments.Needed("key"), call.Arguments.Text("value") ?? "")], []));

    private static Task<Result<JsonObject>> LogBatch(MlflowCall call) => LogAsync(call, new(
        [.. call.Arguments.Items("metrics").Select(Metric)], call.Arguments.Pairs("params"), call.Arguments.Pairs("tags")),
        call.Arguments.Items("metrics"));

    private static Task<Result<JsonObject>> SetTag(MlflowCall call) =>
        LogAsync(call, new([], [], [new(call.Arguments.Needed("key"), call.Arguments.Text("value") ?? "")]));

    private static async Task<Result<JsonObject>> DeleteTag(MlflowCall call) =>
        (await call.Run.DeleteTagAsync(call.Arguments.Needed("key"))).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> LogModel(MlflowCall call) =>
        (await call.Run.AddModelAsync(call.Arguments.Needed("model_json"))).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> LogInputs(MlflowCall call) =>
        (await call.Run.AddInputsAsync([.. call.Arguments.Items("datasets").Select(Input)])).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> LogOutputs(MlflowCall call) =>
        (await call.Run.AddOutputsAsync([.. call.Arguments.Items("models").Select(model =>
            new TrackedOutput(model.Needed("model_id"), model.Whole("step") ?? 0))])).Map(_ => MlflowDocuments.Empty);

    /// <summary>The run's record first, then those of the models that points are about; the same batch again changes neither.</summary>
    private static async Task<Result<JsonObject>> LogAsync(
        MlflowCall call, TrackedRunBatch batch, ImmutableArray<MlflowArguments> metrics = default)
    {
        var logged = await call.Run.LogAsync(batch);
        if (!logged.Accepted) return logged.Refusal;
        return !metrics.IsDefault && await MlflowLoggedModels.MeasureAsync(call, metrics) is { } refusal ? refusal : MlflowDocuments.Empty;
    }

    private static MetricRecord Metric(MlflowArguments metric) => new(metric.Needed("key"), MetricPoint.Of(
        metric.Number("value"), metric.Whole("timestamp") ?? 0, metric.Whole("step") ?? 0));

    private static TrackedInput Input(MlflowArguments input)
    {
        var dataset = input.Item("dataset");
        return new(
            dataset.Needed("name"), dataset.Needed("digest"), dataset.Text("source_type") ?? "", dataset.Text("source") ?? "",
            dataset.Text("schema"), dataset.Text("profile"), input.Tags());
    }

    private static TrackedRunStatus? Status(string? word) => word switch
    {
        null or "" => null,
        "RUNNING" => TrackedRunStatus.Running,
        "SCHEDULED" => TrackedRunStatus.Scheduled,
        "FINISHED" => TrackedRunStatus.Finished,
        "FAILED" => TrackedRunStatus.Failed,
        "KILLED" => TrackedRunStatus.Killed,
        _ => throw new ProblemException(new(400, "mlflow.bad-parameter", "Expected RUNNING, SCHEDULED, FINISHED, FAILED or KILLED for 'status'.",
            ImmutableDictionary<string, string>.Empty.Add("$.status", "No such status."))),
    };

    private static JsonObject Answer(TrackedRun run) => new() { ["run"] = MlflowDocuments.Run(run) };
}
