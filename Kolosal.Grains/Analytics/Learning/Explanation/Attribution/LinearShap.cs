using Kolosal.Learning.Linear;
using Kolosal.Numerics;

namespace Kolosal.Learning.Explanation;

/// <summary>Shapley values of a linear model whose columns are unknown independently of
/// each other: φ[k, j] = w[k, j] (xⱼ − mean of column j).</summary>
/// <remarks>
/// Štrumbelj and Kononenko, "Explaining prediction models and individual predictions with feature contributions", 2014,
/// §3.1; Lundberg and Lee 2017, Corollary 1. Scores are those before the link (log odds), and Σⱼ φ[k, j] + base[k] is
/// the score. Columns that vary together are <see cref="CorrelatedLinearShap"/>'s matter. Immutable and thread-safe.
/// </remarks>
public sealed class LinearShap
{
    private readonly LinearPredictor model;
    private readonly double[] means, baseScores;

    /// <param name="model">The model.</param>
    /// <param name="background">Encoded rows without missing values, whose weighted means stand for an unknown column.</param>
    /// <exception cref="ArgumentException">The background has another number of columns, or a missing value.</exception>
    public LinearShap(LinearPredictor model, FeatureRows background)
    {
        this.model = model;
        means = Means(model, background);
        baseScores = ScoresAt(model, means);
    }

    /// <summary>The scores at the means.</summary>
    public ReadOnlySpan<double> BaseScores => baseScores;

    /// <summary>Attributes the scores of a row to its values.</summary>
    /// <param name="row">One value a column, none missing.</param>
    /// <param name="contributions">Receives scores × columns attributions, one score after the other.</param>
    public void Explain(ReadOnlySpan<double> row, Span<double> contributions)
    {
        if (row.Length != model.Inputs || contributions.Length != baseScores.Length * model.Inputs)
            throw new ArgumentException($"Need {model.Inputs} values and room for {baseScores.Length} × {model.Inputs} attributions, "
                + $"got {row.Length} and {contributions.Length}.");
        for (int i = 0; i < contributions.Length; i++) contributions[i] = model.Coefficients[i] * (row[i % row.Length] - means[i % row.Length]);
    }

    /// <summary>w[k, j] xⱼ: what every value adds to each score, which is the intercept and their sum.</summary>
    /// <param name="model">The model.</param>
    /// <param name="row">One value a column.</param>
    /// <param name="terms">Receives scores × columns terms, one score after the other.</param>
    public static void Terms(LinearPredictor model, ReadOnlySpan<double> row, Span<double> terms)
    {
        for (int i = 0; i < terms.Length; i++) terms[i] = model.Coefficients[i] * row[i % row.Length];
    }

    internal static double[] Means(LinearPredictor model, FeatureRows background)
    {
        if (background.Columns.Length != model.Inputs)
            throw new ArgumentException($"The model reads {model.Inputs} values a row, the background has {background.Columns.Length}.",
                nameof(background));
        var means = new double[model.Inputs];
        double total = 0;
        for (int r = 0; r < background.Rows; r++)
        {
            FixedSum.AddScaled(background.Weight(r), background.Row(r), means);
            total += background.Weight(r);
        }
        for (int c = 0; c < means.Length; c++)
        {
            means[c] /= total;
            if (double.IsNaN(means[c]))
                throw new ArgumentException($"A background of a linear model has every value, but column '{background.Columns[c].Name}' misses some.",
                    nameof(background));
        }
        return means;
    }

    internal static double[] ScoresAt(LinearPredictor model, double[] point)
    {
        var scores = model.Intercepts.ToArray();
        for (int k = 0; k < scores.Length; k++) scores[k] += FixedSum.Dot(model.Coefficients.Slice(k * model.Inputs, model.Inputs), point);
        return scores;
    }
}
