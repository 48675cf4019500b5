using System.Text.Json;

namespace Kolosal.Records;

/// <summary>A number that is none gets into no document, and it is told where it would have stood.</summary>
public class FiniteNumbersTests
{
    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_document_names_the_member_that_is_no_number(double value, string name)
    {
        object document = new { Scores = new[] { new { Value = 1.0 }, new { Value = value } } };
        var refused = Assert.Throws<JsonException>(() => JsonSerializer.Serialize(document, WireJson.Options));
        Assert.Equal("$.Scores.Value", refused.Path);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new { Share = (double?)value }, WireJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new { Share = (float)value }, WireJson.Options));
    }

    [Fact]
    public void Numbers_and_what_is_not_defined_are_written_as_ever() => Assert.Equal(
        """{"low":-1.7976931348623157E+308,"share":null,"single":0.5}""",
        JsonSerializer.Serialize(new { Low = double.MinValue, Share = (double?)null, Single = 0.5f }, WireJson.Options));
}
