namespace Kolosal.Learning.Linear;

/// <summary>The loss of one row as a function of its linear scores.</summary>
internal interface IRowLoss
{
    /// <summary>Scores of a row.</summary>
    int Scores { get; }

    /// <summary>A typical second derivative in a score, above 0: it sets the scale of the search, not its end.</summary>
    double Curvature { get; }

    /// <summary>The loss; the scores are replaced by its derivatives in them.</summary>
    double At(int row, Span<double> scores);
}

/// <summary>−ln p(class) of a logistic model (two classes, one score) or a softmax model (a score a class).</summary>
internal sealed class LogisticLoss(ReadOnlyMemory<int> labels, int classes) : IRowLoss
{
    public int Scores => classes == 2 ? 1 : classes;

    public double Curvature => 0.25;

    public double At(int row, Span<double> scores)
    {
        int truth = labels.Span[row];
        if (scores.Length > 1)
        {
            double own = scores[truth], most = double.NegativeInfinity, all = 0;
            foreach (double score in scores) most = Math.Max(most, score);
            for (int k = 0; k < scores.Length; k++) all += scores[k] = Math.Exp(scores[k] - most);
            for (int k = 0; k < scores.Length; k++) scores[k] /= all;
            scores[truth] -= 1;
            return Math.Log(all) + most - own;
        }
        double z = scores[0], tail = Math.Exp(-Math.Abs(z)), positive = z >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
        scores[0] = positive - truth;
        return double.LogP1(tail) + (truth == 1 ? Math.Max(-z, 0) : Math.Max(z, 0));
    }
}

/// <summary>Half the unit deviance of the Tweedie family at the mean μ = eᶻ of targets of mean 1, up to a constant in y (Jørgensen, JRSS
/// B 49, 1987): −y μ¹⁻ᵖ / (1 − p) + μ²⁻ᵖ / (2 − p), with the limits at p = 1 (Poisson) and 2 (gamma).</summary>
internal sealed class TweedieLoss(ReadOnlyMemory<double> targets, double power) : IRowLoss
{
    public int Scores => 1;

    /// <summary>The expected second derivative μ²⁻ᵖ at the mean target, 1.</summary>
    public double Curvature => 1;

    public double At(int row, Span<double> scores)
    {
        double z = scores[0], y = targets.Span[row], share = y * Math.Exp((1 - power) * z), mass = Math.Exp((2 - power) * z);
        scores[0] = mass - share;
        return power == 1 ? mass - y * z : power == 2 ? z + share : mass / (2 - power) - share / (1 - power);
    }
}
