using Kolosal.Access;
using Kolosal.Classification;
using Kolosal.Experiments;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Exploration;

internal static class ExplorationEndpoints
{
    private const double LongestWait = 60;

    public static void MapExploration(this IEndpointRouteBuilder routes)
    {
        var start = routes.MapGroup("/api").WithTags("Analyses");
        start.MapPost("/clustering/run", (ClusteringRequest request, WaitSeconds wait, HttpContext context, Caller caller, IGrainFactory grains) =>
            StartAsync(request.ToAnalysis(), wait, context, caller, grains)).WithName("RunClustering")
            .WithSummary("Groups the rows of a dataset: a label for every row, sizes, centres, and figures of shape.");
        start.MapPost("/anomaly/detect", (AnomalyRequest request, WaitSeconds wait, HttpContext context, Caller caller, IGrainFactory grains) =>
            StartAsync(request.ToAnalysis(), wait, context, caller, grains)).WithName("DetectAnomalies")
            .WithSummary("Scores every row by how unusual it is, with verdict and threshold.");
        start.MapPost("/visualization/pca", (
            ProjectionRequest request, WaitSeconds wait, HttpContext context, Caller caller, IGrainFactory grains) =>
            StartAsync(request.ToAnalysis(AnalysisKinds.Pca), wait, context, caller, grains)).WithName("RunPca")
            .WithSummary("Principal components: every row's coordinates, loadings, and the variance explained.");
        start.MapPost("/visualization/umap", (
            ProjectionRequest request, WaitSeconds wait, HttpContext context, Caller caller, IGrainFactory grains) =>
            StartAsync(request.ToAnalysis(AnalysisKinds.Umap), wait, context, caller, grains)).WithName("RunUmap")
            .WithSummary("UMAP: every row's coordinates in few dimensions.");
        start.MapPost("/forecast", (ForecastRequest request, WaitSeconds wait, HttpContext context, Caller caller, IGrainFactory grains) =>
            StartAsync(request.ToAnalysis(), wait, context, caller, grains)).WithName("Forecast")
            .WithSummary("Forecasts one series, or one for each group, with intervals and an evaluation beside the naive forecast.");

        var analyses = routes.MapGroup("/api/analyses").WithTags("Analyses");
        analyses.MapGet("", List).WithName("ListAnalyses").WithSummary("Analyses by kind, method, state and dataset.");
        analyses.MapGet("/methods", () => TypedResults.Ok(MethodListing.All)).WithName("ListAnalysisMethods")
            .WithSummary("Every method with its parameters, ranges, defaults and most rows.");
        analyses.MapGet("/{analysis_id}", Get).WithName("GetAnalysis").WithSummary("One analysis with its plan and, once completed, its result.");
        analyses.MapGet("/{analysis_id}/events", GetEvents).WithName("GetAnalysisEvents")
            .WithSummary("Progress as server-sent events; goes on after Last-Event-ID.");
        analyses.MapGet("/{analysis_id}/tables/{table}", GetTable).WithName("GetAnalysisTable").WithSummary("A page of a table of the result.");
        analyses.MapGet("/{analysis_id}/tables/{table}/export", Export).WithName("ExportAnalysisTable")
            .WithSummary("A whole table of the result as CSV, safe to open in a spreadsheet.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
        analyses.MapPost("/{analysis_id}/cancel", Cancel).WithName("CancelAnalysis").WithSummary("Stops an analysis.");
        analyses.MapDelete("/{analysis_id}", Delete).WithName("DeleteAnalysis")
            .WithSummary("Removes an analysis and its tables; stops it first where it is at work.");
    }

    private static async Task<Results<Ok<AnalysisSnapshot>, Accepted<AnalysisSnapshot>, Problem>> StartAsync(
        AnalysisRequest request, WaitSeconds wait, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var analysis = grains.Analysis(caller.Key(AnalysisId.For(caller.Subject, context.Request.Headers[IdempotencyMiddleware.Header].ToString())));
        var started = await analysis.StartAsync(request);
        if (started.Accepted && wait.Seconds > 0) started = await EndAsync(analysis, wait, context);
        if (!started.Accepted) return new Problem(started.Refusal);
        return started.Value.State is AnalysisStatus.Queued or AnalysisStatus.Running
            ? TypedResults.Accepted($"/api/analyses/{started.Value.AnalysisId}", started.Value) : TypedResults.Ok(started.Value);
    }

    /// <summary>The analysis when it has ended, or as it is when the patience has.</summary>
    private static async Task<Result<AnalysisSnapshot>> EndAsync(IAnalysisGrain analysis, WaitSeconds wait, HttpContext context)
    {
        using var patience = new CancellationTokenSource(
            TimeSpan.FromSeconds(wait.Seconds), context.RequestServices.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await foreach (var _ in analysis.EventsAsync(0, either.Token)) { }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The caller reads on by its address.
        }
        return await analysis.GetAsync();
    }

    private static Task<Listing<AnalysisSnapshot>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<AnalysisSnapshot>(catalogue, caller, CatalogueKinds.Analysis, cancel);

    private static Task<Results<Ok<AnalysisSnapshot>, Problem>> Get(string analysis_id, Caller caller, IGrainFactory grains) =>
        grains.Analysis(caller.Key(analysis_id)).GetAsync().ToHttp();

    private static async Task<Results<EventStream, Problem>> GetEvents(
        string analysis_id, LastEventId last, Caller caller, IGrainFactory grains, CancellationToken cancel)
    {
        var analysis = grains.Analysis(caller.Key(analysis_id));
        var known = await analysis.GetAsync();
        if (!known.Accepted) return new Problem(known.Refusal);
        return new EventStream(analysis.EventsAsync(last.Number, cancel).Select(noted => new StreamEvent(noted.Sequence, "progress", noted)));
    }

    private static async Task<Results<TablePage, Problem>> GetTable(string analysis_id, string table, PageRequest page, Caller caller,
        IGrainFactory grains, IBlobStore blobs, CancellationToken cancel)
    {
        var found = await grains.Analysis(caller.Key(analysis_id)).LocateAsync(table);
        if (!found.Accepted) return new Problem(found.Refusal);
        return await ResultTables.ReadAsync(blobs, found.Value, cancel) is { } rows ? new TablePage(rows, page) : Gone();
    }

    private static async Task<Results<CsvTable, Problem>> Export(string analysis_id, string table, DeclaredDisclosure declared,
        HttpContext context, Caller caller, IGrainFactory grains, IBlobStore blobs, CancellationToken cancel)
    {
        var analysis = grains.Analysis(caller.Key(analysis_id));
        var (found, about) = (await analysis.LocateAsync(table), await analysis.GetDatasetAsync());
        if (!found.Accepted) return new Problem(found.Refusal);
        if (!about.Accepted) return new Problem(about.Refusal);
        if (await ResultTables.ReadAsync(blobs, found.Value, cancel) is not { } rows) return Gone();

        // What was made of a dataset's rows is told apart from them by nobody who reads it.
        return await declared.LeaveAsync(context, caller, $"datasets/{about.Value}", "analysis.csv", rows.Rows) is { } refusal
            ? new Problem(refusal) : new CsvTable(rows, $"{analysis_id}-{table}.csv");
    }

    private static Task<Results<Ok<AnalysisSnapshot>, Problem>> Cancel(string analysis_id, Caller caller, IGrainFactory grains) =>
        grains.Analysis(caller.Key(analysis_id)).CancelAsync().ToHttp();

    private static Task<Results<Ok<AnalysisSnapshot>, Problem>> Delete(string analysis_id, Caller caller, IGrainFactory grains) =>
        grains.Analysis(caller.Key(analysis_id)).DeleteAsync().ToHttp();

    private static Problem Gone() => new(410, "exploration.table-gone", "This table is no longer stored; make the analysis again.");

    /// <summary><c>?wait=</c>: how long an answer may be awaited, 0 to 60 seconds.</summary>
    internal readonly record struct WaitSeconds(double Seconds)
    {
        public static ValueTask<WaitSeconds> BindAsync(HttpContext context)
        {
            if (!context.Request.Query.TryGetValue("wait", out var given)) return new(new WaitSeconds(0));
            return double.TryParse(given, System.Globalization.CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= LongestWait
                ? new(new WaitSeconds(seconds))
                : throw new ProblemException(new Problem(400, "request.bad-value", $"'wait' is a number of seconds from 0 to {LongestWait}."));
        }
    }
}

/// <summary>Every method of analysis.</summary>
internal sealed record MethodListing(ImmutableArray<MethodEntry> Items, int Total)
{
    public static MethodListing All { get; } = new([.. AnalysisMethods.All.Select(m => new MethodEntry(m.Kind, m.Name,
        [.. m.Space.Parameters.Select(TrainerCatalogue.Describe)], m.MaxRows))], AnalysisMethods.All.Length);
}

/// <param name="Kind">clustering, anomaly, pca, umap or forecast; the first of a kind is its default.</param>
/// <param name="Name">What requests call it.</param>
/// <param name="Parameters">Its parameters; those of forecasts are of a series without a season.</param>
/// <param name="MaxRows">More rows are refused; null for as many as fit.</param>
internal sealed record MethodEntry(string Kind, string Name, ImmutableArray<ParameterEntry> Parameters, int? MaxRows);
