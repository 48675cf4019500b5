namespace Kolosal.Predictions;

public class PackedDoublesTests
{
    [Fact]
    public void Keeps_every_bit()
    {
        var random = new Random(5);
        var values = new double[1_000];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.Next(6) switch
            {
                0 => random.Next(-200, 200),
                1 => random.NextSingle(),
                2 => double.NaN,
                3 => random.Next(2) == 0 ? -0.0 : 0.0,
                4 => random.Next(2) == 0 ? double.PositiveInfinity : double.Epsilon,
                _ => BitConverter.Int64BitsToDouble(random.NextInt64()),
            };

        var (back, _) = Through(values);
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) Assert.True(double.IsNaN(back[i]));
            else Assert.Equal(BitConverter.DoubleToInt64Bits(values[i]), BitConverter.DoubleToInt64Bits(back[i]));
        }
    }

    [Theory]
    [InlineData(5.0, 2), InlineData(-128.0, 2), InlineData(0.5, 5), InlineData(0.1, 9), InlineData(double.NaN, 1), InlineData(128.0, 5)]
    public void Takes_as_few_bytes_as_the_value_needs(double value, int bytes) => Assert.Equal(bytes, Through([value]).Bytes);

    [Fact]
    public void Nothing_takes_nothing() => Assert.Equal(0, Through([]).Bytes);

    [Fact]
    public void A_shortened_input_is_refused()
    {
        var bytes = new byte[PackedDoubles.MaximumBytes(3)];
        int length = PackedDoubles.Write([0.1, 2, 0.5], bytes);
        for (int cut = 0; cut < length; cut++) Assert.Throws<InvalidDataException>(() => PackedDoubles.Read(bytes.AsSpan(0, cut), new double[3]));
    }

    private static (double[] Back, int Bytes) Through(double[] values)
    {
        var bytes = new byte[PackedDoubles.MaximumBytes(values.Length)];
        int length = PackedDoubles.Write(values, bytes);
        var back = new double[values.Length];
        Assert.Equal(length, PackedDoubles.Read(bytes.AsSpan(0, length), back));
        return (back, length);
    }
}
