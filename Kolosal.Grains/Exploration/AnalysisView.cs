using Kolosal.Datasets;
using Kolosal.Learning;

namespace Kolosal.Exploration;

/// <summary>Between the contract's records and those of the core.</summary>
internal static class AnalysisView
{
    /// <summary>The plan; or why there can be none.</summary>
    public static Result<AnalysisPlan> Plan(AnalysisRequest request, DatasetContent data)
    {
        try
        {
            return AnalysisPlanner.Plan(request.ToOptions(), data.ToTableSchema(), data.Rows);
        }
        catch (TrainingException cannot)
        {
            return Refusal.Unprocessable("exploration.cannot-analyse", cannot.Message);
        }
        catch (AnalysisOptionException meaningless)
        {
            return new Refusal(RefusalKind.Invalid, "exploration.bad-option", meaningless.Message,
                ImmutableDictionary<string, string>.Empty.Add($"$.{meaningless.Option}", meaningless.Message));
        }
    }

    public static AnalysisResult ToResult(this AnalysisOutcome outcome, ImmutableArray<AnalysisTable> tables, TimeSpan took) => new(
        [.. outcome.Figures.Select(f => new AnalysisFigure(f.Name, f.Value, f.Reason))],
        [.. outcome.Encoding.Select(c => new AnalysisColumn(c.Column, c.EncodedAs, c.Features, c.Missing, c.Remark))],
        tables, outcome.Notes, took.TotalSeconds);

    private static AnalysisOptions ToOptions(this AnalysisRequest request) => new(
        request.Kind, request.Method, request.Parameters, request.Columns, request.Scaling, request.Seed, request.Contamination, request.Components,
        request.Target, request.Time, request.Group, request.Horizon, request.Period, request.Level, request.Origins);
}
