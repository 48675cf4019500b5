using System.Numerics.Tensors;

namespace Kolosal.Drift;

/// <summary>Arithmetic of a row of rank scores.</summary>
internal static class JointScores
{
    /// <summary>‖z − V Vᵀ z‖²: what the leading components leave out.</summary>
    /// <param name="z">p scores.</param>
    /// <param name="basis">components × p, row-major, orthonormal.</param>
    /// <returns>≥ 0.</returns>
    public static double Error(ReadOnlySpan<double> z, ReadOnlySpan<double> basis)
    {
        double error = TensorPrimitives.SumOfSquares(z);
        for (int from = 0; from < basis.Length; from += z.Length)
        {
            double along = TensorPrimitives.Dot(z, basis.Slice(from, z.Length));
            error -= along * along;
        }

        return Math.Max(0, error);
    }

    /// <summary>Adds a row's products to their sums: j up to i, row by row.</summary>
    public static void AddProducts(ReadOnlySpan<double> z, Span<double> products)
    {
        for (int i = 0, pair = 0; i < z.Length; pair += ++i)
        {
            var own = products.Slice(pair, i + 1);
            TensorPrimitives.MultiplyAdd(z[..(i + 1)], z[i], own, own);
        }
    }
}
