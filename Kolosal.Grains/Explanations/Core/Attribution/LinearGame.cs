using Kolosal.Learning.Linear;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>A linear model: φ[k, j] = w[k, j] (xⱼ − bⱼ) on the encoded row.</summary>
/// <remarks>Lundberg and Lee 2017, Corollary 1, for one background row b.</remarks>
internal sealed class LinearGame(ExplainedModel model, FittedPipeline pipeline, LinearPredictor linear, RawValue[][] background)
    : EncodedGame(model, pipeline, "linear_shap", linear.Link == LinearLink.Identity ? OutputScale : RawScale, linear.Intercepts.Length, background,
        row => Score(linear, row))
{
    public override double[] ScoresOf(RawValue[] row) => Score(linear, Encode(row));

    public override double[] Against(RawValue[] row, int background, CancellationToken cancel)
    {
        double[] here = Encode(row), there = Background(background), pieces = new double[linear.Coefficients.Length];
        for (int i = 0; i < pieces.Length; i++) pieces[i] = linear.Coefficients[i] * (here[i % here.Length] - there[i % here.Length]);
        return ByColumn(pieces);
    }

    private static double[] Score(LinearPredictor linear, double[] row)
    {
        var scores = linear.Intercepts.ToArray();
        for (int i = 0; i < linear.Coefficients.Length; i++) scores[i / row.Length] += linear.Coefficients[i] * row[i % row.Length];
        return scores;
    }
}
