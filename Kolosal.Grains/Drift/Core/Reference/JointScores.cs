using System.Numerics.Tensors;

namespace Kolosal.Drift;

/// <summary>Arithmetic of rows of rank scores held column by column.</summary>
internal static class JointScores
{
    /// <summary>‖z − V Vᵀ z‖² of every row: what the leading components leave out.</summary>
    /// <param name="z">p columns of as many rows.</param>
    /// <param name="basis">components × p, row-major, orthonormal.</param>
    /// <param name="components">Below p.</param>
    /// <param name="errors">Receives one a row, ≥ 0.</param>
    public static void Errors(double[][] z, double[] basis, int components, Span<double> errors)
    {
        int rows = errors.Length;
        var projection = new double[rows];
        errors.Clear();
        foreach (double[] column in z) TensorPrimitives.MultiplyAdd<double>(column.AsSpan(0, rows), column.AsSpan(0, rows), errors, errors);
        for (int k = 0; k < components; k++)
        {
            Array.Clear(projection);
            for (int j = 0; j < z.Length; j++)
                TensorPrimitives.MultiplyAdd<double>(z[j].AsSpan(0, rows), basis[k * z.Length + j], projection, projection);
            for (int row = 0; row < rows; row++) errors[row] -= projection[row] * projection[row];
        }

        for (int row = 0; row < rows; row++) errors[row] = Math.Max(0, errors[row]);
    }
}
