namespace Kolosal.Learning.Bayes;

/// <summary>Joint log-likelihoods of the classes turned into probabilities.</summary>
internal static class LogProbabilities
{
    /// <summary>p_k = exp(s_k) / Σ exp(s_j) in place; equal shares when every likelihood underflowed to nothing.</summary>
    public static void Normalize(Span<double> scores)
    {
        double most = double.NegativeInfinity, total = 0;
        foreach (double score in scores) most = Math.Max(most, score);
        if (!double.IsFinite(most))
        {
            scores.Fill(1.0 / scores.Length);
            return;
        }
        for (int k = 0; k < scores.Length; k++) total += scores[k] = Math.Exp(scores[k] - most);
        for (int k = 0; k < scores.Length; k++) scores[k] /= total;
    }
}
