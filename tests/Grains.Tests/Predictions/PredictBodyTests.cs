using System.Text;
using System.Text.Json;

namespace Kolosal.Predictions;

public class PredictBodyTests
{
    [Theory]
    [InlineData("""{"model_id":"m","rows":[[1]]}""", "m", "[[1]]")]
    [InlineData(""" { "rows" : [ {"a":"]}\"[\\"} ] , "model_id" : "m:3" } """, "m:3", """[ {"a":"]}\"[\\"} ]""")]
    [InlineData("""{"model_id":"m@x","rows":[]}""", "m@x", "[]")]
    public void Finds_both_parts(string body, string model, string rows)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        Assert.Null(PredictBody.Find(bytes, out var modelAt, out var rowsAt, out _));
        Assert.Equal((model, rows), (Encoding.UTF8.GetString(bytes[modelAt]), Encoding.UTF8.GetString(bytes[rowsAt])));
    }

    [Theory]
    [InlineData("", "$"), InlineData("[]", "$"), InlineData("{}", "$"), InlineData("{", "$"), InlineData("null", "$")]
    [InlineData("""{"model_id":"m"}""", "$.rows"), InlineData("""{"rows":[]}""", "$.model_id"),
        InlineData("""{"model_id":3,"rows":[]}""", "$.model_id")]
    [InlineData("""{"model_id":"m","rows":{}}""", "$.rows"), InlineData("""{"model_id":"m","rows":[""", "$.rows"),
        InlineData("""{"model_id":"m","rows":[1]""", "$")]
    [InlineData("""{"model_id":"m","rows":[1]}x""", "$"), InlineData("""{"model_id":"m","model_id":"n","rows":[1]}""", "$.model_id")]
    [InlineData("""{"model_id":"m","rows":[1],"rows":[2]}""", "$.rows"), InlineData("""{"model_id":"m","rows":[1],"x":1}""", "$"),
        InlineData("""{"model_id":"m" "rows":[1]}""", "$")]
    public void What_is_no_request_is_named(string body, string path)
    {
        Assert.NotNull(PredictBody.Find(Encoding.UTF8.GetBytes(body), out _, out _, out string found));
        Assert.Equal(path, found);
    }

    [Fact]
    public void What_it_finds_in_valid_json_is_what_a_parser_finds()
    {
        var random = new Random(4);
        for (int trial = 0; trial < 2_000; trial++)
        {
            string rows = JsonSerializer.Serialize(Enumerable.Range(0, random.Next(4)).Select(_ => new Dictionary<string, object>
            {
                // Long enough for several blocks, with brackets and braces but no backslash.
                ["a"] = random.Next(2) == 0 ? random.NextDouble() : new string([.. Enumerable.Range(0, 150).Select(_ => "{}[],: x"[random.Next(8)])]),
                ["]["] = new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => "{}[]\"\\,:x"[random.Next(9)])]),
            }));
            string body = random.Next(2) == 0 ? $$"""{"model_id":"m", "rows":{{rows}} }""" : $$"""{"rows": {{rows}},"model_id":"m"}""";
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            Assert.Null(PredictBody.Find(bytes, out _, out var at, out _));
            Assert.Equal(JsonDocument.Parse(body).RootElement.GetProperty("rows").GetRawText(), Encoding.UTF8.GetString(bytes[at]));
        }
    }

    [Fact]
    public void An_array_that_does_not_end_is_none_however_long_it_is()
    {
        for (int rows = 0; rows < 40; rows++)
        {
            byte[] body = Encoding.UTF8.GetBytes($"{{\"model_id\":\"m\",\"rows\":[{string.Join(",", Enumerable.Repeat("{\"a\":\"]\"}", rows))}");
            Assert.NotNull(PredictBody.Find(body, out _, out _, out string path));
            Assert.Equal("$.rows", path);
        }
    }

    [Fact]
    public void Lines_become_one_array() =>
        Assert.Equal("[[1],{\"a\":2}]", Encoding.UTF8.GetString(PredictBody.JoinLines("[1]\r\n\n  {\"a\":2}"u8)));
}
