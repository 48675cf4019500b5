using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Projection;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Places rows in few dimensions.</summary>
internal static class Projection
{
    public static AnalysisOutcome Run(Frame table, EncodedTable encoded, AnalysisPlan plan, CancellationToken cancel) =>
        plan.Kind == AnalysisKinds.Pca ? Components(table, encoded, plan, cancel) : Embedding(table, encoded, plan, cancel);

    private static AnalysisOutcome Components(Frame table, EncodedTable encoded, AnalysisPlan plan, CancellationToken cancel)
    {
        var fitter = new PrincipalComponents(new PrincipalComponentsOptions(plan.Components, plan.Parameters.Float("variance_share"),
            plan.Parameters.Choice("whiten") == "yes"));
        var (transform, placed) = fitter.FitTransform(encoded.Rows, plan.Seed, cancel);
        var directions = (ProjectionTransform)transform;
        int kept = directions.Variances.Length, features = encoded.Rows.Columns.Length;
        double held = 0;
        double[] cumulative = [.. directions.VarianceShares.Select(share => held += share)];
        string[] names = [.. Enumerable.Range(1, kept).Select(k => $"pc{k}")];
        var loadings = new TableBuilder("loadings").Words("feature", encoded.Rows.Columns.Select(c => c.Name));
        for (int k = 0; k < kept; k++) loadings.Numbers(names[k], [.. directions.Components.AsSpan(k * features, features)]);
        return new(
            [new("rows", table.Rows), new("features", features), new("components", kept), new("variance_share", Math.Min(1, cumulative[^1]))],
            encoded.Encoding,
            [
                Coordinates(table, plan, placed.Features.ToArray(), names),
                new TableBuilder("components").Words("component", names).Numbers("variance", [.. directions.Variances])
                    .Numbers("variance_share", [.. directions.VarianceShares])
                    .Numbers("cumulative_share", [.. cumulative.Select(c => Math.Min(1, c))])
                    .Numbers("singular_value", [.. directions.SingularValues]).Build(),
                loadings.Build(),
            ],
            ["Loadings are unit directions over the encoded features; of each the greatest is positive."]);
    }

    private static AnalysisOutcome Embedding(Frame table, EncodedTable encoded, AnalysisPlan plan, CancellationToken cancel)
    {
        var fitter = Umap.Descriptor.Create(plan.Parameters);
        var (_, placed) = fitter.FitTransform(encoded.Rows, plan.Seed, cancel);
        int width = placed.Columns.Length;
        return new(
            [new("rows", table.Rows), new("features", encoded.Rows.Columns.Length), new("components", width)],
            encoded.Encoding,
            [Coordinates(table, plan, placed.Features.ToArray(), [.. Enumerable.Range(1, width).Select(k => $"umap{k}")])],
            ["Near rows were neighbours; distances between far groups mean little."]);
    }

    private static OutcomeTable Coordinates(Frame table, AnalysisPlan plan, double[] places, string[] names)
    {
        var rows = TableBuilder.OfRows(table, plan);
        for (int k = 0; k < names.Length; k++)
            rows.Numbers(names[k], [.. Enumerable.Range(0, table.Rows).Select(row => places[row * names.Length + k])]);
        return rows.Build();
    }
}
