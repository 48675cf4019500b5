using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Trees: interventional TreeSHAP against each background row, or path-dependent TreeSHAP by the covers of training.</summary>
internal sealed class TreeGame : EncodedGame
{
    private readonly AdditiveTrees trees;
    private readonly InterventionalTreeShap[] against;
    private readonly TreeShap? byCover;

    public TreeGame(ExplainedModel model, FittedPipeline pipeline, AdditiveTrees trees, RawValue[][] background)
        : base(model, pipeline, "tree_shap", trees.Link == Link.Identity ? OutputScale : RawScale, trees.Scores, background, row =>
            RawScores(trees, row))
    {
        this.trees = trees;
        against = [.. Enumerable.Range(0, background.Length).Select(
            row => new InterventionalTreeShap(trees, new FeatureRows(Background(row), pipeline.Columns, 1)))];
        byCover = HasCovers(trees) ? new TreeShap(trees) : null;
    }

    public override double[] ScoresOf(RawValue[] row) => RawScores(trees, Encode(row));

    public override double[] Against(RawValue[] row, int background, CancellationToken cancel)
    {
        var pieces = new double[trees.Scores * trees.Inputs];
        against[background].Explain(Encode(row), pieces, against[background].CreateWorkspace(), cancel);
        return ByColumn(pieces);
    }

    public override (double[] Base, double[] Contributions)? ByCover(RawValue[] row)
    {
        if (byCover is null) return null;
        var pieces = new double[trees.Scores * trees.Inputs];
        byCover.Explain(Encode(row), pieces, byCover.CreateWorkspace());
        return (byCover.BaseScores.ToArray(), ByColumn(pieces));
    }

    private static double[] RawScores(AdditiveTrees trees, double[] encoded)
    {
        var scores = new double[trees.Scores];
        trees.RawScores(encoded, scores);
        return scores;
    }

    private static bool HasCovers(AdditiveTrees trees)
    {
        for (int tree = 0; tree < trees.Trees; tree++)
            if (!(trees.Node(trees.RootOf(tree)).Cover > 0)) return false;
        return true;
    }
}
