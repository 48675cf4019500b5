using Kolosal.Learning;
using Kolosal.Learning.Additive;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Shapley values of a model's raw columns against single background rows: what each column adds to the scores when it takes the row's
/// value in place of the background row's.</summary>
/// <remarks>
/// The game is the interventional one, v(S) = f(row on S, background row elsewhere), whatever the model, so that values of two models mean the
/// same. Values against a whole background are means over its rows, since Shapley values are linear in the game, and resampling those means shows
/// how far they hang on the rows that were drawn. Exact for a pipeline of trees, of a linear or of an additive model without a transform, and for
/// weighted means of such where scores are outputs; of everything else the whole model is asked (<see cref="AskedGame"/>), up to a budget.
/// Immutable and thread-safe.
/// </remarks>
public abstract class ScoreGame
{
    private protected ScoreGame(string method, string scale, ImmutableArray<string> scores) => (Method, Scale, Scores) = (method, scale, scores);

    /// <summary><c>tree_shap</c>, <c>linear_shap</c>, <c>additive_terms</c>, <c>mixed_shap</c> or <c>kernel_shap</c>.</summary>
    public string Method { get; }

    /// <summary><c>raw_score</c> before link and calibration (log odds of a boosted classifier, say), or <c>output</c>.</summary>
    public string Scale { get; }

    /// <summary>What each score speaks for: a class, or the target.</summary>
    public ImmutableArray<string> Scores { get; }

    /// <summary>Background rows.</summary>
    public abstract int Backgrounds { get; }

    /// <summary>Whether values are exact, and not the fit of a sample of coalitions.</summary>
    public abstract bool IsExact { get; }

    /// <summary>The scores of a row as the model computes them.</summary>
    public abstract double[] ScoresOf(RawValue[] row);

    /// <summary>The scores of a background row.</summary>
    public abstract ReadOnlySpan<double> BackgroundScores(int background);

    /// <summary>scores × columns, one score after the other.</summary>
    /// <param name="row">One value a raw column.</param>
    /// <param name="background">The background row.</param>
    /// <param name="cancel">Polled by what takes long.</param>
    public abstract double[] Against(RawValue[] row, int background, CancellationToken cancel);

    /// <summary>The values by training cover in place of background rows: one pass, exact.</summary>
    /// <returns>Null for everything but one pipeline of trees that know their covers.</returns>
    public virtual (double[] Base, double[] Contributions)? ByCover(RawValue[] row) => null;

    /// <summary>The game of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">Rows to hold rows against.</param>
    /// <param name="evaluations">Rows that the whole model is asked to score for one explained row at most, where no exact method fits.</param>
    public static ScoreGame Of(ExplainedModel model, FeatureRows background, int evaluations)
    {
        var package = model.Package;
        RawValue[][] rows = [.. Enumerable.Range(0, background.Rows).Select(row => model.Values(background.Row(row)))];
        if (package.Manifest.Stack is null && package.Pipelines is [var single] && Exact(model, single.Pipeline, rows) is { } own)
            return package.Manifest.Calibration is null || own.Scale == RawScale ? own : own.BeforeCalibration();
        if (package.Manifest is { Stack: null, Calibration: null } && model.Problem.Aim != LearningAim.Count)
        {
            var parts = package.Pipelines.Select(part => (Game: Exact(model, part.Pipeline, rows), part.Weight)).ToArray();
            if (parts.All(part => part.Game is { Scale: OutputScale })) return new MixedGame(model, [.. parts.Select(part =>
                (part.Game!, part.Weight))]);
        }
        return new AskedGame(model, rows, evaluations);
    }

    internal const string RawScale = "raw_score", OutputScale = "output";

    private static EncodedGame? Exact(ExplainedModel model, FittedPipeline pipeline, RawValue[][] background)
    {
        // Of several pipelines each may take other columns than the model; positions are then not the model's.
        if (pipeline is not { Transform: null, Target: null } || !pipeline.Encoder.InputSchema.Equals(model.Scorer.InputSchema)) return null;
        return pipeline.Predictor switch
        {
            ITreeModel trees => new TreeGame(model, pipeline, trees.AdditiveTrees, background),
            ITreeView { Trees: { } trees } => new TreeGame(model, pipeline, trees, background),
            IAdditiveModel sum => new AdditiveGame(model, pipeline, sum, background),
            LinearPredictor linear => new LinearGame(model, pipeline, linear, background),
            _ => null,
        };
    }

    /// <summary>Names for a number of scores: one score of a classifier is the log odds, or the margin, of its second class.</summary>
    private protected static ImmutableArray<string> Names(ExplainedModel model, int scores) =>
        scores == model.Outputs.Length ? model.Outputs : scores == 1 && model.Outputs.Length == 2 ? [model.Outputs[1]]
        : [.. Enumerable.Range(0, scores).Select(score => $"score {score}")];
}
