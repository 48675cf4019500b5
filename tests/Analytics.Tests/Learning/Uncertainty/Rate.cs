namespace Kolosal.Learning.Uncertainty;

/// <summary>Whether a count of independent successes fits a probability.</summary>
internal static class Rate
{
    /// <summary>Within four standard deviations of the binomial below, and above by as much more as allowed.</summary>
    public static void IsNear(double probability, int successes, int trials, double above = 0)
    {
        double margin = 4 * Math.Sqrt(probability * (1 - probability) / trials);
        Assert.InRange(successes / (double)trials, probability - margin, probability + above + margin);
    }
}
