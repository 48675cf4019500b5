using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Api.Tests.Predictions;

[Collection(ServingCollection.Name)]
public sealed class FormatHttpTests(ServingApi host)
{
    private const string Float32 = "application/x-kolosal-f32", Parquet = "application/vnd.apache.parquet";

    [Theory]
    [InlineData(Parquet, "nonsense", HttpStatusCode.BadRequest, "predict.malformed")]
    [InlineData(Parquet, "", HttpStatusCode.BadRequest, "predict.malformed")]
    [InlineData(Float32, "123", HttpStatusCode.BadRequest, "predict.malformed")]
    [InlineData(Float32, "", HttpStatusCode.UnprocessableEntity, "predict.bad-rows")]
    public async Task What_is_not_of_its_form_is_refused(string type, string body, HttpStatusCode status, string code)
    {
        string name = await host.ServeAsync();
        Assert.Equal(code, await Problems.CodeAsync(await PostAsync(name, type, Encoding.UTF8.GetBytes(body)), status));
    }

    [Fact]
    public async Task A_category_goes_as_its_position_and_another_number_is_refused_by_name()
    {
        string name = await host.ServeAsync();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(name, Float32, Floats(0.5f, 1, float.NaN, float.NaN))).StatusCode);
        foreach (float[] bad in (float[][])[[0.5f, 2], [0.5f, 0.5f], [0.5f, -1], [float.PositiveInfinity, 0]])
        {
            using var refused = await PostAsync(name, Float32, Floats(bad));
            Assert.Equal("predict.bad-rows", await Problems.CodeAsync(refused, HttpStatusCode.UnprocessableEntity));
            Assert.Contains(float.IsInfinity(bad[0]) ? "$.rows[0].x" : "$.rows[0].c", await PathsAsync(refused));
        }
    }

    [Fact]
    public async Task A_date_does_not_go_as_a_float_and_its_column_is_named()
    {
        var package = ServedPackages.Fit(new ParityRows(60, 3, unseen: false).Table(), "y", "prior");
        string name = await host.ServePackageAsync(package, "prior");
        using var refused = await PostAsync(name, Float32, Floats(1, 2, 0, 0, 1, 0));
        Assert.Equal("predict.bad-rows", await Problems.CodeAsync(refused, HttpStatusCode.UnprocessableEntity));
        Assert.Contains("$.rows[0].since", await PathsAsync(refused));
    }

    [Fact]
    public async Task A_column_that_was_missing_in_training_may_be_absent_unless_the_caller_is_strict()
    {
        var rows = new ParityRows(60, 3, unseen: false);
        string name = await host.ServePackageAsync(ServedPackages.Fit(rows.Table(), "y", "prior"), "prior");
        const string Row = """{"amount":1,"city":"Oslo"}""";
        Assert.Equal(HttpStatusCode.OK, (await PredictAsync($$"""{"model_id":"{{name}}","rows":[{{Row}}]}""")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(name, "text/csv", "city,amount\nOslo,1\n"u8.ToArray())).StatusCode);
        var refusals = new[]
        {
            await PredictAsync($$"""{"model_id":"{{name}}","strict":true,"rows":[{{Row}}]}"""),
            await PredictAsync($$"""{"model_id":"{{name}}","rows":[{{Row}}]}""", "?strict=true"),
            await PostAsync(name, "text/csv", "city,amount\nOslo,1\n"u8.ToArray(), "&strict=true"),
            await PostAsync(name, "application/x-ndjson", Encoding.UTF8.GetBytes(Row), "&strict=true"),
        };
        foreach (var refused in refusals)
        {
            Assert.Equal("predict.bad-rows", await Problems.CodeAsync(refused, HttpStatusCode.UnprocessableEntity));
            Assert.Contains("$.rows[0].since", await PathsAsync(refused));
        }

        // The body knows better than the address; and a model whose inputs were never missing wants them all.
        Assert.Equal(
            HttpStatusCode.OK, (await PredictAsync($$"""{"model_id":"{{name}}","strict":false,"rows":[{{Row}}]}""", "?strict=true")).StatusCode);
        string whole = await host.ServeAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PredictAsync($$"""{"model_id":"{{whole}}","rows":[{"x":1}]}""")).StatusCode);
        Assert.Equal("request.bad-parameter", await Problems.CodeAsync(
            await PredictAsync($$"""{"model_id":"{{name}}","rows":[{{Row}}]}""", "?strict=maybe"), HttpStatusCode.BadRequest));
        Assert.Equal("predict.malformed", await Problems.CodeAsync(
            await PredictAsync($$"""{"model_id":"{{name}}","strict":1,"rows":[{{Row}}]}"""), HttpStatusCode.BadRequest));
    }

    private Task<HttpResponseMessage> PredictAsync(string body, string query = "") =>
        host.As(Role.Consumer).PostAsync($"/api/predict{query}", ApiHost.Json(body));

    private Task<HttpResponseMessage> PostAsync(string model, string type, byte[] body, string query = "") => host.As(Role.Consumer).PostAsync(
        $"/api/predict/batch?model_id={model}{query}", new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(value => BitConverter.GetBytes(value))];

    private static async Task<string[]> PathsAsync(HttpResponseMessage refused) => [.. JsonDocument.Parse(await refused.Content.ReadAsStringAsync())
        .RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name)];
}
