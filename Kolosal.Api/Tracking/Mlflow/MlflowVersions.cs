using System.Text.Json.Nodes;

namespace Kolosal.Tracking;

/// <summary>MLflow's <c>model-versions</c>.</summary>
internal static class MlflowVersions
{
    private const int Usual = 10_000, Most = 200_000;

    public static void MapMlflowVersions(this RouteGroupBuilder mlflow)
    {
        mlflow.Post("/model-versions/create", Create, "Registers a version: where its files are, and the run that made it.");
        mlflow.Get("/model-versions/get", Get, "One version.");
        mlflow.Patch("/model-versions/update", Update, "What people say of a version.");
        mlflow.Delete("/model-versions/delete", Delete, "Deletes a version, for good.");
        mlflow.Get("/model-versions/search", Search, "Versions by name, run, source, number and tags.");
        mlflow.Get("/model-versions/get-download-uri", GetUri, "Where the files of a version are.");
        mlflow.Post("/model-versions/transition-stage", ToStage, "Takes a version to a stage, a word that serves nothing here.");
        mlflow.Post("/model-versions/set-tag", SetTag, "Sets a tag of a version.");
        mlflow.Delete("/model-versions/delete-tag", DeleteTag, "Takes a tag of a version away.");
    }

    private static Task<Result<JsonObject>> Create(MlflowCall call) => ChangeAsync(call, grain => grain.AddVersionAsync(new(
        call.Arguments.Needed("source"), call.Arguments.Text("run_id") ?? "", call.Arguments.Text("run_link") ?? "",
        call.Arguments.Text("description") ?? "", call.Arguments.Tags(), Guid.NewGuid().ToString("N"))));

    private static async Task<Result<JsonObject>> Get(MlflowCall call)
    {
        var found = await FindAsync(call);
        return found.Map(pair => Answer(pair.Model, pair.Version));
    }

    private static Task<Result<JsonObject>> Update(MlflowCall call) =>
        ChangeAsync(call, grain => grain.DescribeVersionAsync(MlflowModels.Number(call.Arguments), call.Arguments.Text("description") ?? ""));

    private static async Task<Result<JsonObject>> Delete(MlflowCall call)
    {
        int number = MlflowModels.Number(call.Arguments);
        var found = await call.ModelAsync();
        return found.Accepted ? (await found.Value.Grain.DeleteVersionAsync(number)).Map(_ => MlflowDocuments.Empty) : found.Refusal;
    }

    private static async Task<Result<JsonObject>> Search(MlflowCall call) =>
        (await call.Queries.VersionsAsync(call.Workspace, call.Search(Usual, Most), call.Cancel))
        .Map(page => MlflowDocuments.Page("model_versions", page, pair => MlflowDocuments.Version(pair.Model, pair.Version)));

    private static async Task<Result<JsonObject>> GetUri(MlflowCall call) =>
        (await FindAsync(call)).Map(pair => new JsonObject { ["artifact_uri"] = pair.Version.Source });

    private static Task<Result<JsonObject>> ToStage(MlflowCall call) => ChangeAsync(call, grain => grain.ToStageAsync(
        MlflowModels.Number(call.Arguments), call.Arguments.Needed("stage"), call.Arguments.Flag("archive_existing_versions")));

    private static Task<Result<JsonObject>> SetTag(MlflowCall call) => TagAsync(call, call.Arguments.Text("value") ?? "");

    private static Task<Result<JsonObject>> DeleteTag(MlflowCall call) => TagAsync(call, null);

    private static async Task<Result<JsonObject>> TagAsync(MlflowCall call, string? value)
    {
        int number = MlflowModels.Number(call.Arguments);
        string key = call.Arguments.Needed("key");
        var found = await call.ModelAsync();
        return found.Accepted ? (await found.Value.Grain.SetTagAsync(number, key, value)).Map(_ => MlflowDocuments.Empty) : found.Refusal;
    }

    private static async Task<Result<JsonObject>> ChangeAsync(
        MlflowCall call, Func<ITrackedModelGrain, Task<Result<TrackedModelVersion>>> change)
    {
        var found = await call.ModelAsync();
        if (!found.Accepted) return found.Refusal;
        var changed = await change(found.Value.Grain);
        return changed.Map(version => Answer(found.Value.Model, version));
    }

    private static async Task<Result<(TrackedModel Model, TrackedModelVersion Version)>> FindAsync(MlflowCall call)
    {
        int number = MlflowModels.Number(call.Arguments);
        var found = await call.ModelAsync();
        if (!found.Accepted) return found.Refusal;
        return found.Value.Model.Version(number) is { } version ? (found.Value.Model, version)
            : Refusal.NotFound("tracking.version-not-found", $"The registered model has no version {number}.");
    }

    private static JsonObject Answer(TrackedModel model, TrackedModelVersion version) =>
        new() { ["model_version"] = MlflowDocuments.Version(model, version) };
}
