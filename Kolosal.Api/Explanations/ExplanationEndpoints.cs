using System.Buffers;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Explanations;

internal static class ExplanationEndpoints
{
    /// <summary>Of rows in a request, as many as are explained beside one.</summary>
    private const int MostBytes = 16 << 20, MostValues = 1_000_000;

    public static IServiceCollection AddExplanationEndpoints(this IServiceCollection services) =>
        services.AddSingleton<IAnswerExplainer, AnswerExplainer>();

    public static void MapExplanations(this IEndpointRouteBuilder routes)
    {
        var explain = routes.MapGroup("/api/explain").WithTags("Explanations");
        var rows = new BodyLimit(MostBytes, MostValues);
        explain.MapPost("/local", Ask<LocalRequest, LocalReport>).WithName("ExplainRows").WithMetadata(rows)
            .WithSummary("What each column adds to a row's score, with intervals, stability and sentences; rows or logged predictions.");
        explain.MapPost("/reasons", Ask<ReasonsRequest, ReasonReport>).WithName("ExplainAdverseDecisions").WithMetadata(rows)
            .WithSummary("Reason codes of adverse decisions in the words of the model's dictionary, with the agreement over resampled rows.");
        explain.MapPost("/decision-path", Ask<DecisionPathRequest, PathReport>).WithName("ExplainDecisionPaths").WithMetadata(rows)
            .WithSummary("Which way rows go down the trees; of a model without trees, down a tree that imitates it.");
        explain.MapPost("/counterfactual", Ask<CounterfactualRequest, CounterfactualReport>).WithName("FindCounterfactuals").WithMetadata(rows)
            .WithSummary("What would have to be different for another outcome, within what may change; or that nothing leads there.");
        explain.MapPost("/partial-dependence", Ask<EffectRequest, EffectReport>).WithName("ExplainEffect")
            .WithSummary("What one column, or two, do to the output: partial dependence, rows' own curves, accumulated local effects.");
        explain.MapPost("/importance", Ask<ImportanceRequest, ImportanceReport>).WithName("MeasureImportance")
            .WithSummary("How much worse the model gets on held-out rows when a column is shuffled.");
        explain.MapPost("/global", Ask<GlobalRequest, GlobalReport>).WithName("ExplainModel")
            .WithSummary("What the model goes by over many rows, and a few rules that imitate it with how far they can be believed.");

        explain.MapGet("/reasons/{model_id}", GetReasons).OfRecord(ModelRecords.ByName).WithName("GetReasonDictionary")
            .WithSummary("What the model's columns are called where they speak against somebody.");
        explain.MapPut("/reasons/{model_id}", SetReasons).OfRecord(ModelRecords.ByName).WithName("SetReasonDictionary")
            .WithSummary("Declares that, audited; honours If-Match.");

        explain.MapGet("/jobs", List).WithName("ListExplanations").WithSummary("Explanations that take long, by kind, state and model.");
        explain.MapGet("/jobs/{explanation_id}", Get).WithName("GetExplanation").WithSummary("One of them as it stands.");
        explain.MapGet("/jobs/{explanation_id}/result", Read).WithName("GetExplanationResult").WithSummary("What it came to.");
        explain.MapGet("/jobs/{explanation_id}/events", Events).WithName("GetExplanationEvents")
            .WithSummary("Progress as server-sent events; goes on after Last-Event-ID.");
        explain.MapPost("/jobs/{explanation_id}/cancel", Cancel).WithName("CancelExplanation").WithSummary("Stops it.");
        explain.MapDelete("/jobs/{explanation_id}", Delete).WithName("DeleteExplanation")
            .WithSummary("Removes it with rows and result; stops it first where it is at work.");

        var insights = routes.MapGroup("/api/insights").WithTags("Insights");
        insights.MapGet("/model-structure", Structure).WithName("GetModelStructure")
            .WithSummary("Members, trees, coefficients or terms of a version, page by page.");
        insights.MapGet("/evaluation", Evaluation).WithName("GetModelEvaluation")
            .WithSummary("Curves, calibration, gain, confusion or residuals on rows that nothing has seen, by segment if asked.");
    }

    private static async Task<Results<ExplanationJson<TReport>, Accepted<ExplanationSnapshot>, Problem>> Ask<TBody, TReport>(
        TBody body, HttpContext context, Caller caller, IGrainFactory grains, CancellationToken cancel)
        where TBody : IExplanationBody
    {
        if (!ModelId.TryParse(body.ModelId, out var model)) return MalformedModel("$.model_id");
        string[] ids = [.. body.PredictionIds ?? [], .. body.PredictionId is { } one ? [one] : (string[])[]];
        var request = new ExplanationRequest(
            body.Kind, model.Reference, body.Rows is { } rows ? Write(rows) : null, [.. ids], body.DatasetId, body.ToTerms().ToJson());
        if (!body.Async)
        {
            var answer = await grains.Explainer(model.Key(caller.Workspace)).ExplainAsync(request, cancel);
            return answer.Accepted ? new ExplanationJson<TReport>(answer.Value.Json) : new Problem(answer.Refusal);
        }
        string id = ExplanationId.For(caller.Subject, context.Request.Headers[IdempotencyMiddleware.Header].ToString());
        var started = await grains.Explanation(caller.Key(id)).StartAsync(model.Name, request);
        return started.Accepted ? TypedResults.Accepted($"/api/explain/jobs/{id}", started.Value) : new Problem(started.Refusal);
    }

    private static Task<Results<Ok<ReasonDictionary>, StatusCodeHttpResult, Problem>> GetReasons(
        string model_id, Caller caller, IGrainFactory grains, HttpContext context) =>
        grains.ReasonDictionary(new(caller.Workspace, model_id)).GetAsync().ToDocument(context, dictionary => dictionary.Revision);

    private static Task<Results<Ok<ReasonDictionary>, StatusCodeHttpResult, Problem>> SetReasons(
        string model_id, ReasonDeclaration declaration, IfMatch ifMatch, Caller caller, IGrainFactory grains, HttpContext context) =>
        grains.ReasonDictionary(new(caller.Workspace, model_id)).SetAsync(declaration, ifMatch.Revision)
            .ToDocument(context, dictionary => dictionary.Revision);

    private static Task<Listing<ExplanationSnapshot>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ExplanationSnapshot>(catalogue, caller, CatalogueKinds.Explanation, cancel);

    private static Task<Results<Ok<ExplanationSnapshot>, Problem>> Get(string explanation_id, Caller caller, IGrainFactory grains) =>
        grains.Explanation(caller.Key(explanation_id)).GetAsync().ToHttp();

    private static async Task<Results<ExplanationJson<object>, Problem>> Read(string explanation_id, Caller caller, IGrainFactory grains)
    {
        var found = await grains.Explanation(caller.Key(explanation_id)).ReadAsync();
        return found.Accepted ? new ExplanationJson<object>(found.Value.Json) : new Problem(found.Refusal);
    }

    private static async Task<Results<EventStream, Problem>> Events(
        string explanation_id, LastEventId last, Caller caller, IGrainFactory grains, CancellationToken cancel)
    {
        var explanation = grains.Explanation(caller.Key(explanation_id));
        var known = await explanation.GetAsync();
        if (!known.Accepted) return new Problem(known.Refusal);
        return new EventStream(explanation.EventsAsync(last.Number, cancel).Select(noted => new StreamEvent(noted.Sequence, "progress", noted)));
    }

    private static Task<Results<Ok<ExplanationSnapshot>, Problem>> Cancel(string explanation_id, Caller caller, IGrainFactory grains) =>
        grains.Explanation(caller.Key(explanation_id)).CancelAsync().ToHttp();

    private static Task<Results<Ok<ExplanationSnapshot>, Problem>> Delete(string explanation_id, Caller caller, IGrainFactory grains) =>
        grains.Explanation(caller.Key(explanation_id)).DeleteAsync().ToHttp();

    private static Task<Results<ExplanationJson<StructureReport>, Problem>> Structure(
        string model_id, Caller caller, IGrainFactory grains, CancellationToken cancel, int member = 0, int page = 1, int limit = 50) =>
        InspectAsync<StructureReport>(model_id, ExplanationKinds.Structure, null, new() { Member = member, Page = page, Limit = limit }, caller,
            grains,
            cancel);

    private static Task<Results<ExplanationJson<EvaluationReport>, Problem>> Evaluation(
        string model_id, Caller caller, IGrainFactory grains, CancellationToken cancel, string? dataset_id = null, string? segment = null,
        string? @class = null, string? metric = null, double level = 0.95) =>
        InspectAsync<EvaluationReport>(model_id, ExplanationKinds.Evaluation, dataset_id,
            new() { Segment = segment, Class = @class, Metric = metric, Level = level }, caller, grains, cancel);

    private static async Task<Results<ExplanationJson<T>, Problem>> InspectAsync<T>(
        string id, string kind, string? dataset, ExplanationTerms terms, Caller caller, IGrainFactory grains, CancellationToken cancel)
    {
        if (!ModelId.TryParse(id, out var model)) return MalformedModel("model_id");
        if (!double.IsFinite(terms.Level))
            return new Problem(400, "explain.bad-option", "Expected a level above 0 and below 1.");
        var request = ExplanationRequest.Of(kind, model.Reference, terms.ToJson()) with { DatasetId = dataset };
        var answer = await grains.Explainer(model.Key(caller.Workspace)).InspectAsync(request, cancel);
        return answer.Accepted ? new ExplanationJson<T>(answer.Value.Json) : new Problem(answer.Refusal);
    }

    /// <summary>Rows exactly as they came: a number keeps every digit.</summary>
    private static byte[] Write(JsonElement[] rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var row in rows) json.WriteRawValue(row.GetRawText());
            json.WriteEndArray();
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static Problem MalformedModel(string path) => new(400, "explain.malformed-model", "The model id cannot be read.",
        ImmutableDictionary<string, string>.Empty.Add(path, "Expected name, name:version or name@alias."));
}
