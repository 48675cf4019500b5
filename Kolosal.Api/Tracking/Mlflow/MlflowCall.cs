using Kolosal.Http;
using Kolosal.Storage;

namespace Kolosal.Tracking;

/// <summary>One request to MLflow's addresses, with all that answers it.</summary>
internal sealed record MlflowCall(
    MlflowArguments Arguments, Caller Caller, IGrainFactory Grains, TrackingQueries Queries, ArtifactTransfer Transfer, RouteValueDictionary Values,
    string Client, CancellationToken Cancel)
{
    public string Workspace => Caller.Workspace;

    public ITrackingDeskGrain Desk => Grains.TrackingDesk(Workspace);

    public IExperimentGrain Experiment => Grains.Experiment(Key(Arguments.Needed("experiment_id")));

    public ITrackedRunGrain Run => Grains.TrackedRun(Key(Arguments.RunId));

    /// <summary>The key of something whose id the client wrote; what cannot be an id names nothing.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public ResourceKey Key(string id) => RouteNames.IsSoundKey(id) && !id.Contains('/', StringComparison.Ordinal)
        ? new(Workspace, id) : throw new ProblemException(new(404, "tracking.not-found", "Nothing has an id that looks like this."));

    /// <summary>The model that the request names.</summary>
    public async Task<Result<(ITrackedModelGrain Grain, TrackedModel Model)>> ModelAsync()
    {
        var model = await Desk.FindModelAsync(Arguments.Needed("name"));
        return model.Map(found => (Grains.TrackedModel(new(Workspace, found.Id)), found));
    }

    /// <summary>A part of the address.</summary>
    public string Route(string name) => Values[name] as string ?? "";

    /// <summary>Filter, order and page as every search has them.</summary>
    public SearchRequest Search(int usual, int most) => new(
        Arguments.Text("filter") ?? Arguments.Text("filter_string"), Arguments.Texts("order_by"),
        Arguments.Whole("max_results", usual, 1, most), Arguments.Text("page_token"));

    /// <summary>Which stages of life the request wants to see.</summary>
    public LifecycleView View(string name) => Arguments.Text(name)?.ToUpperInvariant() switch
    {
        null or "" or "ACTIVE_ONLY" => LifecycleView.ActiveOnly,
        "DELETED_ONLY" => LifecycleView.DeletedOnly,
        "ALL" => LifecycleView.All,
        _ => throw new ProblemException(new(400, "mlflow.bad-parameter", $"Expected ACTIVE_ONLY, DELETED_ONLY or ALL for '{name}'.",
            ImmutableDictionary<string, string>.Empty.Add($"$.{name}", "No such view."))),
    };

    public static MlflowCall Of(HttpContext context, MlflowArguments arguments) => new(
        arguments, new Caller(Principal.Current!), context.RequestServices.GetRequiredService<IGrainFactory>(),
        context.RequestServices.GetRequiredService<TrackingQueries>(), context.RequestServices.GetRequiredService<ArtifactTransfer>(),
        context.Request.RouteValues, TrackedRunId.Client(context), context.RequestAborted);
}
