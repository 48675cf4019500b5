using System.Text.Json;
using Kolosal.Http;
using Kolosal.Storage;

namespace Kolosal.Quality;

/// <summary>What came of the tests of a suite last.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Total">Tests.</param>
/// <param name="Pass">Tests whose latest result that is.</param>
/// <param name="Fail">As before.</param>
/// <param name="Skipped">As before.</param>
/// <param name="Error">As before.</param>
/// <param name="NotRun">Tests without a result.</param>
/// <param name="PassRate">Pass / (pass + fail + error); null when none of these came.</param>
/// <param name="LastAt">The latest result of all; null without any.</param>
/// <param name="NotPassing">Tests that failed, or could not be carried out.</param>
internal sealed record SuiteSummary(
    string Suite, int Total, int Pass, int Fail, int Skipped, int Error, int NotRun, double? PassRate, DateTimeOffset? LastAt,
    ImmutableArray<SuiteFailure> NotPassing)
{
    private const int PageSize = 500;

    /// <returns>Null when the suite has no test.</returns>
    public static async Task<SuiteSummary?> OfAsync(string suite, Caller caller, ICatalogue catalogue, CancellationToken cancel)
    {
        var tests = new List<RegressionTest>();
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(new(caller.Workspace, CatalogueKinds.RegressionTest,
                [new("suite", FilterOperator.Equal, suite)], "name", page, PageSize), cancel);
            tests.AddRange(found.Items.Select(entry => JsonSerializer.Deserialize<RegressionTest>(entry.Document, WireJson.Options)!));
            if (found.Items.Length < PageSize) break;
        }

        if (tests.Count == 0) return null;
        int Count(RegressionResult? result) => tests.Count(test => test.Result == result);
        int passes = Count(RegressionResult.Pass), judged = passes + Count(RegressionResult.Fail) + Count(RegressionResult.Error);
        return new(suite, tests.Count, passes, Count(RegressionResult.Fail), Count(RegressionResult.Skipped), Count(RegressionResult.Error),
            Count(null),
            judged == 0 ? null : (double)passes / judged, tests.Max(test => test.LastAt),
            [
                .. tests.Where(test => test.Result is RegressionResult.Fail or RegressionResult.Error).Select(test => new SuiteFailure(
                    test.Id, test.Name, test.Model, test.Result!.Value, test.LastAt!.Value, test.Outcomes is [var last, ..] ? last.Detail : "")),
            ]);
    }
}

/// <summary>A test that does not pass.</summary>
/// <param name="Id"><c>rt_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Model">The model.</param>
/// <param name="Result">Its latest result.</param>
/// <param name="At">When that came.</param>
/// <param name="Detail">In one sentence; may be empty.</param>
internal sealed record SuiteFailure(string Id, string Name, string Model, RegressionResult Result, DateTimeOffset At, string Detail);
