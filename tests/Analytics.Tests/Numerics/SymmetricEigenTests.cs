using Kolosal.Statistics;

namespace Kolosal.Numerics;

public class SymmetricEigenTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(17), InlineData(120)]
    public void Vectors_are_orthonormal_and_rebuild_the_matrix(int n)
    {
        var random = new SeededRandom(3);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.NextNormal();
        var eigen = SymmetricEigen.Of(a, n, CancellationToken.None);
        for (int i = 0; i < n; i++)
        {
            if (i > 0) Assert.True(eigen.Values[i] >= eigen.Values[i - 1]);
            for (int j = 0; j < n; j++)
            {
                double dot = 0, entry = 0;
                for (int c = 0; c < n; c++)
                {
                    dot += eigen.Vectors[i * n + c] * eigen.Vectors[j * n + c];
                    entry += eigen.Values[c] * eigen.Vectors[c * n + i] * eigen.Vectors[c * n + j];
                }
                Assert.Equal(i == j ? 1 : 0, dot, 11);
                Assert.Equal(a[i * n + j], entry, 10);
            }
        }
    }

    [Fact]
    public void The_second_difference_matrix_has_its_known_eigenvalues()
    {
        // 2 on the diagonal and −1 beside it: 4 sin²(kπ / 2(n + 1)), k = 1 … n.
        const int n = 40;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            a[i * n + i] = 2;
            if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
        }
        double[] values = SymmetricEigen.Of(a, n, CancellationToken.None).Values;
        for (int k = 1; k <= n; k++) Assert.Equal(4 * Math.Pow(Math.Sin(k * Math.PI / (2 * (n + 1))), 2), values[k - 1], 13);
    }

    /// <summary>[2 1; 1 2] has the eigenvalues 1 and 3.</summary>
    [Theory, InlineData(1e-300), InlineData(1e-200), InlineData(1e200), InlineData(1e300)]
    public void A_matrix_of_any_size_is_decomposed(double factor)
    {
        double[] values = SymmetricEigen.Of([2 * factor, factor, factor, 2 * factor], 2, CancellationToken.None).Values;
        Assert.Equal(factor, values[0], 1e-14 * factor);
        Assert.Equal(3 * factor, values[1], 1e-14 * factor);
    }

    [Fact]
    public void Zeros_ones_and_blocks_are_decomposed()
    {
        Assert.All(SymmetricEigen.Of(new double[25], 5, CancellationToken.None).Values, v => Assert.Equal(0, v));
        double[] ones = SymmetricEigen.Of([.. Enumerable.Repeat(1.0, 36)], 6, CancellationToken.None).Values;
        Assert.All(ones[..5], v => Assert.Equal(0, v, 14));
        Assert.Equal(6, ones[5], 13);
        Assert.Equal([1.0, 2, 3], SymmetricEigen.Of([2, 0, 0, 0, 1, 0, 0, 0, 3], 3, CancellationToken.None).Values);
    }

    [Fact]
    public void The_zeros_of_a_matrix_of_low_rank_settle()
    {
        // Sums of 40 products of random vectors of 400: the trace is that of the values, and all but 40 are 0.
        const int N = 400, Rank = 40;
        var random = new SeededRandom(1);
        double[] a = new double[N * N], v = new double[N];
        for (int k = 0; k < Rank; k++)
        {
            for (int i = 0; i < N; i++) v[i] = 100 * random.NextNormal();
            for (int i = 0; i < N; i++) FixedSum.AddScaled(v[i], v, a.AsSpan(i * N, N));
        }
        double[] values = SymmetricEigen.Of(a, N, CancellationToken.None).Values;
        double trace = Enumerable.Range(0, N).Sum(i => a[i * N + i]);
        Assert.All(values[..(N - Rank)], value => Assert.Equal(0, value, 1e-12 * trace));
        Assert.Equal(trace, values.Sum(), 1e-10 * trace);
    }
}
