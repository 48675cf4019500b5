using System.Text.Json.Nodes;
using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Report;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Compliance;

/// <summary>Controls, what shows them, and reports of it.</summary>
internal static class ComplianceEndpoints
{
    private static readonly string[] Formats = ["json", "markdown", "html", "oscal_assessment_results", "oscal_component_definition", "oscal_poam",
        "oscal_catalog"];

    private static readonly string[] Documents = ["json", "markdown"];

    public static RouteGroupBuilder MapCompliance(this IEndpointRouteBuilder routes)
    {
        var compliance = routes.MapGroup("/api/compliance").WithTags("Compliance");
        compliance.MapGet("/report", Report).WithName("GetComplianceReport")
            .WithSummary("What the records show for every control, of all frameworks or of framework, now or as_of a time; format json, markdown, "
                + "html, oscal_assessment_results, oscal_component_definition, oscal_poam or oscal_catalog.");
        compliance.MapGet("/controls", List).WithName("ListControls")
            .WithSummary("Controls and how they stand, of all frameworks or of framework, by status, now or as_of a time.");
        compliance.MapGet("/controls/{framework}/{id}", Get).WithName("GetControl").WithSummary("A control with everything that shows it.");
        compliance.MapGet("/applicability-statement", Applicability).WithName("GetApplicabilityStatement")
            .WithSummary("Draft of the statement of applicability of a framework's annex (iso42001, iso27001); format json or markdown.");
        compliance.MapGet("/technical-documentation/{model_id}", Documentation).WithName("GetTechnicalDocumentation")
            .WithSummary("The technical documentation of a model version (EU AI Act, Annex IV) from its records, blanks named; format json or "
                + "markdown.");
        compliance.MapPost("/evaluations", Evaluate).WithName("EvaluateControls").WithSummary("Asks every question now.");
        compliance.MapGet("/configuration", Configuration).WithName("GetConfigurationListing")
            .WithSummary("The effective configuration, one setting a line with a mark of its value: what is approved as the baseline.");
        compliance.MapGet("/queries/{id}/history", History).WithName("GetControlHistory")
            .WithSummary("The answers to a question over a time (from, to; the last 30 days when left out), the last first.");
        return compliance;
    }

    private static async Task<Results<Ok<ComplianceReport>, Ok<JsonObject>, ContentHttpResult, Problem>> Report(
        Caller caller, IGrainFactory grains, string? framework = null, DateTimeOffset? as_of = null, string format = "json")
    {
        if (!Formats.Contains(format)) return BadFormat(format, Formats);
        var read = await grains.Compliance(caller.Workspace).ReportAsync(framework, as_of);
        if (!read.Accepted) return new Problem(read.Refusal);
        var report = read.Value;
        return format switch
        {
            "markdown" => Markdown(ReportMarkdown.Write(report)),
            "html" => TypedResults.Text(ReportHtml.Write(report), "text/html; charset=utf-8"),
            "oscal_assessment_results" => TypedResults.Ok(OscalDocuments.AssessmentResults(report)),
            "oscal_component_definition" => TypedResults.Ok(OscalDocuments.ComponentDefinition(report)),
            "oscal_poam" => TypedResults.Ok(OscalDocuments.PlanOfAction(report)),
            "oscal_catalog" => TypedResults.Ok(OscalDocuments.Catalog(report)),
            _ => TypedResults.Ok(report),
        };
    }

    private static async Task<Results<Ok<ControlListing>, Problem>> List(
        Caller caller, IGrainFactory grains, string? framework = null, string? status = null, DateTimeOffset? as_of = null, int limit = 50,
        int page = 1)
    {
        if (limit is < 1 or > ControlListing.MostItems || page < 1)
            return new Problem(400, "request.bad-list", $"Need limit from 1 to {ControlListing.MostItems} and page from 1.");
        if (status is not null && !Enum.GetValues<ControlStatus>().Any(one => WireJson.Word(one) == status))
            return new Problem(400, "request.bad-list",
                $"The statuses are {string.Join(", ", Enum.GetValues<ControlStatus>().Select(WireJson.Word))}.");
        var read = await grains.Compliance(caller.Workspace).ReportAsync(framework, as_of);
        if (!read.Accepted) return new Problem(read.Refusal);
        ControlReading[] found = [.. read.Value.Frameworks.SelectMany(one => one.Controls)
            .Where(control => status is null || WireJson.Word(control.Status) == status)];
        return TypedResults.Ok(new ControlListing(
            [.. found.Skip((int)Math.Min(int.MaxValue, (page - 1L) * limit)).Take(limit)], found.Length, page, limit, read.Value.AsOf,
            read.Value.EvaluatedAt));
    }

    private static Task<Results<Ok<ControlDetail>, Problem>> Get(
        string framework, string id, Caller caller, IGrainFactory grains, DateTimeOffset? as_of = null) =>
        grains.Compliance(caller.Workspace).ControlAsync(framework, id, as_of).ToHttp();

    private static async Task<Results<Ok<StatementOfApplicability>, ContentHttpResult, Problem>> Applicability(
        Caller caller, IGrainFactory grains, string framework = "iso42001", DateTimeOffset? as_of = null, string format = "json")
    {
        if (!Documents.Contains(format)) return BadFormat(format, Documents);
        var read = await grains.Compliance(caller.Workspace).StatementAsync(framework, as_of);
        return !read.Accepted ? new Problem(read.Refusal)
            : format == "markdown" ? Markdown(ReportMarkdown.Write(read.Value)) : TypedResults.Ok(read.Value);
    }

    private static async Task<Results<Ok<TechnicalDocumentation>, ContentHttpResult, Problem>> Documentation(
        string model_id, Caller caller, IGrainFactory grains, string format = "json")
    {
        if (!Documents.Contains(format)) return BadFormat(format, Documents);
        if (!ModelId.TryParse(model_id, out var model)) return new Problem(ModelId.NotFound(model_id));
        var read = await grains.Compliance(caller.Workspace).DocumentAsync(model.Name, model.Reference);
        return !read.Accepted ? new Problem(read.Refusal)
            : format == "markdown" ? Markdown(ReportMarkdown.Write(read.Value)) : TypedResults.Ok(read.Value);
    }

    private static ContentHttpResult Configuration(IConfiguration configuration, IKeyRing keys) =>
        TypedResults.Text(ConfigurationListing.Write(configuration, keys));

    private static Task<Results<Ok<ControlEvaluation>, Problem>> Evaluate(Caller caller, IGrainFactory grains) =>
        grains.Compliance(caller.Workspace).EvaluateAsync().ToHttp();

    private static Task<Results<Ok<ImmutableArray<ResultRun>>, Problem>> History(
        string id, Caller caller, IGrainFactory grains, TimeProvider clock, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var end = to ?? clock.GetUtcNow();
        return grains.Compliance(caller.Workspace).HistoryAsync(id, from ?? end.AddDays(-30), end).ToHttp();
    }

    private static ContentHttpResult Markdown(string text) => TypedResults.Text(text, "text/markdown; charset=utf-8");

    private static Problem BadFormat(string format, string[] formats) =>
        new(400, "compliance.bad-format", $"The formats are {string.Join(", ", formats)}; got '{(format.Length > 40 ? format[..40] : format)}'.");
}

/// <summary>A page of controls.</summary>
/// <param name="Items">The controls, in the order of their frameworks.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Page">From 1.</param>
/// <param name="Limit">Controls a page.</param>
/// <param name="AsOf">The time it is of.</param>
/// <param name="EvaluatedAt">When the questions were last asked; null when they never were.</param>
internal sealed record ControlListing(
    ImmutableArray<ControlReading> Items, int Total, int Page, int Limit, DateTimeOffset AsOf, DateTimeOffset? EvaluatedAt)
{
    public const int MostItems = 500;
}
