namespace Kolosal.Learning;

/// <summary>The class that probabilities stand for; one rule for metrics, references and serving.</summary>
public static class ClassDecision
{
    /// <summary>Of two classes the second when its probability reaches the threshold; of more the most probable, of equal ones the first.</summary>
    /// <param name="probabilities">At least two.</param>
    /// <param name="threshold">For two classes only.</param>
    public static int Of(ReadOnlySpan<double> probabilities, double threshold = 0.5)
    {
        if (probabilities.Length == 2) return probabilities[1] >= threshold ? 1 : 0;
        int best = 0;
        for (int k = 1; k < probabilities.Length; k++) if (probabilities[k] > probabilities[best]) best = k;
        return best;
    }
}
