using Kolosal.Learning.Explanation;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Which way rows went.</summary>
/// <param name="Source"><c>model</c> where the trees are the model's own, or one of its members'; <c>surrogate</c> where the model has none and a
/// small tree that imitates it is shown in their place.</param>
/// <param name="Fidelity">Of a surrogate: R² for the model's output on rows that it was not fitted to; null otherwise.</param>
/// <param name="Items">One a row.</param>
public sealed record PathReport(string Source, double? Fidelity, ImmutableArray<RowPaths> Items)
{
    /// <summary><see cref="Source"/>.</summary>
    public const string OfModel = "model", OfSurrogate = "surrogate";

    private const int LeastForSurrogate = 40;

    /// <summary>Follows rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Usual rows, to fit a surrogate to where the model has no trees.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="terms">How many trees of each row, and the class of a surrogate.</param>
    /// <param name="cancel">Polled between rows.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <exception cref="NotExplainableException">There are no trees, and too few usual rows to fit one to.</exception>
    public static PathReport Of(ExplainedModel model, UsualRows sample, IReadOnlyList<AskedRow> rows, ExplanationTerms terms,
        CancellationToken cancel,
        Action<double>? progress = null)
    {
        ImmutableArray<Member> members = [.. Members(model)];
        double? fidelity = null;
        int output = 0;
        bool surrogate = members.IsEmpty;
        if (surrogate)
        {
            if (sample.Rows.Rows < LeastForSurrogate)
                throw new NotExplainableException("explain.no-decision-path", "The model has no trees to follow, and there are too few usual rows to "
                    + "fit one that imitates it; ask for /api/explain/local.");
            output = model.OutputOf(terms.Class, []);
            int width = sample.Rows.Columns.Length, learnt = sample.Rows.Rows * 2 / 3;
            var tree = SurrogateTree.Fit(model.Raw.Function, new(sample.Rows.Features[..(learnt * width)], sample.Rows.Columns, learnt),
                new(sample.Rows.Features[(learnt * width)..], sample.Rows.Columns, sample.Rows.Rows - learnt), output,
                new DecisionTreeOptions { MaxDepth = 4, MinRowsPerLeaf = Math.Max(5, learnt / 40) }, cancel);
            fidelity = Figures.OrNull(tree.Fidelity);
            members = [new(0, "decision_tree", 1, tree.Tree, TreeColumns.OfRaw(model), model.Numbers)];
        }
        string source = surrogate ? OfSurrogate : OfModel;
        var items = ImmutableArray.CreateBuilder<RowPaths>(rows.Count);
        for (int r = 0; r < rows.Count; r++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] said = model.Say(rows[r].Values);
            var paths = members.SelectMany(member => Follow(model, member, rows[r].Values, surrogate ? model.Outputs[output] : null))
                .ToArray();
            items.Add(new(r, rows[r].PredictionId, model.Decide(said), paths.Length, members.Sum(member => member.Trees.Trees),
                [.. paths.OrderByDescending(path => path.Size).Take(terms.Trees)]));
            progress?.Invoke((r + 1.0) / rows.Count);
        }
        return new(source, fidelity, items.MoveToImmutable());
    }

    private static IEnumerable<Member> Members(ExplainedModel model)
    {
        for (int at = 0; at < model.Package.Pipelines.Length; at++)
        {
            var (pipeline, weight) = model.Package.Pipelines[at];
            if (DecisionPath.TreesOf(pipeline.Predictor) is { } trees)
                yield return new(at, pipeline.Trainer, weight, trees, TreeColumns.Of(pipeline), Encoding(model, pipeline));
        }
    }

    // A member may take other columns than the whole model, in another order.
    private static Func<RawValue[], double[]> Encoding(ExplainedModel model, FittedPipeline pipeline)
    {
        int[] places = [.. pipeline.Encoder.InputSchema.Columns.Select(column => model.Scorer.InputSchema.IndexOf(column.Name))];
        return row =>
        {
            var encoded = new double[pipeline.Predictor.Inputs];
            pipeline.Encode(new RawRow(Array.ConvertAll(places, at => row[at])), encoded);
            return encoded;
        };
    }

    private static IEnumerable<TreePath> Follow(ExplainedModel model, Member member, RawValue[] row, string? surrogateOf)
    {
        double[] encoded = member.Encode(row);
        for (int tree = 0; tree < member.Trees.Trees; tree++)
        {
            var path = DecisionPath.Of(member.Trees, tree, encoded, member.Columns.Features);
            yield return new(member.At, member.Trainer, tree, surrogateOf ?? ScoreName(model, member.Trees, path.Score),
                [.. path.Steps.Select(step => new PathStep(member.Columns.Sources[step.Column] ?? step.Name,
                    member.Columns.Condition(step.Column, double.IsNaN(step.Value), step.Threshold, step.LeftCategories, step.WentLeft),
                    Figures.OrNull(step.CoverShare)))],
                [.. path.Answer]);
        }
    }

    private static string? ScoreName(ExplainedModel model, AdditiveTrees trees, int score) => score < 0 ? null
        : trees.Scores == model.Outputs.Length ? model.Outputs[score] : trees.Scores == 1 && model.Outputs.Length == 2 ? model.Outputs[1] : null;

    private sealed record Member(
        int At, string Trainer, double Weight, AdditiveTrees Trees, TreeColumns Columns, Func<RawValue[], double[]> Encode);
}

/// <summary>The ways of one row.</summary>
/// <param name="Row">Its place in the request.</param>
/// <param name="PredictionId">Of the prediction that it was read from.</param>
/// <param name="Prediction">The class, or the number, of the whole model.</param>
/// <param name="Followed">Trees that were followed.</param>
/// <param name="Trees">Trees there are.</param>
/// <param name="Paths">Of the trees that add most to a score, the largest first.</param>
public sealed record RowPaths(
    int Row, string? PredictionId, object Prediction, int Followed, int Trees, ImmutableArray<TreePath> Paths);

/// <summary>A way down one tree.</summary>
/// <param name="Member">The member of a mixture, from 0.</param>
/// <param name="Trainer">What made it.</param>
/// <param name="Tree">The tree, from 0.</param>
/// <param name="Score">What it adds to: a class, or the target; null where a leaf holds a value for each.</param>
/// <param name="Steps">Conditions that the row fulfils, from the root down.</param>
/// <param name="Leaf">What the leaf adds: one value, or one a class.</param>
public sealed record TreePath(
    int Member, string Trainer, int Tree, string? Score, ImmutableArray<PathStep> Steps, ImmutableArray<double> Leaf)
{
    internal double Size => Leaf.Max(Math.Abs);
}

/// <param name="Column">The input column; the name of a feature where a transform made it of several.</param>
/// <param name="Condition">In a few words.</param>
/// <param name="CoverShare">The share of the node's training rows that go the same way; null where the trees do not know.</param>
public sealed record PathStep(string Column, string Condition, double? CoverShare);
