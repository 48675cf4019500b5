using System.Globalization;
using System.Text.Json.Nodes;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>MLflow's <c>registered-models</c>.</summary>
internal static class MlflowModels
{
    private const int Usual = 100, Most = 1000;

    public static void MapMlflowModels(this RouteGroupBuilder mlflow)
    {
        mlflow.Post("/registered-models/create", Create, "Makes a name for models that were trained elsewhere.");
        mlflow.Get("/registered-models/get", Get, "A registered model with the newest version of each stage.");
        mlflow.Post("/registered-models/rename", Rename, "Gives a registered model a new name.");
        mlflow.Patch("/registered-models/update", Update, "What people say of a registered model.");
        mlflow.Delete("/registered-models/delete", Delete, "Deletes a registered model with its versions, for good.");
        mlflow.Get("/registered-models/search", Search, "Registered models by name and tags; models of this platform by their names.");
        mlflow.Post("/registered-models/get-latest-versions", GetLatest, "The newest version of each stage.");
        mlflow.Get("/registered-models/get-latest-versions", GetLatest, "The newest version of each stage.");
        mlflow.Post("/registered-models/alias", SetAlias, "Lets an alias name a version.");
        mlflow.Get("/registered-models/alias", GetByAlias, "The version that an alias names.");
        mlflow.Delete("/registered-models/alias", DeleteAlias, "Takes an alias away.");
        mlflow.Post("/registered-models/set-tag", SetTag, "Sets a tag of a registered model.");
        mlflow.Delete("/registered-models/delete-tag", DeleteTag, "Takes a tag of a registered model away.");
    }

    /// <summary>The number of a version, as clients write it: a text.</summary>
    public static int Number(MlflowArguments arguments, string name = "version") =>
        int.TryParse(arguments.Needed(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
            : throw new ProblemException(new(400, "mlflow.bad-parameter", "A version is a whole number from 1.",
                ImmutableDictionary<string, string>.Empty.Add($"$.{name}", "Expected a whole number from 1.")));

    private static async Task<Result<JsonObject>> Create(MlflowCall call) =>
        (await call.Desk.CreateModelAsync(new(call.Arguments.Needed("name"), call.Arguments.Text("description") ?? "", call.Arguments.Tags())))
        .Map(Answer);

    private static async Task<Result<JsonObject>> Get(MlflowCall call)
    {
        var model = await call.Desk.FindModelAsync(call.Arguments.Needed("name"));
        if (!model.Accepted && await call.Queries.PlatformModelAsync(call.Workspace, call.Arguments.Needed("name"), call.Cancel) is { } own)
            return Answer(own);
        return model.Map(Answer);
    }

    private static async Task<Result<JsonObject>> Rename(MlflowCall call) =>
        (await call.Desk.RenameModelAsync(call.Arguments.Needed("name"), call.Arguments.Needed("new_name"))).Map(Answer);

    private static Task<Result<JsonObject>> Update(MlflowCall call) =>
        ChangeAsync(call, grain => grain.DescribeAsync(call.Arguments.Text("description") ?? ""), Answer);

    private static async Task<Result<JsonObject>> Delete(MlflowCall call) =>
        (await call.Desk.DeleteModelAsync(call.Arguments.Needed("name"))).Map(_ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> Search(MlflowCall call) =>
        (await call.Queries.ModelsAsync(call.Workspace, call.Search(Usual, Most), call.Cancel))
        .Map(page => MlflowDocuments.Page("registered_models", page, MlflowDocuments.Model));

    private static async Task<Result<JsonObject>> GetLatest(MlflowCall call) => (await call.ModelAsync()).Map(found => new JsonObject
    {
        ["model_versions"] = new JsonArray([.. MlflowDocuments.Latest(found.Model, call.Arguments.Texts("stages"))
            .Select(version => MlflowDocuments.Version(found.Model, version))]),
    });

    private static Task<Result<JsonObject>> SetAlias(MlflowCall call)
    {
        int number = Number(call.Arguments);
        return ChangeAsync(call, grain => grain.SetAliasAsync(call.Arguments.Needed("alias"), number), _ => MlflowDocuments.Empty);
    }

    private static async Task<Result<JsonObject>> GetByAlias(MlflowCall call)
    {
        string alias = call.Arguments.Needed("alias");
        var found = await call.ModelAsync();
        if (!found.Accepted) return found.Refusal;
        var model = found.Value.Model;
        return model.Aliases.TryGetValue(alias, out int number) && model.Version(number) is { } version
            ? new JsonObject { ["model_version"] = MlflowDocuments.Version(model, version) }
            : Refusal.Invalid("tracking.alias-not-found", "The registered model has no alias of this name.");
    }

    private static Task<Result<JsonObject>> DeleteAlias(MlflowCall call) =>
        ChangeAsync(call, grain => grain.SetAliasAsync(call.Arguments.Needed("alias"), null), _ => MlflowDocuments.Empty);

    private static Task<Result<JsonObject>> SetTag(MlflowCall call) => ChangeAsync(
        call, grain => grain.SetTagAsync(null, call.Arguments.Needed("key"), call.Arguments.Text("value") ?? ""), _ => MlflowDocuments.Empty);

    private static Task<Result<JsonObject>> DeleteTag(MlflowCall call) =>
        ChangeAsync(call, grain => grain.SetTagAsync(null, call.Arguments.Needed("key"), null), _ => MlflowDocuments.Empty);

    private static async Task<Result<JsonObject>> ChangeAsync(
        MlflowCall call, Func<ITrackedModelGrain, Task<Result<TrackedModel>>> change, Func<TrackedModel, JsonObject> answer)
    {
        var found = await call.ModelAsync();
        return found.Accepted ? (await change(found.Value.Grain)).Map(answer) : found.Refusal;
    }

    private static JsonObject Answer(TrackedModel model) => new() { ["registered_model"] = MlflowDocuments.Model(model) };
}
