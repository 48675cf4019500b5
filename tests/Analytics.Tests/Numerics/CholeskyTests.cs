using Kolosal.Statistics;

namespace Kolosal.Numerics;

public class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(32)]
    [InlineData(67)]
    [InlineData(130)]
    public void A_factor_gives_the_matrix_back_and_its_inverse_the_identity(int n)
    {
        var random = new SeededRandom(3);
        double[] g = [.. Enumerable.Range(0, n * (n + 2)).Select(_ => random.NextNormal())], a = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) for (int k = 0; k < n + 2; k++) a[i * n + j] += g[i * (n + 2) + k] * g[j * (n + 2) + k];
        double[] factor = [.. a];
        Assert.True(Cholesky.Factor(factor, n, default));
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) Assert.Equal(a[i * n + j], Enumerable.Range(0, j + 1).Sum(k => factor[i * n + k] * factor[j * n + k]), 9);

        double[] inverse = Cholesky.Inverse(factor, n, default);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => a[i * n + k] * inverse[Math.Max(k, j) * n + Math.Min(k, j)]), 6);
    }

    [Fact]
    public void What_is_not_positive_definite_is_refused() => Assert.False(Cholesky.Factor([1, 0, 2, 1], 2, default)); // eigenvalues 3 and −1
}
