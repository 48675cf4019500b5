using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>The parts of a tabular network: products, embeddings, losses, and the gradient against central differences.</summary>
public class TabularGradientTests
{
    private const int Rows = 12;

    [Theory, InlineData(1, 3, 16), InlineData(5, 7, 32), InlineData(8, 33, 48)]
    public void A_product_is_the_sum_of_products_in_either_order_of_the_left_rows(int rows, int sums, int columns)
    {
        var random = new SeededRandom(4);
        float[] a = Normals(ref random, rows * sums), b = Normals(ref random, sums * columns), turned = new float[a.Length],
            c = new float[rows * columns], d = new float[c.Length], one = new float[columns];
        FloatMatrix.Multiply(a, sums, 1, b, c, rows, sums, columns);
        FloatMatrix.Transpose(a, rows, sums, turned);
        FloatMatrix.Multiply(turned, 1, rows, b, d, rows, sums, columns);
        Assert.Equal(c, d);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                Assert.Equal(Enumerable.Range(0, sums).Sum(k => (double)a[i * sums + k] * b[k * columns + j]), c[i * columns + j], 1e-4);

            // A row alone has the bits that it has among others.
            FloatMatrix.Multiply(a.AsSpan(i * sums, sums), sums, 1, b, one, 1, sums, columns);
            Assert.Equal(c.AsSpan(i * columns, columns).ToArray(), one);
        }
    }

    [Fact]
    public void An_embedding_is_the_learnt_layer_over_the_piecewise_linear_encoding()
    {
        // Nine different values in four bins: edges at order statistics 0, 2, 4, 6, 8 of nine.
        double[] values = [5, 1, 3, 2, 9, 7, 4, 8, 6];
        var column = ColumnEmbedding.OfNumbers([.. values], bins: 4, size: 3);
        Assert.Equal([1, 3, 5, 7, 9], column.Edges);
        Assert.Equal((5.0, 4.0), (column.Center, column.Scale)); // median, and 7 less 3
        var shape = new TabularShape([column], 1, 1, 16, 1);
        var random = new SeededRandom(3);
        float[] table = Normals(ref random, shape.TableLength), knots = new float[table.Length], embedded = new float[shape.Width];
        shape.SumKnots(table, knots);
        foreach (double x in (double[])[1, 1.5, 3, 4.9, 6.2, 8.999, 9])
        {
            shape.Embed([column.Read(x)], knots, embedded);
            double s = (x - 5) / 4, z = s / Math.Sqrt(1 + s / 3 * (s / 3));
            for (int j = 0; j < 3; j++)
            {
                // a z + E₀ + Σ Eₜ PLEₜ(x), equation 1 of arXiv:2203.05556.
                double expected = table[j] * z + table[3 + j];
                for (int t = 1; t < 5; t++)
                    expected += table[3 * (1 + t) + j] * Math.Clamp((x - column.Edges[t - 1]) / (column.Edges[t] - column.Edges[t - 1]), 0, 1);
                Assert.Equal(expected, embedded[j], 1e-5);
            }
        }
        shape.Embed([column.Read(double.NaN)], knots, embedded);
        Assert.Equal(table[18..21], embedded[..3]); // behind the linear part and five knots
        Assert.Equal(column.Read(9).Fraction, column.Read(1e300).Fraction);
        Assert.InRange(column.Read(1e300).Scaled, 2.9, 3);
        Assert.InRange(column.Read(-1e300).Scaled, -3, -2.9);
    }

    [Fact]
    public void Columns_of_few_values_take_few_numbers()
    {
        Assert.Equal([0, 1], ColumnEmbedding.OfNumbers([0, 1, 1, 0], 32, 8).Edges);
        Assert.Equal(1, ColumnEmbedding.OfNumbers([0, 1, 1, 0], 32, 8).Size);
        Assert.Equal(2, ColumnEmbedding.OfNumbers([4, 7, 5], 32, 8).Size);
        Assert.Equal(1, ColumnEmbedding.OfNumbers([double.MaxValue], 32, 8).Size);
        Assert.Equal(1, ColumnEmbedding.OfNumbers([], 32, 8).Size);
        Assert.Equal((1, 4, 8), (ColumnEmbedding.OfCategories(2, 8).Size, ColumnEmbedding.OfCategories(5, 8).Size,
            ColumnEmbedding.OfCategories(90, 8).Size));
        Assert.Equal(-1, ColumnEmbedding.OfCategories(5, 8).Read(7).Slot); // a code that is none
    }

    [Theory, InlineData(0, 0), InlineData(2, 0), InlineData(2, 0.2), InlineData(3, 0), InlineData(3, 0.3)]
    public void The_gradient_of_the_mean_loss_is_its_central_difference(int classes, double smoothing)
    {
        const float Width = 1f / 1024; // a power of two: narrow enough to meet few kinks of rectifiers, wide enough for 32-bit sums
        var random = new SeededRandom(5);
        ImmutableArray<ColumnEmbedding> columns =
            [ColumnEmbedding.OfNumbers([0, 1, 2, 3, 4, 5, 6], 3, 4), ColumnEmbedding.OfCategories(3, 4), ColumnEmbedding.OfNumbers([0, 1], 3, 4)];
        double[] x = [.. Enumerable.Range(0, Rows * 3).Select(i => i % 3 == 0 ? (i % 5 == 0 ? double.NaN : 6.5 * random.NextDouble()) : i % 3 == 1
            ? (i % 4 == 0 ? double.NaN : random.Next(3)) : random.Next(2))];
        var rows = new TabularRows([.. x.Select((value, i) => columns[i % 3].Read(value))],
            [.. Enumerable.Range(0, Rows).Select(_ => classes == 0 ? (float)random.NextNormal() : random.Next(classes))],
            [.. Enumerable.Range(0, Rows).Select(_ => (float)(0.5 + random.NextDouble()))], classes);
        var shape = new TabularShape(columns, members: 2, layers: 2, units: 16, rows.Scores);
        using var team = new WorkerTeam(1);
        var ensemble = new TabularEnsemble(shape, Rows, 0, smoothing, random, team);

        // Adapters, bins and missing values start at 1 and 0, where mistakes hide.
        for (int p = 0; p < shape.Length; p++) ensemble.Parameters[p] += (float)(0.2 * random.NextNormal());
        ReadOnlyMemory<int>[] batches = [new int[] { 0, 1, 2, 3, 4, 5, 6, 7 }, new int[] { 11, 10, 9, 8, 3, 2 }];
        Assert.True(Loss() > 0);
        float[] gradient = [.. ensemble.Gradient];
        int moved = 0;
        for (int p = 0; p < shape.Length; p++)
        {
            float at = ensemble.Parameters[p];
            ensemble.Parameters[p] = at + Width;
            double up = Loss();
            ensemble.Parameters[p] = at - Width;
            double down = Loss();
            ensemble.Parameters[p] = at;
            Assert.Equal((up - down) / (2 * Width), gradient[p], 3e-4 + 0.02 * Math.Abs(gradient[p]));
            if (Math.Abs(gradient[p]) > 2e-3) moved++;
        }
        Assert.InRange(moved, 100, shape.Length);

        double Loss()
        {
            ensemble.Follow();
            return ensemble.Learn(rows, batches, 8, new SeededRandom[2], CancellationToken.None);
        }
    }

    [Fact]
    public void Adam_with_decay_takes_the_steps_of_its_definition()
    {
        float[] parameters = [1, -2, 0, 0, 0, 0, 0, 0], gradient = [0.5f, -3, 0, 0, 0, 0, 0, 0];
        var adam = new FloatAdam([0.1f, 0, 0, 0, 0, 0, 0, 0]);

        // Both moments corrected are g and g² in the first step: a step of the rate, whatever the size of g.
        adam.Step(parameters, gradient, 0.01);
        Assert.Equal(1 - 0.01 * 0.1 - 0.01, parameters[0], 1e-6);
        Assert.Equal(-2 + 0.01, parameters[1], 1e-6);
        Assert.Equal(0, parameters[2]);

        // Then with g = 0: m = 0.09 · 0.5 / (1 − 0.81), v = 0.95 · 0.05 · 0.25 / (1 − 0.9025).
        double before = parameters[0], m = 0.045 / 0.19, v = 0.95 * 0.05 * 0.25 / 0.0975;
        adam.Step(parameters, new float[8], 0.01);
        Assert.Equal(before - 0.01 * 0.1 * before - 0.01 * m / Math.Sqrt(v), parameters[0], 1e-6);
    }

    private static float[] Normals(ref SeededRandom random, int count)
    {
        var values = new float[count];
        foreach (ref float value in values.AsSpan()) value = (float)random.NextNormal();
        return values;
    }
}
