namespace Kolosal.Predictions;

/// <summary>What the class probabilities of one row say about how sure the model is.</summary>
public static class Uncertainty
{
    /// <summary>The class with the greatest probability; the first of equals.</summary>
    public static int Decide(ReadOnlySpan<double> probabilities)
    {
        int best = 0;
        for (int k = 1; k < probabilities.Length; k++)
            if (probabilities[k] > probabilities[best]) best = k;
        return best;
    }

    /// <summary>Shannon entropy H = −Σ pₖ ln pₖ in nats, 0 (sure) to ln K (knows nothing); 0 ln 0 = 0.</summary>
    /// <remarks>Total uncertainty: it does not separate noise in the world from lack of data.</remarks>
    public static double Entropy(ReadOnlySpan<double> probabilities)
    {
        double entropy = 0;
        foreach (double p in probabilities)
            if (p > 0) entropy -= p * Math.Log(p);
        return entropy;
    }
}
