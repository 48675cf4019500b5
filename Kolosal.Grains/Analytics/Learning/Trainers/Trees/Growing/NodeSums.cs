namespace Kolosal.Learning.Trees;

/// <summary>Σ gradient, Σ hessian and the number of rows of a node, in units of a tree's quantised gradients.</summary>
internal readonly record struct NodeSums(double G, double H, double Count)
{
    public static NodeSums operator -(NodeSums a, NodeSums b) => new(a.G - b.G, a.H - b.H, a.Count - b.Count);
}
