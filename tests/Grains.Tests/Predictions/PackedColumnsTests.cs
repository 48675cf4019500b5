using System.Globalization;

namespace Kolosal.Predictions;

public class PackedColumnsTests
{
    public static TheoryData<int, int, int> Shapes => new() { { 1, 8, 1 }, { 2, 9, 3 }, { 3, 100, 7 }, { 4, 257, 30 }, { 5, 64, 2 }, { 6, 11, 5 } };

    /// <summary>Kinds by column: written with few digits, small and large whole numbers, singles, any bits, mostly missing.</summary>
    [Theory, MemberData(nameof(Shapes))]
    public void Keeps_every_bit_of_any_columns(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        var values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.Next(20) == 0 ? double.NaN : ((i % columns) + seed) % 8 switch
            {
                0 => double.Parse((random.NextDouble() * 10 - 5).ToString("0.000000", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                1 => random.Next(-127, 128),
                2 => random.Next(int.MinValue, int.MaxValue),
                3 => random.NextSingle(),
                4 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                5 => random.Next(9) == 0 ? random.NextDouble() : 0,
                6 => random.Next(2) == 0 ? -0.0 : double.PositiveInfinity,
                _ => Math.Round(random.NextDouble() * 1e6, random.Next(0, 3)),
            };
        AssertKept(values, columns);
    }

    [Fact]
    public void Two_probabilities_that_add_up_take_one()
    {
        var random = new Random(3);
        var values = new double[200];
        for (int i = 0; i < values.Length; i += 2) values[i] = 1 - (values[i + 1] = random.NextDouble());
        Assert.Equal(1 + 2 + 100 * sizeof(double), AssertKept(values, 2));
    }

    [Fact]
    public void Numbers_of_a_float32_body_take_four_bytes_each()
    {
        var random = new Random(4);
        Assert.Equal(1 + 3_000 * sizeof(float), AssertKept([.. Enumerable.Range(0, 3_000).Select(_ => (double)(random.NextSingle() - 0.5f))], 30));
    }

    /// <summary>Eight bytes each as they stand, four as their digits.</summary>
    [Fact]
    public void Numbers_of_six_digits_behind_the_point_take_four_bytes_each()
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 3_000).Select(_ => random.Next(-4_000_000, 4_000_000) / 1e6)];
        Assert.Equal(1 + 30 * 2 + 3_000 * 4, AssertKept(values, 30));
    }

    [Fact]
    public void A_shortened_input_is_refused()
    {
        double[] values = [0.1, 5, 0.1234567890123, 1e300, 2, 7, double.NaN, 0.3];
        var bytes = new byte[PackedColumns.MaximumBytes(values.Length, 4)];
        int length = PackedColumns.Write(values, 4, bytes);
        for (int cut = 0; cut < length; cut++)
            Assert.Throws<InvalidDataException>(() => PackedColumns.Read(bytes.AsSpan(0, cut), 4, new double[values.Length]));
        bytes[0] = 4;
        Assert.Throws<InvalidDataException>(() => PackedColumns.Read(bytes, 4, new double[values.Length]));
    }

    private static int AssertKept(double[] values, int columns)
    {
        var bytes = new byte[PackedColumns.MaximumBytes(values.Length, columns)];
        int length = PackedColumns.Write(values, columns, bytes);
        var back = new double[values.Length];
        Assert.Equal(length, PackedColumns.Read(bytes.AsSpan(0, length), columns, back));
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) Assert.True(double.IsNaN(back[i]));
            else Assert.Equal(BitConverter.DoubleToInt64Bits(values[i]), BitConverter.DoubleToInt64Bits(back[i]));
        }
        return length;
    }
}
