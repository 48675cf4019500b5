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
    public void A_number_beyond_the_doubles_is_an_infinity() => Assert.Equal(double.PositiveInfinity, JsonNumber.Parse("1e999"u8));

    private static void Same(string text) => Assert.Equal(
        BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToInt64Bits(JsonNumber.Parse(Encoding.UTF8.GetBytes(text))));
}
