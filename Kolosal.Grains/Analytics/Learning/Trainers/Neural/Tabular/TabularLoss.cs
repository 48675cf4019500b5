namespace Kolosal.Learning.Neural;

/// <summary>What a member's scores cost, and what the members' mean costs.</summary>
internal static class TabularLoss
{
    // A mean probability of 0 would cost without end; so much of one does a member's rounding.
    private const double Least = 1e-12;

    /// <summary>Cross-entropy with smoothed labels, or half the squared error, and its slope by each score.</summary>
    /// <param name="scores">Of one row and member.</param>
    /// <param name="target">Class or value.</param>
    /// <param name="classes">0 for a regression.</param>
    /// <param name="smoothing">ε: the share of a label that is spread evenly over all classes (Szegedy et al., arXiv:1512.00567 §7).</param>
    /// <param name="slopes">Receives one a score.</param>
    public static double Of(ReadOnlySpan<float> scores, float target, int classes, double smoothing, Span<float> slopes)
    {
        if (classes == 0)
        {
            double error = (double)scores[0] - target;
            slopes[0] = (float)error;
            return error * error / 2;
        }
        if (classes == 2)
        {
            // −[t ln p + (1 − t) ln(1 − p)] with p the logistic function of the score.
            double score = scores[0], truth = target * (1 - smoothing) + smoothing / 2;
            slopes[0] = (float)(1 / (1 + Math.Exp(-score)) - truth);
            return Math.Max(score, 0) - score * truth + Math.Log(1 + Math.Exp(-Math.Abs(score)));
        }
        double most = double.NegativeInfinity, total = 0, mean = 0;
        foreach (float score in scores) most = Math.Max(most, score);
        foreach (float score in scores)
        {
            total += Math.Exp(score - most);
            mean += score;
        }
        double even = smoothing / scores.Length;
        for (int k = 0; k < scores.Length; k++)
            slopes[k] = (float)(Math.Exp(scores[k] - most) / total - even - (k == (int)target ? 1 - smoothing : 0));
        return Math.Log(total) + most - (1 - smoothing) * scores[(int)target] - even * mean;
    }

    /// <summary>Adds a member's answer to the sum of all: probabilities, or the value.</summary>
    /// <param name="scores">Of one row and member.</param>
    /// <param name="classes">0 for a regression.</param>
    /// <param name="sums">One an output of the model.</param>
    public static void AddAnswer(ReadOnlySpan<float> scores, int classes, Span<double> sums)
    {
        if (classes == 0)
        {
            sums[0] += scores[0];
            return;
        }
        if (classes == 2)
        {
            double second = 1 / (1 + Math.Exp(-scores[0]));
            sums[0] += 1 - second;
            sums[1] += second;
            return;
        }
        double most = double.NegativeInfinity, total = 0;
        foreach (float score in scores) most = Math.Max(most, score);
        foreach (float score in scores) total += Math.Exp(score - most);
        for (int k = 0; k < scores.Length; k++) sums[k] += Math.Exp(scores[k] - most) / total;
    }

    /// <summary>Log loss of a mean of probabilities, or half the squared error of a mean.</summary>
    public static double OfAnswer(ReadOnlySpan<double> answer, float target, int classes) => classes == 0
        ? (answer[0] - target) * (answer[0] - target) / 2 : -Math.Log(Math.Max(Least, answer[(int)target]));
}
