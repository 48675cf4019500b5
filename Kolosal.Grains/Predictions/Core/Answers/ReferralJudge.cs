namespace Kolosal.Predictions;

/// <summary>A rule of which rows go to a person, ready to be applied.</summary>
/// <param name="MinConfidence">Below it the decided class is too unlikely; null for none.</param>
/// <param name="AmbiguousSet">A prediction set that does not hold exactly one class is a reason.</param>
/// <param name="OutOfDistribution">From this score on a row is too unlike the training rows; null for none.</param>
/// <param name="Decisions">By class index: whether it is one that a person must decide; empty for none.</param>
/// <param name="SampleShare">Share of all rows, 0 to 1.</param>
public sealed record ReferralTerms(
    double? MinConfidence, bool AmbiguousSet, double? OutOfDistribution, ImmutableArray<bool> Decisions, double SampleShare)
{
    /// <summary>Bits of a verdict, as the log keeps them.</summary>
    public const byte LowConfidence = 1, Ambiguous = 2, Unlike = 4, Protected = 8, Sampled = 16;
}

/// <summary>Says of a predicted row why it goes to a person (EU AI Act Art. 14(4); the reasons are told apart so that their use can be measured).
/// </summary>
public static class ReferralJudge
{
    /// <param name="terms">The rule.</param>
    /// <param name="probabilities">Of the classes; of a regression its one value.</param>
    /// <param name="decision">Index of the predicted class; −1 for regression.</param>
    /// <param name="setSize">Classes in the row's prediction set; −1 when there is none.</param>
    /// <param name="novelty">The row's out-of-distribution score; null when it has none.</param>
    /// <param name="draw">The row's own fraction of 1, for the sample.</param>
    /// <returns>The reasons' bits (<see cref="ReferralTerms"/>); 0 for none.</returns>
    public static byte Judge(
        ReferralTerms terms, ReadOnlySpan<double> probabilities, int decision, int setSize, double? novelty, double draw)
    {
        byte reasons = 0;
        if (decision >= 0)
        {
            if (probabilities[decision] < terms.MinConfidence) reasons |= ReferralTerms.LowConfidence;
            if (!terms.Decisions.IsEmpty && terms.Decisions[decision]) reasons |= ReferralTerms.Protected;
            if (terms.AmbiguousSet && setSize >= 0 && setSize != 1) reasons |= ReferralTerms.Ambiguous;
        }
        if (novelty >= terms.OutOfDistribution) reasons |= ReferralTerms.Unlike;
        if (draw < terms.SampleShare) reasons |= ReferralTerms.Sampled;
        return reasons;
    }
}
