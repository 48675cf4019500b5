using System.Text.Json.Nodes;

namespace Kolosal.Tracking;

/// <summary>MLflow's <c>experiments</c>.</summary>
internal static class MlflowExperiments
{
    private const int Usual = 1000, Most = 50_000;

    public static void MapMlflowExperiments(this RouteGroupBuilder mlflow)
    {
        mlflow.Post("/experiments/create", Create, "Makes an experiment.");
        mlflow.Get("/experiments/get", Get, "An experiment by id, deleted ones included.");
        mlflow.Get("/experiments/get-by-name", GetByName, "An experiment by name, deleted ones included.");
        mlflow.Post("/experiments/search", Search, "Experiments by name, times and tags.");
        mlflow.Get("/experiments/search", Search, "Experiments by name, times and tags.");
        mlflow.Get("/experiments/list", Search, "All experiments, for clients of MLflow 1.");
        mlflow.Post("/experiments/update", Update, "Gives an experiment a new name.");
        mlflow.Post("/experiments/delete", Delete, "Deletes an experiment until it is restored.");
        mlflow.Post("/experiments/restore", Restore, "Brings a deleted experiment back.");
        mlflow.Post("/experiments/set-experiment-tag", SetTag, "Sets a tag of an experiment.");
        mlflow.Post("/experiments/delete-experiment-tag", DeleteTag, "Takes a tag of an experiment away.");
    }

    private static async Task<Result<JsonObject>> Create(MlflowCall call) => (await call.Desk.CreateExperimentAsync(
            new(call.Arguments.Needed("name"), call.Arguments.Text("artifact_location") is { Length: > 0 } location ? location : null,
                call.Arguments.Tags())))
        .Map(made => new JsonObject { ["experiment_id"] = made.ExperimentId });

    private static async Task<Result<JsonObject>> Get(MlflowCall call) => (await call.Experiment.GetAsync()).Map(Answer);

    private static async Task<Result<JsonObject>> GetByName(MlflowCall call) =>
        (await call.Desk.FindExperimentAsync(call.Arguments.Needed("experiment_name"))).Map(Answer);

    private static async Task<Result<JsonObject>> Search(MlflowCall call) =>
        (await call.Queries.ExperimentsAsync(call.Workspace, call.View("view_type"), call.Search(Usual, Most), call.Cancel))
        .Map(page => MlflowDocuments.Page("experiments", page, MlflowDocuments.Experiment));

    private static async Task<Result<JsonObject>> Update(MlflowCall call) =>
        (await call.Desk.RenameExperimentAsync(call.Key(call.Arguments.Needed("experiment_id")).Id, call.Arguments.Needed("new_name")))
        .Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> Delete(MlflowCall call) => (await call.Experiment.DeleteAsync()).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> Restore(MlflowCall call) => (await call.Experiment.RestoreAsync()).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> SetTag(MlflowCall call) =>
        (await call.Experiment.SetTagAsync(call.Arguments.Needed("key"), call.Arguments.Text("value") ?? "")).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> DeleteTag(MlflowCall call) =>
        (await call.Experiment.DeleteTagAsync(call.Arguments.Needed("key"))).Map(_ => MlflowDocuments.Empty);

    private static JsonObject Answer(TrackedExperiment experiment) => new() { ["experiment"] = MlflowDocuments.Experiment(experiment) };
}
