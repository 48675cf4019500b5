using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Which earlier rounds a round does without, and what old and new trees count afterwards.</summary>
/// <remarks>
/// DART (Rashmi and Gilad-Bachrach, "DART: Dropouts meet Multiple Additive Regression Trees", AISTATS 2015, algorithm 1): each round
/// is fitted as if a random part of the model were not there, so that late trees matter too. Every earlier round is left out with
/// the same probability, one at least. With k rounds left out the new tree counts η / (k + η) and those left out k / (k + η) of what
/// they did, so that the two together are worth what the old ones were; the paper has η = 1, XGBoost and LightGBM any learning rate.
/// </remarks>
/// <param name="rate">The probability, 0 for none.</param>
/// <param name="learningRate">η.</param>
/// <param name="seed">Of the draws.</param>
internal sealed class TreeDropout(double rate, double learningRate, ulong seed)
{
    /// <summary>The rounds left out in a round, ascending.</summary>
    public int[] Choose(int round)
    {
        if (rate == 0 || round == 0) return [];
        var random = new SeededRandom(SeededRandom.Derive(seed, (ulong)round), stream: 0xDA27);
        int[] chosen = [.. Enumerable.Range(0, round).Where(_ => random.NextDouble() < rate)];
        return chosen.Length > 0 ? chosen : [random.Next(round)];
    }

    /// <summary>What the new tree is multiplied with.</summary>
    public double NewWeight(int dropped) => dropped == 0 ? learningRate : learningRate / (dropped + learningRate);

    /// <summary>What the weight of a tree left out is multiplied with.</summary>
    public double OldShare(int dropped) => dropped / (dropped + learningRate);
}
