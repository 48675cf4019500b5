using System.Text.Json;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Tracking;

/// <summary>Searches of tracked things in MLflow's language, over the catalogue. Safe for any number of callers.</summary>
/// <remarks>
/// Every entry of the kind, and of the experiments asked for, is read and judged here: the language has conditions on names that no index knows.
/// So a search costs what there is and not what it finds; more than <see cref="TrackingOptions.SearchedEntries"/> are refused.
/// </remarks>
public sealed class TrackingQueries(ICatalogue catalogue, IOptionsMonitor<TrackingOptions> options, TrackingInstruments instruments)
{
    /// <summary>On a model of the platform's own among the registered ones: it is served and governed under its own address.</summary>
    public const string PlatformTag = "kolosal.platform_model";

    private const int PageSize = 500;

    /// <param name="workspace">Whose.</param>
    /// <param name="experiments">Experiments to search; those that are not there have no runs.</param>
    /// <param name="view">A run of a deleted experiment counts as deleted.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancel">Ends the search.</param>
    public async Task<Result<SearchPage<TrackedRun>>> RunsAsync(
        string workspace, ImmutableArray<string> experiments, LifecycleView view, SearchRequest request, CancellationToken cancel)
    {
        var budget = new Budget(options.CurrentValue.SearchedEntries);
        var runs = new List<TrackedRun>();
        foreach (string experiment in experiments.Distinct())
        {
            bool deleted = await ReadAsync<TrackedExperiment>(workspace, CatalogueKinds.TrackedExperiment, experiment, cancel)
                is { Lifecycle: LifecycleStage.Deleted };
            var found = await AllAsync<TrackedRun>(
                workspace, CatalogueKinds.TrackedRun, [new("experiment_id", FilterOperator.Equal, experiment)], budget, cancel);
            if (found is null) return TooWide();
            runs.AddRange(found.Where(run => view.Shows(deleted ? LifecycleStage.Deleted : run.Lifecycle)));
        }
        instruments.Searched(budget.Spent);
        return Page(runs.OrderByDescending(run => run.StartedAt).ThenBy(run => run.RunId, StringComparer.Ordinal), SearchGrammar.Runs, request,
            run => new RunSubject(run));
    }

    public async Task<Result<SearchPage<TrackedExperiment>>> ExperimentsAsync(
        string workspace, LifecycleView view, SearchRequest request, CancellationToken cancel)
    {
        var budget = new Budget(options.CurrentValue.SearchedEntries);
        if (await AllAsync<TrackedExperiment>(workspace, CatalogueKinds.TrackedExperiment, [], budget, cancel) is not { } all) return TooWide();
        instruments.Searched(budget.Spent);
        return Page(
            all.Where(experiment => view.Shows(experiment.Lifecycle)).OrderByDescending(experiment => experiment.CreatedAt)
                .ThenByDescending(experiment => experiment.ExperimentId.Length)
                .ThenByDescending(experiment => experiment.ExperimentId, StringComparer.Ordinal),
            SearchGrammar.Experiments, request, experiment => new ExperimentSubject(experiment));
    }

    /// <param name="workspace">Whose.</param>
    /// <param name="experiments">Experiments to search.</param>
    /// <param name="datasets">Data whose metrics count, by name and digest (empty for any); empty for all.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancel">Ends the search.</param>
    public async Task<Result<SearchPage<LoggedModel>>> LoggedModelsAsync(string workspace, ImmutableArray<string> experiments,
        ImmutableArray<(string Name, string Digest)> datasets, SearchRequest request, CancellationToken cancel)
    {
        var budget = new Budget(options.CurrentValue.SearchedEntries);
        var models = new List<LoggedModel>();
        foreach (string experiment in experiments.Distinct())
        {
            var found = await AllAsync<LoggedModel>(
                workspace, CatalogueKinds.LoggedModel, [new("experiment_id", FilterOperator.Equal, experiment)], budget, cancel);
            if (found is null) return TooWide();
            models.AddRange(found);
        }
        instruments.Searched(budget.Spent);
        return Page(models.OrderByDescending(model => model.CreatedAt).ThenBy(model => model.ModelId, StringComparer.Ordinal),
            SearchGrammar.LoggedModels, request, model => new LoggedModelSubject(model, datasets));
    }

    /// <summary>Tracked models, and the names of the platform's own that no tracked model has.</summary>
    public async Task<Result<SearchPage<TrackedModel>>> ModelsAsync(string workspace, SearchRequest request, CancellationToken cancel)
    {
        var budget = new Budget(options.CurrentValue.SearchedEntries);
        if (await AllAsync<TrackedModel>(workspace, CatalogueKinds.TrackedModel, [], budget, cancel) is not { } tracked
            || await AllAsync<JsonElement>(workspace, CatalogueKinds.Model, [], budget, cancel) is not { } own) return TooWide();
        var names = tracked.Select(model => model.Name).ToHashSet();
        instruments.Searched(budget.Spent);
        return Page(
            tracked.Concat(own.Select(Platform).Where(model => !names.Contains(model.Name))).OrderBy(model => model.Name, StringComparer.Ordinal),
            SearchGrammar.Models, request, model => new ModelSubject(model));
    }

    /// <summary>A model of the platform's own as registered models are shown; null when there is none of that name.</summary>
    public async Task<TrackedModel?> PlatformModelAsync(string workspace, string name, CancellationToken cancel) =>
        await catalogue.FindAsync(workspace, CatalogueKinds.Model, name, cancel) is { } entry
            ? Platform(JsonSerializer.Deserialize<JsonElement>(entry.Document)) : null;

    public async Task<Result<SearchPage<(TrackedModel Model, TrackedModelVersion Version)>>> VersionsAsync(
        string workspace, SearchRequest request, CancellationToken cancel)
    {
        var budget = new Budget(options.CurrentValue.SearchedEntries);
        if (await AllAsync<TrackedModel>(workspace, CatalogueKinds.TrackedModel, [], budget, cancel) is not { } models) return TooWide();
        instruments.Searched(budget.Spent);
        return Page(
            models.SelectMany(model => model.Versions, (model, version) => (Model: model, Version: version))
                .OrderByDescending(pair => pair.Version.UpdatedAt).ThenBy(pair => pair.Model.Name, StringComparer.Ordinal)
                .ThenByDescending(pair => pair.Version.Number),
            SearchGrammar.Versions, request, pair => new VersionSubject(pair.Model, pair.Version));
    }

    private static Result<SearchPage<T>> Page<T>(
        IEnumerable<T> things, SearchGrammar grammar, SearchRequest request, Func<T, ISearchSubject> subject)
    {
        int from = 0;
        if (request.Token is { Length: > 0 } token)
        {
            if (PageToken.Read(token) is not { } at)
                return TrackingRefusals.Bad("The page token is none that this server gave out.", "$.page_token");
            from = at;
        }
        if (request.OrderBy.Length > SearchOrder.MostKeys)
            return TrackingRefusals.Bad($"An order has at most {SearchOrder.MostKeys} keys.", "$.order_by");
        string reading = "$.filter";
        try
        {
            var filter = SearchFilter.Parse(request.Filter, grammar);
            reading = "$.order_by";
            var search = new TrackingSearch(grammar, filter, [.. request.OrderBy.Select(order => SearchOrder.Parse(order, grammar))]);
            var found = search.Sort(things.Where(thing => search.Finds(subject(thing))), subject);
            var page = found.Skip(from).Take(request.Most).ToImmutableArray();
            return new SearchPage<T>(page, found.Length, from + page.Length < found.Length ? PageToken.Of(from + page.Length) : null);
        }
        catch (SearchSyntaxException wrong)
        {
            return new Refusal(RefusalKind.Invalid, "tracking.bad-search", wrong.Message,
                ImmutableDictionary<string, string>.Empty.Add(reading, wrong.Message));
        }
    }

    /// <summary>All entries of a kind, each once; null when there are more than the search may look at.</summary>
    private async Task<List<T>?> AllAsync<T>(
        string workspace, string kind, ImmutableArray<CatalogueFilter> filters, Budget budget, CancellationToken cancel)
    {
        var found = new Dictionary<string, T>();
        for (int page = 1; ; page++)
        {
            // Oldest first: what is made meanwhile comes at the end, and moves nothing from one page to the next.
            var entries = await catalogue.QueryAsync(new(workspace, kind, filters, "created_at", page, PageSize), cancel);
            if (page == 1 && !budget.Take(entries.Total)) return null;
            foreach (var entry in entries.Items) found[entry.Id] = JsonSerializer.Deserialize<T>(entry.Document, WireJson.Options)!;
            if (entries.Items.Length < PageSize) return [.. found.Values];
        }
    }

    private async Task<T?> ReadAsync<T>(string workspace, string kind, string id, CancellationToken cancel)
        where T : class =>
        await catalogue.FindAsync(workspace, kind, id, cancel) is { } entry
            ? JsonSerializer.Deserialize<T>(entry.Document, WireJson.Options) : null;

    private static TrackedModel Platform(JsonElement model) => new(
        "", model.GetProperty("name").GetString()!, "A model of this platform, listed by its name: see /api/models.",
        ImmutableDictionary<string, string>.Empty.Add(PlatformTag, "true"), ImmutableDictionary<string, int>.Empty, [],
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 0);

    private Refusal TooWide() => TrackingRefusals.Full(
        "tracking.search-too-wide", $"A search looks at no more than {options.CurrentValue.SearchedEntries} entries; name fewer experiments.");

    private sealed class Budget(long most)
    {
        public long Spent { get; private set; }

        public bool Take(long entries) => (Spent += entries) <= most;
    }
}
