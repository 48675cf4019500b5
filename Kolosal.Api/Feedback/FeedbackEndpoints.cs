using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kolosal.Feedback;

/// <summary>What really happened after predictions, over HTTP.</summary>
internal static class FeedbackEndpoints
{
    private const string Json = "application/json", Lines = "application/x-ndjson", Table = "text/csv";

    public static RouteGroupBuilder MapFeedback(this IEndpointRouteBuilder routes)
    {
        var feedback = routes.MapGroup("/api").WithTags("Feedback");

        // The handler reads three kinds of bodies itself, so what the document says of it, and the method it is, are told here.
        RequestDelegate report = Report;
        feedback.MapPost("/predict/feedback", report).WithName("ReportOutcomes")
            .WithMetadata(
                report.Method, new ReadsOwnBody(), new AcceptsMetadata([Json, Lines, Table], typeof(OutcomeRequest)),
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(FeedbackReceipt), [Json]),
                new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(ProblemDocument), [Problem.ContentType]))
            .WithSummary("Records what really happened: one outcome, an array, NDJSON, or CSV with the header prediction_id,actual.");
        feedback.MapGet("/monitoring/performance", List).WithName("ListPerformanceMonitors")
            .WithSummary("Every model's live scores as they stood when a window last closed, with the newest windows.");
        feedback.MapGet("/monitoring/performance/{model_id}", Get).OfRecord(ModelRecords.ByName).WithName("GetPerformanceMonitor")
            .WithSummary("One model's live scores, estimates without outcomes, and how those did.");
        feedback.MapPut("/monitoring/performance/{model_id}", Configure).OfRecord(ModelRecords.ByName).WithName("ConfigurePerformanceMonitor")
            .WithSummary("Changes windows, the metric that is judged and the worst of it that is accepted.");
        return feedback;
    }

    private static Task<Listing<PerformanceMonitor>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<PerformanceMonitor>(catalogue, caller, CatalogueKinds.PerformanceMonitor, cancel);

    private static Task<Results<Ok<PerformanceMonitor>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains) =>
        grains.PerformanceMonitor(new(caller.Workspace, model_id)).GetAsync().ToHttp();

    private static Task<Results<Ok<PerformanceMonitor>, Problem>> Configure(
        string model_id, PerformanceSettings settings, Caller caller, IGrainFactory grains) =>
        grains.PerformanceMonitor(new(caller.Workspace, model_id)).ConfigureAsync(settings).ToHttp();

    private static async Task Report(HttpContext context)
    {
        string? asked = context.Request.Query["model_id"];
        ModelId model = default;
        if (asked is not null && !ModelId.TryParse(asked, out model))
        {
            await new Problem(400, "feedback.malformed-model", "The model id cannot be read.",
                ImmutableDictionary<string, string>.Empty.Add("model_id", "Expected a model's name.")).ExecuteAsync(context);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ImmutableArray<ReportedOutcome> outcomes;
        bool single = false;
        var wrong = MediaType(context) switch
        {
            Lines => FeedbackBody.ReadLines(body.ToArray(), out outcomes),
            Table => FeedbackBody.ReadTable(body.ToArray(), out outcomes),
            _ => FeedbackBody.ReadJson(body.ToArray(), out outcomes, out single),
        };
        if (wrong is not null)
        {
            await wrong.ExecuteAsync(context);
            return;
        }

        var caller = Principal.Current ?? throw new InvalidOperationException("The feedback route is never public.");
        var grains = context.RequestServices.GetRequiredService<IGrainFactory>();
        var receipt = await grains.FeedbackDesk(caller.Workspace).ReportAsync(new(asked is null ? null : model.Name, outcomes));
        IResult answer = receipt.Accepted ? TypedResults.Ok(receipt.Value)
            : new Problem(single ? receipt.Refusal with { Errors = OfOne(receipt.Refusal.Errors) } : receipt.Refusal);
        await answer.ExecuteAsync(context);
    }

    /// <summary>The paths of a body that is one outcome and no array.</summary>
    private static ImmutableDictionary<string, string> OfOne(ImmutableDictionary<string, string> errors) =>
        errors.ToImmutableDictionary(error => error.Key.StartsWith("$[0]", StringComparison.Ordinal) ? $"${error.Key[4..]}" : error.Key,
            error => error.Value);

    private static string? MediaType(HttpContext context)
    {
        string? type = context.Request.ContentType;
        int end = type?.IndexOf(';') ?? -1;
        return (end < 0 ? type : type![..end])?.Trim().ToLowerInvariant();
    }
}

/// <summary>One outcome, as the OpenAPI document shows it; the handler reads the body without it.</summary>
/// <param name="PredictionId">As the prediction's answer named it.</param>
/// <param name="Actual">A class label exactly as in the training file, or a number.</param>
internal sealed record OutcomeRequest(string PredictionId, object Actual);
