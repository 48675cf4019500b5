using Kolosal.Learning.Additive;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Tabular;

namespace Kolosal.Learning.Explanation;

/// <summary>What a column of a raw row adds to each score.</summary>
/// <param name="Column">The raw column.</param>
/// <param name="Value">Its value in the row.</param>
/// <param name="Contributions">One a score.</param>
public sealed record ColumnAttribution(string Column, string Value, ImmutableArray<double> Contributions);

/// <summary>A raw row's scores, column by column.</summary>
/// <param name="Method">"tree_shap", "additive_terms" or "kernel_shap".</param>
/// <param name="Scale">"raw_score" before the model's link and calibration (log odds of a boosted classifier, say), or "output".</param>
/// <param name="Base">The scores before anything is known of the row.</param>
/// <param name="Scores">The row's scores: <paramref name="Base"/> plus all contributions.</param>
/// <param name="Columns">In schema order; columns that the model does not read contribute 0.</param>
public sealed record RowExplanation(string Method, string Scale,
    ImmutableArray<double> Base, ImmutableArray<double> Scores, ImmutableArray<ColumnAttribution> Columns);

/// <summary>Explains raw rows to people, by raw columns, with the exact method where the model has one.</summary>
/// <remarks>
/// One pipeline of trees without transforms behind its encoder: path-dependent <see cref="TreeShap"/> of the encoded row, with what comes of one
/// raw column added up. One of an additive model: its own terms, a pair's half to either column, which is what each is worth where a term counts as
/// soon as all its columns are known (Shapley's axioms leave no other share). Everything else (mixtures, transforms, other models):
/// <see cref="KernelShap"/> of the whole model over raw columns, against the background. A sum over the pieces of a column is not the value of the
/// column as one player, but as additive. Immutable and thread-safe.
/// </remarks>
public sealed class RowExplainer
{
    private readonly Scorer scorer;
    private readonly ScorerFunction function;
    private readonly KernelShap? kernel;
    private readonly FittedPipeline? pipeline;
    private readonly TreeShap? trees;
    private readonly IAdditiveModel? additive;

    /// <param name="package">The model.</param>
    /// <param name="background">Usual rows, a few dozen, with the model's input columns; only read where no exact method fits.</param>
    /// <param name="options">The kernel's budget, or null for the defaults.</param>
    public RowExplainer(ModelPackage package, Frame background, KernelShapOptions? options = null)
    {
        scorer = package.CreateScorer();
        function = new(scorer);
        if (package.Pipelines is [{ Pipeline: { Transform: null, Target: null, Predictor: ITreeModel model } single }]
            && HasCovers(model.AdditiveTrees))
            (pipeline, trees) = (single, new TreeShap(model.AdditiveTrees));
        else if (package.Pipelines is [{ Pipeline: { Transform: null, Target: null, Predictor: IAdditiveModel sum } glass }])
            (pipeline, additive) = (glass, sum);
        else kernel = new(function.Function, function.Rows(background), options);
    }

    /// <summary>Explains a row.</summary>
    /// <param name="row">One value a column of the model's input schema, checked with <see cref="Scorer.Check"/>.</param>
    /// <param name="seed">Of sampled coalitions.</param>
    /// <param name="cancel">Stops the kernel's scoring.</param>
    public RowExplanation Explain(in RawRow row, ulong seed = 0, CancellationToken cancel = default)
    {
        int columns = scorer.InputSchema.Columns.Length;
        if (kernel is not null)
            return Explanation(in row, "kernel_shap", "output", kernel.BaseOutputs, kernel.Explain(function.Row(in row), seed, cancel));

        var encoded = new double[pipeline!.Predictor.Inputs];
        pipeline.Encode(in row, encoded);
        if (additive is not null) return Explanation(in row, "additive_terms", "raw_score", additive.Intercepts, Terms(encoded, columns));
        var pieces = new double[trees!.Scores * trees.Inputs];
        trees.Explain(encoded, pieces, trees.CreateWorkspace());
        var contributions = new double[trees.Scores * columns];
        for (int k = 0; k < trees.Scores; k++)
            for (int i = 0; i < trees.Inputs; i++) contributions[k * columns + pipeline.Encoder.Sources[i]] += pieces[k * trees.Inputs + i];
        return Explanation(in row, "tree_shap", "raw_score", trees.BaseScores, contributions);
    }

    private double[] Terms(double[] encoded, int columns)
    {
        int scores = additive!.Intercepts.Length, terms = additive.Terms.Length;
        var own = new double[scores * terms];
        additive.Contribute(encoded, own);
        var contributions = new double[scores * columns];
        for (int k = 0; k < scores; k++)
            for (int t = 0; t < terms; t++)
                foreach (int input in additive.Terms[t])
                    contributions[k * columns + pipeline!.Encoder.Sources[input]] += own[k * terms + t] / additive.Terms[t].Length;
        return contributions;
    }

    private RowExplanation Explanation(in RawRow row, string method, string scale, ReadOnlySpan<double> baseScores, double[] contributions)
    {
        int columns = scorer.InputSchema.Columns.Length, scores = baseScores.Length;
        var sums = baseScores.ToArray();
        for (int i = 0; i < contributions.Length; i++) sums[i / columns] += contributions[i];
        var attributions = ImmutableArray.CreateBuilder<ColumnAttribution>(columns);
        for (int c = 0; c < columns; c++)
        {
            int column = c;
            attributions.Add(new(scorer.InputSchema.Columns[c].Name, row[c].ToString(),
                [.. Enumerable.Range(0, scores).Select(k => contributions[k * columns + column])]));
        }
        return new(method, scale, [.. baseScores], [.. sums], attributions.MoveToImmutable());
    }

    private static bool HasCovers(AdditiveTrees trees)
    {
        for (int tree = 0; tree < trees.Trees; tree++)
            if (!(trees.Node(trees.RootOf(tree)).Cover > 0)) return false;
        return true;
    }
}
