using System.Runtime.InteropServices;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public unsafe class HistogramTests
{
    [Fact]
    public void Every_code_has_the_sums_of_its_rows_and_the_other_child_the_rest()
    {
        // Column a: 1 2 1 2; column b: 1 1 3 missing; g = −1 −2 −3 −4. a: −4 and −6; b: −3, −3 and −4.
        var matrix = GrowingRows.Matrix(2, 1, 1, 2, 1, 1, 3, 2, double.NaN);
        var gradients = GrowingRows.Gradients(GrowingRows.Problem(1, 2, 3, 4));
        var layout = HistogramLayout.Of(matrix, GrowingRows.One, CancellationToken.None);
        var histograms = new NodeHistograms(layout, gradients, chunks: 1);
        int all = histograms.Rent(), part = histograms.Rent();
        histograms.Add(0, 0, null, 0, 4);
        histograms.Collect(1, 0, all, -1);
        Assert.Equal((-10, 4, 4), InNumbers(histograms.Total(all, 0), gradients));
        Assert.Equal([(-4, 2, 2), (-6, 2, 2)], Read(matrix, layout, histograms, gradients, all, 0));
        Assert.Equal([(-3, 2, 2), (-3, 1, 1), (-4, 1, 1)], Read(matrix, layout, histograms, gradients, all, 1));

        // Rows 1 and 3 leave for a child of their own.
        int[] rows = [1, 3];
        fixed (int* row = rows) histograms.Add(0, 0, row, 0, 2);
        histograms.Collect(1, 0, part, all);
        Assert.Equal([(0, 0, 0), (-6, 2, 2)], Read(matrix, layout, histograms, gradients, part, 0));
        Assert.Equal([(-4, 2, 2), (0, 0, 0)], Read(matrix, layout, histograms, gradients, all, 0));
    }

    [Fact]
    public void Columns_of_few_codes_share_a_byte_and_lose_nothing()
    {
        // 4 · 3 · 2 codes fit a byte. Row r has the codes r mod 4, r mod 3, r mod 2 and g = −1: 24,000 rows are 6,000, 8,000 and 12,000 a code.
        const int Rows = 24_000;
        var matrix = GrowingRows.Matrix(3, [.. Enumerable.Range(0, Rows).SelectMany(r => new double[] { r % 4, r % 3, r % 2 })]);
        var gradients = GrowingRows.Gradients(GrowingRows.Problem([.. Enumerable.Repeat(1.0, Rows)]));
        var layout = HistogramLayout.Of(matrix, GrowingRows.One, CancellationToken.None);
        Assert.Equal([24], layout.Size);
        var histograms = new NodeHistograms(layout, gradients, chunks: 1);
        int all = histograms.Rent();
        histograms.Add(0, 0, null, 0, Rows);
        histograms.Collect(1, 0, all, -1);
        for (int column = 0; column < 3; column++)
            Assert.All(Read(matrix, layout, histograms, gradients, all, column), sums =>
                Assert.Equal((-Rows / (4 - column), Rows / (4 - column), Rows / (4 - column)), sums));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_kernel_adds_every_byte_of_every_width(bool wide)
    {
        var random = new SeededRandom(3);
        const int Rows = 100;
        byte[] bytes = [.. Enumerable.Range(0, Rows * 16).Select(_ => (byte)random.Next(256))];
        int[] rows = [.. Enumerable.Range(0, Rows).Where(_ => random.Next(3) > 0)];
        // Narrow: gradient above 16 bits of hessian, widened to 32 + 32 bits. Wide: two words.
        int[] gradient = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(2001) - 1000)], hessian = [.. gradient.Select(g => Math.Abs(g) + 7)];
        byte[] words = wide
            ? [.. MemoryMarshal.AsBytes<long>([.. Enumerable.Range(0, Rows).SelectMany(r => new long[] { gradient[r], hessian[r] })])]
            : [.. MemoryMarshal.AsBytes<int>([.. Enumerable.Range(0, Rows).Select(r => gradient[r] * 65536 + hessian[r])])];
        foreach (int[]? chosen in new[] { rows, null })
            for (int width = 1; width <= 16; width++)
            {
                var sums = new long[(width * 256) * (wide ? 2 : 1)];
                fixed (byte* b = bytes, w = words)
                fixed (int* r = chosen)
                fixed (long* s = sums)
                    HistogramKernel.Add(wide, width, b, w, r, 10, chosen?.Length ?? 60, s);

                var expected = new long[sums.Length];
                foreach (int row in chosen ?? [.. Enumerable.Range(10, 60)])
                    for (int at = 0; at < width; at++)
                    {
                        int bin = at * 256 + bytes[row * 16 + at];
                        if (!wide) expected[bin] += gradient[row] * 4294967296L + hessian[row];
                        else
                        {
                            expected[2 * bin] += gradient[row];
                            expected[2 * bin + 1] += hessian[row];
                        }
                    }
                Assert.Equal(expected, sums);
            }
    }

    private static (double, double, double)[] Read(BinnedMatrix matrix, HistogramLayout layout, NodeHistograms histograms,
        QuantisedGradients gradients, int slot, int column)
    {
        var histogram = new ColumnHistogram(matrix, layout, wide: true);
        histogram.Read(column, histograms.Sums(slot, layout.ByteOf[column]), histograms.Total(slot, 0));
        return [.. Enumerable.Range(0, matrix.Slots(column)).Select(code =>
            InNumbers(new(histogram.G[code], histogram.H[code], histogram.N[code]), gradients))];
    }

    private static (double, double, double) InNumbers(NodeSums sums, QuantisedGradients gradients) =>
        (sums.G * gradients.GradientUnit, sums.H * gradients.HessianUnit, sums.Count);
}
