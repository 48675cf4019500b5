namespace Kolosal.Numerics;

/// <summary>Least squares by orthogonal triangularisation of many rows, a block at a
/// time, so that only p² numbers are kept and no digits are lost to squaring.</summary>
/// <remarks>
/// Householder reflections (Golub and Van Loan, Matrix Computations, 5.2.2) applied to [R; block] for each
/// block of rows, the target carried along as a last column: the sequential form of the tall QR of Demmel,
/// Grigori, Hoemmen and Langou (SIAM Journal on Scientific Computing 34, 2012). 2 n p² operations.
/// </remarks>
internal sealed class TallQr
{
    // A block of 128 rows of 100 columns is 100 KB, which a second-level cache holds. Chosen, not measured.
    private const int BlockRows = 128;
    private readonly int columns, width;
    private readonly double[] triangle, block, reflector = new double[BlockRows];
    private int filled;

    /// <param name="columns">p; a row pushed has p values and a target.</param>
    public TallQr(int columns)
    {
        (this.columns, width) = (columns, columns + 1);
        triangle = new double[width * width]; // column-major: R and Qᵀy
        block = new double[width * BlockRows]; // column-major
    }

    /// <summary>Adds a row, scaled by the root of its weight.</summary>
    public void Push(ReadOnlySpan<double> row, double target, double rootWeight, CancellationToken cancel)
    {
        for (int c = 0; c < columns; c++) block[c * BlockRows + filled] = rootWeight * row[c];
        block[columns * BlockRows + filled] = rootWeight * target;
        if (++filled == BlockRows) Reduce(cancel);
    }

    /// <summary>The solution of least norm among those of least squares: of p coefficients those that leave ‖y − X w‖ least.</summary>
    /// <param name="rows">How many rows were pushed: rounding grows with them, and with it what counts as dependence.</param>
    /// <param name="cancel">Polled once a column.</param>
    public double[] Solve(int rows, CancellationToken cancel)
    {
        if (filled > 0) Reduce(cancel);
        var r = new double[columns * columns];
        for (int c = 0; c < columns; c++) triangle.AsSpan(c * width, columns).CopyTo(r.AsSpan(c * columns));
        return MinimumNorm.Solve(r, triangle.AsSpan(columns * width, columns).ToArray(), columns, Math.Max(rows, columns), cancel);
    }

    /// <summary>Reflects the block into the triangle and empties it.</summary>
    private void Reduce(CancellationToken cancel)
    {
        for (int c = 0; c < width; c++)
        {
            if (c % 64 == 0) cancel.ThrowIfCancellationRequested();
            var column = block.AsSpan(c * BlockRows, filled);
            double below = FixedSum.Dot(column, column);
            if (below == 0) continue;

            // v = (head, column) maps (diagonal, column) to (∓norm, 0); the sign avoids cancellation.
            ref double diagonal = ref triangle[c * width + c];
            double norm = Math.Sqrt(diagonal * diagonal + below), head = diagonal + (diagonal >= 0 ? norm : -norm);
            double scale = 2 / (head * head + below);
            diagonal = diagonal >= 0 ? -norm : norm;
            var v = reflector.AsSpan(0, filled);
            column.CopyTo(v);
            for (int k = c + 1; k < width; k++)
            {
                var other = block.AsSpan(k * BlockRows, filled);
                ref double top = ref triangle[k * width + c];
                double factor = scale * (head * top + FixedSum.Dot(v, other));
                if (factor == 0) continue;
                top -= factor * head;
                FixedSum.AddScaled(-factor, v, other);
            }
        }
        Array.Clear(block);
        filled = 0;
    }
}
