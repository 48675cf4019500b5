using System.Globalization;
using Kolosal.Access;
using Kolosal.Classification;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Quality;

/// <summary>Golden datasets and regression tests.</summary>
internal static class QualityEndpoints
{
    private static readonly PathRecord Golden = PathRecord.Of("id", CatalogueKinds.GoldenDataset, id => Refusal.NotFound(
        "quality.golden-not-found", $"There is no golden dataset '{id}' in this workspace; GET /api/quality/golden-datasets lists those there are."));

    private static readonly PathRecord Test = PathRecord.Of("id", CatalogueKinds.RegressionTest, id => Refusal.NotFound(
        "quality.test-not-found", $"There is no regression test '{id}' in this workspace; GET /api/quality/regression-tests lists those there are."));

    public static RouteGroupBuilder MapQuality(this IEndpointRouteBuilder routes)
    {
        var golden = routes.MapGroup("/api/quality/golden-datasets").WithTags("Quality");
        golden.MapPost("/", Create).WithName("CreateGoldenDataset").WithSummary("Makes a golden dataset: rows with the answers a model must give.");
        golden.MapGet("/", List).WithName("ListGoldenDatasets").WithSummary("Golden datasets by model, jurisdiction and document type.");
        golden.MapGet("/{id}", Get).WithName("GetGoldenDataset").WithSummary("One golden dataset with its versions and latest runs.");
        golden.MapGet("/{id}/cases", GetCases).WithName("GetGoldenCases")
            .WithSummary("The cases of a version, the latest unless ?version= says which.");
        golden.MapPost("/{id}/versions", AddVersion).OfRecord(Golden).WithName("AddGoldenVersion")
            .WithSummary("Adds a version; the former ones stay.");
        golden.MapPost("/{id}/run", Run).OfRecord(Golden).WithName("RunGoldenDataset")
            .WithSummary("Scores a version of the model; over all cases the outcome is evidence for its promotion.");

        var tests = routes.MapGroup("/api/quality/regression-tests").WithTags("Quality");
        tests.MapPost("/", Report).WithName("ReportRegressionTest").WithSummary("Defines a test, or takes a result of it from outside.");
        tests.MapGet("/", ListTests).WithName("ListRegressionTests").WithSummary("Tests by suite, model, result, jurisdiction and document type.");
        tests.MapGet("/{id}", GetTest).WithName("GetRegressionTest").WithSummary("One test with its latest results.");
        tests.MapPost("/{id}/run", RunTest).OfRecord(Test).WithName("RunRegressionTest").WithSummary("Runs the test's golden dataset now.");
        tests.MapGet("/suite/{suite}/summary", Summarise).WithName("SummariseRegressionSuite")
            .WithSummary("What came of the tests of a suite last, and which fail.");
        return golden;
    }

    private static async Task<Results<Created<GoldenDataset>, Problem>> Create(
        CreateGoldenDatasetRequest request, CommandKey command, Caller caller, IGrainFactory grains)
    {
        return await grains.GoldenDataset(caller.Workspace, command.Name("gd"))
            .CreateAsync(request.ToSpec(), GoldenCaseRequest.ToCases(request.Cases))
            .ToCreated(made => $"/api/quality/golden-datasets/{made.Id}");
    }

    private static Task<Listing<GoldenDataset>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<GoldenDataset>(catalogue, caller, CatalogueKinds.GoldenDataset, cancel);

    private static Task<Results<Ok<GoldenDataset>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.GoldenDataset(caller.Workspace, id).GetAsync().ToDocument(context, found => found.Revision);

    private static async Task<Results<Ok<GoldenCases>, Problem>> GetCases(
        string id, int? version, DeclaredDisclosure declared, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var cases = await grains.GoldenDataset(caller.Workspace, id).GetCasesAsync(version);
        if (cases.Accepted && await declared.LeaveAsync(context, caller, $"golden-datasets/{id}", "golden.cases", cases.Value.Length) is { } refusal)
            return new Problem(refusal);
        return cases.Map(found => new GoldenCases(found)).ToHttp();
    }

    private static async Task<Results<Created<GoldenDataset>, Problem>> AddVersion(
        string id, AddGoldenVersionRequest request, Caller caller, IGrainFactory grains) =>
        await grains.GoldenDataset(caller.Workspace, id).AddVersionAsync(GoldenCaseRequest.ToCases(request.Cases), request.Note ?? "")
            .ToCreated(made => $"/api/quality/golden-datasets/{made.Id}");

    private static Task<Results<Ok<GoldenRun>, Problem>> Run(string id, RunGoldenDatasetRequest request, Caller caller, IGrainFactory grains) =>
        grains.GoldenDataset(caller.Workspace, id).RunAsync(new(
            request.ModelVersion?.ToString(CultureInfo.InvariantCulture), request.Version, request.Jurisdiction, request.DocumentType, "manual"))
            .ToHttp();

    private static async Task<Results<Created<RegressionTest>, Problem>> Report(
        ReportRegressionTestRequest request, CommandKey command, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        if (request.DurationSeconds is { } seconds && !(double.IsFinite(seconds) && seconds >= 0))
            return new Problem(new Refusal(RefusalKind.Invalid, "quality.bad-test", "The result cannot be taken.",
                ImmutableDictionary<string, string>.Empty.Add("$.duration_seconds", "Need a number from 0 on.")));
        var test = grains.RegressionTest(caller.Workspace, request.TestId);

        // A result alone does not change how a test that is there is run.
        bool known = request.Result is not null && (await test.GetAsync()).Accepted;
        var defined = known ? await test.GetAsync() : await test.DefineAsync(request.ToSpec());
        if (defined.Accepted && request.ToOutcome(caller.Subject, command, clock.GetUtcNow()) is { } outcome)
            defined = await test.ReportAsync(outcome);
        return defined.ToCreated(found => $"/api/quality/regression-tests/{found.Id}");
    }

    private static Task<Listing<RegressionTest>> ListTests(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<RegressionTest>(catalogue, caller, CatalogueKinds.RegressionTest, cancel);

    private static Task<Results<Ok<RegressionTest>, StatusCodeHttpResult, Problem>> GetTest(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.RegressionTest(caller.Workspace, id).GetAsync().ToDocument(context, found => found.Revision);

    private static Task<Results<Ok<RegressionTest>, Problem>> RunTest(
        string id, RunRegressionTestRequest request, Caller caller, IGrainFactory grains) =>
        grains.RegressionTest(caller.Workspace, id).RunAsync(request.ModelVersion?.ToString(CultureInfo.InvariantCulture)).ToHttp();

    private static async Task<Results<Ok<SuiteSummary>, Problem>> Summarise(
        string suite, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        await SuiteSummary.OfAsync(suite, caller, catalogue, cancel) is { } summary ? TypedResults.Ok(summary)
            : new Problem(Refusal.NotFound("quality.suite-not-found",
                $"No test of this workspace is in the suite '{suite}'; GET /api/quality/regression-tests lists them."));
}

/// <param name="Items">In the order they were given.</param>
internal sealed record GoldenCases(ImmutableArray<GoldenCase> Items);
