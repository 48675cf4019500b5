using Kolosal.Learning;
using Kolosal.Learning.Additive;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;

namespace Kolosal.Explanations;

/// <summary>What a model is made of.</summary>
/// <param name="Task"><c>binary</c>, <c>multiclass</c>, <c>regression</c> …</param>
/// <param name="Target">The target.</param>
/// <param name="Outputs">The classes, or the target.</param>
/// <param name="Inputs">The input columns.</param>
/// <param name="Combination">How members become one answer: <c>single</c>, <c>weighted_mean</c> or <c>stack</c>.</param>
/// <param name="Calibration">The map behind the answer; null for none.</param>
/// <param name="Members">Every member.</param>
/// <param name="Shown">The member whose parts are listed.</param>
/// <param name="Parts"><c>nodes</c> of trees, <c>coefficients</c>, <c>terms</c>, or <c>none</c> where the member has no parts that say something to
/// a reader.</param>
/// <param name="Nodes">A page of the member's nodes, tree by tree.</param>
/// <param name="Coefficients">A page of its coefficients, the intercept of each score first.</param>
/// <param name="Terms">A page of its terms.</param>
/// <param name="Total">Nodes, coefficients or terms there are.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Limit">Entries of a page.</param>
public sealed record StructureReport(
    string Task, string Target, ImmutableArray<string> Outputs, ImmutableArray<string> Inputs, string Combination, string? Calibration,
    ImmutableArray<MemberShape> Members, int Shown, string Parts, ImmutableArray<ShownNode> Nodes, ImmutableArray<ShownCoefficient> Coefficients,
    ImmutableArray<ShownTerm> Terms, int Total, int Page, int Limit)
{
    /// <summary>Describes a model.</summary>
    /// <exception cref="ExplanationOptionException">There is no such member.</exception>
    public static StructureReport Of(ExplainedModel model, ExplanationTerms terms)
    {
        var package = model.Package;
        if (terms.Member >= package.Pipelines.Length)
            throw new ExplanationOptionException("member", $"Expected 0 to {package.Pipelines.Length - 1}, got {terms.Member}.");
        var pipeline = package.Pipelines[terms.Member].Pipeline;
        int skip = (int)Math.Min(int.MaxValue, (terms.Page - 1L) * terms.Limit);
        ImmutableArray<ShownNode> nodes = [];
        ImmutableArray<ShownCoefficient> coefficients = [];
        ImmutableArray<ShownTerm> parts = [];
        string kind = "none";
        int total = 0;
        if (DecisionPath.TreesOf(pipeline.Predictor) is { } trees)
        {
            (kind, total) = ("nodes", NodeCount(trees));
            nodes = [.. ShownNode.Of(trees, TreeColumns.Of(pipeline), skip, terms.Limit)];
        }
        else if (pipeline.Predictor is LinearPredictor linear)
        {
            (kind, total) = ("coefficients", linear.Coefficients.Length + linear.Intercepts.Length);
            coefficients = [.. ShownCoefficient.Of(model, pipeline, linear).Skip(skip).Take(terms.Limit)];
        }
        else if (pipeline.Predictor is IAdditiveModel sum)
        {
            (kind, total) = ("terms", sum.Terms.Length);
            parts = [.. sum.Terms.Skip(skip).Take(terms.Limit).Select((term, at) => new ShownTerm(skip + at,
                [.. term.Select(input => pipeline.Columns[input].Name)]))];
        }
        return new(model.Problem.Word, model.Problem.Target, model.Outputs, [.. model.Columns.Select(column => column.Name)],
            package.Manifest.Stack is not null ? "stack" : package.Pipelines.Length == 1 ? "single" : "weighted_mean",
            package.Manifest.Calibration is { } map ? Word(map) : null, [.. package.Pipelines.Select((part, at) => MemberShape.Of(part, at))],
            terms.Member, kind, nodes, coefficients, parts, total, terms.Page, terms.Limit);
    }

    internal static int NodeCount(AdditiveTrees trees)
    {
        int count = 0;
        for (int tree = 0; tree < trees.Trees; tree++) count += Walk(trees, tree).Count();
        return count;
    }

    /// <summary>The nodes of a tree, parents before children, left before right.</summary>
    internal static IEnumerable<(TreeNode Node, int Depth)> Walk(AdditiveTrees trees, int tree)
    {
        var open = new Stack<(int Node, int Depth)>([(trees.RootOf(tree), 0)]);
        while (open.TryPop(out var next))
        {
            var node = trees.Node(next.Node);
            yield return (node, next.Depth);
            if (node.IsLeaf) continue;
            open.Push((node.Right, next.Depth + 1));
            open.Push((node.Left, next.Depth + 1));
        }
    }

    private static string Word(Calibrator map) => map switch
    {
        PlattCalibrator => "platt",
        IsotonicCalibrator => "isotonic",
        TemperatureCalibrator => "temperature",
        BetaCalibrator => "beta",
        VectorCalibrator => "vector",
        DirichletCalibrator => "dirichlet",
        _ => "other",
    };
}

/// <summary>One member.</summary>
/// <param name="Member">From 0.</param>
/// <param name="Trainer">What made it.</param>
/// <param name="Weight">Its weight in the mean.</param>
/// <param name="Parameters">Its hyper-parameters.</param>
/// <param name="Features">Values of its encoded row.</param>
/// <param name="Transform">Whether something lies between encoder and predictor.</param>
/// <param name="Trees">How many; null where it has none.</param>
/// <param name="Nodes">Over all trees.</param>
/// <param name="Depth">Of the deepest tree.</param>
/// <param name="DroppedColumns">Columns that it does not read.</param>
public sealed record MemberShape(
    int Member, string Trainer, double Weight, HyperParameters Parameters, int Features, bool Transform, int? Trees, int? Nodes, int? Depth,
    ImmutableArray<string> DroppedColumns)
{
    internal static MemberShape Of(WeightedPipeline part, int at)
    {
        var (pipeline, weight) = part;
        var trees = DecisionPath.TreesOf(pipeline.Predictor);
        return new(at, pipeline.Trainer, weight, pipeline.Parameters, pipeline.Columns.Length, pipeline.Transform is not null, trees?.Trees,
            trees is null ? null : StructureReport.NodeCount(trees), trees is null ? null : Deepest(trees),
            [.. pipeline.Encoder.Dropped.Select(column => column.Column)]);
    }

    private static int Deepest(AdditiveTrees trees)
    {
        int deepest = 0;
        for (int tree = 0; tree < trees.Trees; tree++)
            foreach (var (_, depth) in StructureReport.Walk(trees, tree)) deepest = Math.Max(deepest, depth);
        return deepest;
    }
}

/// <summary>One node of a tree.</summary>
/// <param name="Tree">The tree, from 0.</param>
/// <param name="Node">Its number.</param>
/// <param name="Depth">0 at the root.</param>
/// <param name="Column">The input column that it asks about; null for a leaf, and where a transform made the feature of several.</param>
/// <param name="Condition">Rows that fulfil it go left; null for a leaf.</param>
/// <param name="MissingLeft">Whether rows without a value go left; null for a leaf.</param>
/// <param name="Left">The node on the left; null for a leaf.</param>
/// <param name="Right">The node on the right; null for a leaf.</param>
/// <param name="Cover">Weight of the training rows that reached it; null where the trees do not know.</param>
/// <param name="Gain">The loss that its split saved; null for a leaf.</param>
/// <param name="Leaf">What it adds: one value, or one a class; null where it is none.</param>
public sealed record ShownNode(
    int Tree, int Node, int Depth, string? Column, string? Condition, bool? MissingLeft, int? Left, int? Right, double? Cover, double? Gain,
    ImmutableArray<double>? Leaf)
{
    internal static IEnumerable<ShownNode> Of(AdditiveTrees trees, TreeColumns columns, int skip, int take)
    {
        for (int tree = 0; tree < trees.Trees; tree++)
            foreach (var (node, depth) in StructureReport.Walk(trees, tree))
            {
                if (skip-- > 0) continue;
                if (take-- <= 0) yield break;
                yield return Of(trees, columns, tree, node, depth);
            }
    }

    private static ShownNode Of(AdditiveTrees trees, TreeColumns columns, int tree, TreeNode node, int depth)
    {
        double? cover = node.Cover > 0 ? node.Cover : null;
        if (node.IsLeaf)
        {
            var leaf = ImmutableArray.CreateBuilder<double>();
            foreach (double value in trees.LeafValues(node.Index)) leaf.Add(trees.Scale * value);
            return new(tree, node.Index, depth, null, null, null, null, null, cover, null, leaf.ToImmutable());
        }
        int[] left = node.IsCategorical ? [.. trees.LeftCategories(node.Index, columns.Features[node.Column].Cardinality)] : [];
        return new(tree, node.Index, depth, columns.Sources[node.Column], columns.Condition(node.Column, false, node.Threshold, left, true),
            node.MissingLeft, node.Left, node.Right, cover, Figures.OrNull(node.Gain), null);
    }
}

/// <summary>One coefficient of a linear model.</summary>
/// <param name="Score">What its score speaks for.</param>
/// <param name="Feature">The encoded feature; null for the intercept.</param>
/// <param name="Column">The input column; null for the intercept, and where a transform made the feature of several.</param>
/// <param name="Value">The coefficient.</param>
public sealed record ShownCoefficient(string Score, string? Feature, string? Column, double Value)
{
    internal static IEnumerable<ShownCoefficient> Of(ExplainedModel model, FittedPipeline pipeline, LinearPredictor linear)
    {
        var columns = TreeColumns.Of(pipeline);
        double[] intercepts = linear.Intercepts.ToArray(), coefficients = linear.Coefficients.ToArray();
        for (int k = 0; k < intercepts.Length; k++)
        {
            string score = intercepts.Length == model.Outputs.Length ? model.Outputs[k] : model.Outputs[^1];
            yield return new(score, null, null, intercepts[k]);
            for (int i = 0; i < linear.Inputs; i++)
                yield return new(score, columns.Features[i].Name, columns.Sources[i], coefficients[k * linear.Inputs + i]);
        }
    }
}

/// <param name="Term">From 0.</param>
/// <param name="Features">The features that it reads: one, or a pair.</param>
public sealed record ShownTerm(int Term, ImmutableArray<string> Features);
