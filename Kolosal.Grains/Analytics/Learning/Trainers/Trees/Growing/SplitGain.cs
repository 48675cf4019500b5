namespace Kolosal.Learning.Trees;

/// <summary>The value of a leaf and the gain of a split under λ, α and bounds, in the units of a tree's quantised gradients.</summary>
/// <remarks>
/// With T(G) = sign(G) max(|G| − α, 0), a leaf of value w = −T(G) / (H + λ) saves ½ T(G)² / (H + λ); a split gains what its children
/// save beyond that (arXiv:1603.02754, eq. 6 and 7, with the L1 term as in its reference implementation). Under a monotone constraint w is
/// kept inside the node's bounds and the saving is −(G w + ½ (H + λ) w² + α |w|). Gains are twice these savings, as in the reference
/// implementation. λ, α and the like are divided by the units, which changes every gain by the same factor.
/// </remarks>
internal sealed class SplitGain(GradientBoostingOptions options)
{
    // A sum of some hundred terms is exact to about 1e-14 of itself; what a split gains below a ten-thousand-fold of that is rounding, not gain.
    private const double RelativeRounding = 1e-10;

    private readonly bool isConstrained = options.IsConstrained;
    private double l1;

    /// <summary>λ of a split at a threshold.</summary>
    public double L2 { get; private set; }

    /// <summary>λ of a split by categories, which is the best of many more ways.</summary>
    public double CategoryL2 { get; private set; }

    /// <summary>What is added to the hessian when categories are put in order.</summary>
    public double Smoothing { get; private set; }

    /// <summary>The hessian that each child needs.</summary>
    public double MinHessian { get; private set; }

    /// <summary>Takes the units of a tree.</summary>
    public void Begin(QuantisedGradients gradients)
    {
        l1 = options.L1 / gradients.GradientUnit;
        L2 = options.L2 / gradients.HessianUnit;
        CategoryL2 = (options.L2 + options.CategoryL2) / gradients.HessianUnit;
        Smoothing = options.CategorySmoothing / gradients.HessianUnit;
        MinHessian = options.MinHessianPerLeaf / gradients.HessianUnit;
    }

    /// <summary>The value of a leaf, in gradient units over hessian units.</summary>
    public double LeafValue(NodeSums sums, double low, double high) =>
        Math.Clamp(-SoftThreshold(sums.G) / Math.Max(sums.H + L2, double.Epsilon), low, high);

    /// <summary>Twice what a leaf saves against the value 0.</summary>
    public double LeafGain(NodeSums sums, double lambda, (double Low, double High) bounds)
    {
        double curvature = sums.H + lambda;
        if (curvature <= 0) return 0;
        double slope = SoftThreshold(sums.G);
        if (!isConstrained) return slope * slope / curvature;
        double w = Math.Clamp(-slope / curvature, bounds.Low, bounds.High);
        return -(2 * sums.G * w + curvature * w * w + 2 * l1 * Math.Abs(w));
    }

    /// <summary>Twice what two leaves save; −∞ when they rise or fall against a monotone constraint.</summary>
    /// <param name="left">The sums of the left child.</param>
    /// <param name="right">The sums of the right child.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="bounds">Of the leaf values.</param>
    /// <param name="direction">−1, 0 or 1.</param>
    public double ChildrenGain(NodeSums left, NodeSums right, double lambda, (double Low, double High) bounds, int direction)
    {
        if (direction != 0)
        {
            double below = LeafValue(left, bounds.Low, bounds.High), above = LeafValue(right, bounds.Low, bounds.High);
            if (direction > 0 ? below > above : below < above) return double.NegativeInfinity;
        }
        return LeafGain(left, lambda, bounds) + LeafGain(right, lambda, bounds);
    }

    /// <summary>What the gain of a split must exceed.</summary>
    /// <param name="best">The best split so far.</param>
    /// <param name="parent">The gain of the node as a leaf.</param>
    public static double Floor(in NodeSplit best, double parent) => Math.Max(best.Gain, Math.Abs(parent) * RelativeRounding);

    private double SoftThreshold(double gradient) =>
        l1 == 0 ? gradient : Math.Sign(gradient) * Math.Max(Math.Abs(gradient) - l1, 0);
}
