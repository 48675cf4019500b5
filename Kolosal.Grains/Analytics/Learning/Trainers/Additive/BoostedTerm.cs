namespace Kolosal.Learning.Additive;

/// <summary>A term that is boosted: which cell of its table each row is in, and how the next tree is found from sums by cell.</summary>
internal abstract class BoostedTerm
{
    /// <summary>Cells of the table.</summary>
    public abstract int Slots { get; }

    /// <summary>The cell of each of the chosen rows.</summary>
    public abstract ushort[] Cells(AdditiveRows rows, ReadOnlySpan<int> chosen);

    /// <summary>The values of one tree for each cell, before the learning rate.</summary>
    /// <param name="sums">First and second derivative of each cell, one after the other.</param>
    /// <param name="counts">Rows of each cell.</param>
    /// <param name="options">Leaves, rows of a leaf, λ.</param>
    /// <param name="step">Receives one value a cell.</param>
    public abstract void Grow(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, ExplainableBoostingOptions options, Span<double> step);

    // Second derivatives that are 0 but for rounding; there is nothing to divide by.
    private const double MinCurve = 1e-9;

    /// <summary>(Σ g)² / (Σ h + λ): twice what a leaf saves.</summary>
    protected static double Gain(double slope, double curve, double l2) => slope * Leaf(slope, curve, l2);

    /// <summary>Σ g / (Σ h + λ).</summary>
    protected static double Leaf(double slope, double curve, double l2) => curve + l2 > MinCurve ? slope / (curve + l2) : 0;
}
