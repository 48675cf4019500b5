namespace Kolosal.Learning.Trees;

/// <summary>One node of a tree, as a reader needs it.</summary>
/// <param name="Index">Its number in the model.</param>
/// <param name="Column">The column it looks at, −1 for a leaf.</param>
/// <param name="Threshold">Numbers up to this one go left; NaN for leaves and categorical nodes.</param>
/// <param name="IsCategorical">Whether <see cref="AdditiveTrees.LeftCategories"/> says who goes left.</param>
/// <param name="MissingLeft">Whether a missing value goes left.</param>
/// <param name="Left">The left child, −1 for a leaf.</param>
/// <param name="Right">The right child, −1 for a leaf.</param>
/// <param name="Cover">The weight (for boosted trees: Σ hessian) of the training rows that reached it, ≥ 0.</param>
/// <param name="Gain">The loss its split saved, 0 for leaves.</param>
public readonly record struct TreeNode(
    int Index, int Column, double Threshold, bool IsCategorical, bool MissingLeft, int Left, int Right, double Cover, double Gain)
{
    /// <summary>Whether it has values instead of a split.</summary>
    public bool IsLeaf => Column < 0;
}
