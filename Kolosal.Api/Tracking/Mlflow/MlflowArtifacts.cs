using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>MLflow's artifacts: the list by run, and the proxied ones, which clients put and get under the run's <c>artifact_uri</c>.</summary>
internal static partial class MlflowArtifacts
{
    public static void MapMlflowArtifactList(this RouteGroupBuilder mlflow) =>
        mlflow.Get("/artifacts/list", ListOfRun, "What stands directly in a folder of a run's artifacts.");

    public static void MapMlflowArtifactProxy(this RouteGroupBuilder proxy)
    {
        proxy.Get("", ListProxied, "What stands directly in the folder ?path=.");
        proxy.MapGet("/{**path}", Download).WithSummary("The bytes of an artifact.");
        proxy.MapPut("/{**path}", Upload).WithSummary("Stores the body as an artifact.");
        proxy.MapDelete("/{**path}", Remove).WithSummary("Takes an artifact away, or all below a folder.");
    }

    private static async Task<Result<JsonObject>> ListOfRun(MlflowCall call)
    {
        var run = await call.Run.GetAsync();
        if (!run.Accepted) return run.Refusal;
        var files = await call.Grains.RunArtifacts(call.Key(run.Value.RunId)).ListAsync(call.Arguments.Text("path") ?? "");
        return new JsonObject
        {
            ["root_uri"] = run.Value.ArtifactUri,
            ["files"] = new JsonArray([.. files.Select(file => MlflowDocuments.File(file, whole: true))]),
        };
    }

    private static async Task<Result<JsonObject>> ListProxied(MlflowCall call)
    {
        if (Read(call.Arguments.Text("path") ?? "") is not { } place) return NoPlace();
        if (await call.Transfer.MissingAsync(call.Key(place.Run)) is { } missing) return missing;
        var files = await call.Grains.RunArtifacts(call.Key(place.Run)).ListAsync(place.Path);
        return new JsonObject { ["files"] = new JsonArray([.. files.Select(file => MlflowDocuments.File(file, whole: false))]) };
    }

    private static async Task<IResult> Download(string? path, Caller caller, ArtifactTransfer transfer, CancellationToken cancel)
    {
        if (Read(path ?? "") is not { Path.Length: > 0 } place) return new Problem(NoPlace());
        var content = await transfer.OpenAsync(caller.Key(place.Run), place.Path, cancel);
        return content.Accepted ? ArtifactTransfer.Answer(content.Value, place.Path) : new Problem(content.Refusal);
    }

    private static async Task<IResult> Upload(string? path, HttpContext context, Caller caller, ArtifactTransfer transfer)
    {
        if (Read(path ?? "") is not { Path.Length: > 0 } place) return new Problem(NoPlace());
        var stored = await transfer.ReceiveAsync(context, caller.Key(place.Run), place.Path);
        return stored.Accepted ? TypedResults.Text("{}", "application/json") : new Problem(stored.Refusal);
    }

    private static async Task<IResult> Remove(string? path, Caller caller, IGrainFactory grains)
    {
        if (Read(path ?? "") is not { Path.Length: > 0 } place) return new Problem(NoPlace());
        var removed = await grains.RunArtifacts(caller.Key(place.Run)).DeleteAsync(place.Path);
        return removed.Accepted ? TypedResults.Text("{}", "application/json") : new Problem(removed.Refusal);
    }

    /// <summary>Run and path of an address: whatever stands before them is the location of the experiment.</summary>
    private static (string Run, string Path)? Read(string address) =>
        Address().Match(address) is { Success: true } match ? (match.Groups["run"].Value, match.Groups["path"].Value) : null;

    private static Refusal NoPlace() => Refusal.NotFound(
        "tracking.artifact-not-found", "Artifacts stand below the artifact_uri of a run or of a logged model: <experiment>/<run>/artifacts/<path>.");

    [GeneratedRegex(@"^(.*/)?(?<run>(m-)?[0-9a-f]{32})/artifacts(/(?<path>.*))?\z", RegexOptions.Singleline)]
    private static partial Regex Address();
}
