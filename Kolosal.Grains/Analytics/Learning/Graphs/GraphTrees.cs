namespace Kolosal.Learning.Graphs;

/// <summary>Trees over numbers, in flat arrays.</summary>
/// <param name="Inputs">Numbers in a row.</param>
/// <param name="Roots">The root of each tree; the last entry is the number of nodes.</param>
/// <param name="Columns">The number a node looks at, −1 for a leaf.</param>
/// <param name="Thresholds">Numbers up to it go left.</param>
/// <param name="MissingLeft">Whether a missing number goes left.</param>
/// <param name="Children">The left child, the right one follows it; for a leaf the place of its first value.</param>
/// <param name="Values">Leaf values.</param>
/// <param name="ScoreOf">The score that each tree adds to; −1 where its leaves hold a value for each.</param>
/// <param name="BaseScores">The scores before the first tree.</param>
/// <param name="Scale">What leaf values are multiplied by.</param>
public sealed record GraphTrees(int Inputs, ImmutableArray<int> Roots, ImmutableArray<int> Columns, ImmutableArray<double> Thresholds,
    ImmutableArray<bool> MissingLeft, ImmutableArray<int> Children, ImmutableArray<double> Values, ImmutableArray<int> ScoreOf,
    ImmutableArray<double> BaseScores, double Scale)
{
    /// <summary>The number of trees.</summary>
    public int Trees => Roots.Length - 1;

    /// <summary>What the leaf at a node adds to each score that it adds to, scaled.</summary>
    public IEnumerable<(int Score, double Value)> LeafOf(int tree, int node)
    {
        if (ScoreOf[tree] >= 0) yield return (ScoreOf[tree], Scale * Values[Children[node]]);
        else
            for (int k = 0; k < BaseScores.Length; k++) yield return (k, Scale * Values[Children[node] + k]);
    }
}
