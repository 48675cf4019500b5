using System.Globalization;
using System.Text;

namespace Kolosal.Predictions;

public class JsonNumberTests
{
    [Theory]
    [InlineData("0"), InlineData("-0"), InlineData("0.1"), InlineData("-17.990"), InlineData("9007199254740991"), InlineData("9007199254740993"),
     InlineData("123456789012345678"), InlineData("1234567890123456789012"), InlineData("0.00000000000000000000001"), InlineData("1e5"),
     InlineData("1E-7"),
     InlineData("2.2250738585072011e-308"), InlineData("4.9e-324"), InlineData("1.7976931348623157e308"), InlineData("0.3000000000000000444")]
    public void Reads_the_nearest_double(string text) => Same(text);

    [Fact]
    public void Reads_the_nearest_double_of_any_number()
    {
        var random = new Random(3);
        for (int i = 0; i < 200_000; i++)
        {
            int fraction = random.Next(25);
            var text = new StringBuilder(random.Next(2) == 0 ? "-" : "").Append(random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 18))));
            if (fraction > 0) text.Append('.');
            for (int d = 0; d < fraction; d++) text.Append((char)('0' + random.Next(10)));
            if (random.Next(10) == 0) text.Append(CultureInfo.InvariantCulture, $"e{random.Next(-320, 300)}");
            Same(text.ToString());
        }
    }

    [Fact]
    public void Reads_back_what_is_written_of_any_double()
    {
        var random = new Random(29);
        for (int i = 0; i < 200_000; i++)
        {
            double value = random.Next(3) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                1 => random.NextDouble() * Math.Pow(10, random.Next(-40, 40)),
                _ => Math.Round(random.NextDouble() * 1e6, random.Next(12)),
            };
            if (double.IsFinite(value)) Same(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Ties_go_to_the_even_double()
    {
        // 2^53 + 1 lies between two doubles, and so does every odd number up to 2^54; tenths of them have the same digits and a power of ten.
        var random = new Random(31);
        for (int i = 0; i < 50_000; i++)
        {
            long odd = (1L << 53) + (random.NextInt64(1L << 53) | 1);
            Same($"{odd}");
            Same($"{odd}e-{random.Next(1, 30)}");
            Same($"{odd}e{random.Next(1, 30)}");
        }
    }

    [Theory]
    [InlineData("01"), InlineData("-"), InlineData("1."), InlineData(".5"), InlineData("1e"), InlineData("1e+"), InlineData("+1"), InlineData(""),
     InlineData("NaN"), InlineData("--1"), InlineData("00")]
    public void What_is_no_json_number_is_none(string text) => Assert.Equal(-1, JsonNumber.Scan(Encoding.UTF8.GetBytes(text), 0, out _));

    [Fact]
    public void A_number_beyond_the_doubles_is_an_infinity() => Assert.Equal(double.PositiveInfinity, JsonNumber.Parse("1e999"u8));

    private static void Same(string text) => Assert.Equal(
        BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToInt64Bits(JsonNumber.Parse(Encoding.UTF8.GetBytes(text))));
}
