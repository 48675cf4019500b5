using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>The protocol over REST, each answer held against its published schema.</summary>
[Collection(ServingCollection.Name)]
public sealed class OpenInferenceHttpTests(ServingApi host)
{
    private const string Row = """
        {"name":"x","shape":[2],"datatype":"FP64","data":[0.2,null]},{"name":"c","shape":[2,1],"datatype":"BYTES","data":["a",null]}
        """;

    /// <summary>One row of both inputs, as what follows the bracket.</summary>
    private const string X = """{"name":"x","shape":[1],"datatype":"FP64","data":[1]}""",
        C = """{"name":"c","shape":[1],"datatype":"BYTES","data":["a"]}""";

    [Fact]
    public async Task The_server_says_what_it_is_and_that_it_is_ready()
    {
        foreach (string probe in (string[])["/v2/health/live", "/v2/health/ready"])
            await Eventually.HoldsAsync(async () => (await host.Anonymous().GetAsync(probe)).StatusCode == HttpStatusCode.OK);
        foreach (string address in (string[])["/v2", "/v2/"])
        {
            var server = await ReadAsync(await host.As(Role.Consumer).GetAsync(address), "metadata_server_response");
            Assert.Contains("binary_tensor_data", server.GetProperty("extensions").EnumerateArray().Select(extension => extension.GetString()));
        }
    }

    [Fact]
    public async Task A_model_says_what_it_takes_and_gives()
    {
        string name = await host.ServeAsync();
        foreach (string address in (string[])[$"/v2/models/{name}", $"/v2/models/{name}/versions/1"])
        {
            Assert.Equal(HttpStatusCode.OK, (await host.As(Role.Consumer).GetAsync($"{address}/ready")).StatusCode);
            var model = await ReadAsync(await host.As(Role.Consumer).GetAsync(address), "metadata_model_response");
            Assert.Equal((name, "1"), (model.GetProperty("name").GetString(), model.GetProperty("versions")[0].GetString()));
            Assert.Equal(["x FP64", "c BYTES"], Tensors(model, "inputs"));
            Assert.Equal(["prediction BYTES", "probabilities FP64", "prediction_id BYTES"], Tensors(model, "outputs"));
            Assert.Equal("[\"a\",\"b\"]", model.GetProperty("properties").GetProperty("categories.c").GetString());
        }
    }

    [Fact]
    public async Task Tensors_are_answered_with_tensors()
    {
        string name = await host.ServeAsync();
        var reply = await ReadAsync(await PostAsync(name, $$"""{"id":"42","inputs":[{{Row}}]}"""), "inference_response");
        Assert.Equal((name, "1", "42"), (reply.GetProperty("model_name").GetString(), reply.GetProperty("model_version").GetString(),
            reply.GetProperty("id").GetString()));
        var outputs = reply.GetProperty("outputs").EnumerateArray().ToArray();
        Assert.Equal(["yes", "yes"], outputs[0].GetProperty("data").EnumerateArray().Select(label => label.GetString()));

        // The prior model with one pseudo-row a class: 15 of 60 rows are "no".
        double[] probabilities = [.. outputs[1].GetProperty("data").EnumerateArray().Select(p => p.GetDouble())];
        Assert.Equal(4, probabilities.Length);
        for (int i = 0; i < 4; i++) Assert.Equal((i % 2 == 0 ? 16 : 46) / 62.0, probabilities[i], 12);
        Assert.Equal([2, 2], outputs[1].GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));

        var ids = await ReadAsync(await PostAsync(name, $$"""{"inputs":[{{Row}}],"outputs":[{"name":"prediction_id"}]}"""), "inference_response");
        Assert.All(ids.GetProperty("outputs")[0].GetProperty("data").EnumerateArray(), id =>
            Assert.StartsWith(ids.GetProperty("parameters").GetProperty("prediction_batch").GetString()!, id.GetString()));
    }

    [Fact]
    public async Task A_matrix_is_all_inputs_in_their_order()
    {
        string name = await host.ServeAsync();
        var reply = await ReadAsync(await PostAsync(name,
            """{"inputs":[{"name":"rows","shape":[3,2],"datatype":"FP64","data":[[0.5,1],[1,2],[2,3]]}]}"""), "inference_response");
        Assert.Equal(3, reply.GetProperty("outputs")[0].GetProperty("shape")[0].GetInt32());

        // A number is no text, here as in rows of JSON; and a matrix of another width is not all inputs.
        var refused = await ReadAsync(await PostAsync(name,
            """{"inputs":[{"name":"rows","shape":[1,2],"datatype":"BYTES","data":["0.5","a"]}]}"""), "inference_error_response", refused: true);
        Assert.Contains("$.rows[0].x", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        refused = await ReadAsync(await PostAsync(name,
            """{"inputs":[{"name":"rows","shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}"""), "inference_error_response", refused: true);
        Assert.Contains("2 values a row", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("[]", "$")]
    [InlineData("""{"inputs":[]}""", "$.inputs")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP99","data":[1]}]}""", "$.inputs[0].datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2],"datatype":"FP64","data":[1]}]}""", "$.inputs[0].data")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1,2]}]}""", "$.inputs[0].data")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1,2,3],"datatype":"FP64","data":[1]}]}""", "$.inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[300]}]}""", "$.inputs[0].data[0]")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":["1"]}]}""", "$.inputs[0].data[0]")]
    [InlineData("{\"inputs\":[" + X + """,{"name":"c","shape":[2],"datatype":"BYTES","data":["a","b"]}]}""", "[1].shape")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]}]}""", "$.rows[0].c")]
    [InlineData("{\"inputs\":[" + X + """,{"name":"z","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "$.rows[0].z")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"BOOL","data":[true]},""" + C + "]}", "$.rows[0].x")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","parameters":{"binary_data_size":8}}]}""", "binary_data_size")]
    [InlineData("{\"inputs\":[" + X + "," + C + """],"outputs":[{"name":"nothing"}]}""", "$.outputs")]
    public async Task What_is_wrong_is_said_in_one_text(string body, string says)
    {
        string name = await host.ServeAsync();
        using var answer = await PostAsync(name, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, (await ReadAsync(answer, "inference_error_response", refused: true)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Raw_tensors_that_do_not_fit_are_refused()
    {
        string name = await host.ServeAsync();
        const string Header = """
            {"inputs":[{"name":"x","shape":[1],"datatype":"FP64","parameters":{"binary_data_size":8}},
            {"name":"c","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":5}}]}
            """;
        byte[] good = [.. BitConverter.GetBytes(0.5), 1, 0, 0, 0, (byte)'a'];
        Assert.Equal(HttpStatusCode.OK, (await PostRawAsync(name, Header, good)).StatusCode);
        byte[][] bads = [good[..^1], [.. good, 0], [.. good[..8], 9, 0, 0, 0, (byte)'a'], [.. good[..8], 0xff, 0xff, 0xff, 0x7f, 0], []];
        foreach (byte[] bad in bads)
            Assert.Equal(HttpStatusCode.BadRequest, (await PostRawAsync(name, Header, bad)).StatusCode);
        foreach (string length in (string[])["-1", "nonsense", "999999"])
            Assert.Equal(HttpStatusCode.BadRequest, (await PostRawAsync(name, Header, good, length)).StatusCode);
    }

    [Fact]
    public async Task Models_of_others_and_models_that_do_not_serve_are_told_as_everywhere()
    {
        string name = await host.ServeAsync(), idle = await host.RegisterAsync();
        string body = $$"""{"inputs":[{{Row}}]}""";
        using var elsewhere = host.As(Role.Consumer, workspace: "elsewhere");
        foreach (string address in (string[])[$"/v2/models/{name}", $"/v2/models/{name}/ready"])
            Assert.Equal("models.not-found", await Problems.CodeAsync(await elsewhere.GetAsync(address), HttpStatusCode.NotFound));
        Assert.Equal("models.not-found", await Problems.CodeAsync(
            await elsewhere.PostAsync($"/v2/models/{name}/infer", ApiHost.Json(body)), HttpStatusCode.NotFound));
        Assert.Equal("models.nothing-active", await Problems.CodeAsync(await PostAsync(idle, body), HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.NotFound, (await host.As(Role.Consumer).GetAsync($"/v2/models/{name}/versions/9")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.As(Role.Consumer).GetAsync($"/v2/models/{name}/versions/x")).StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string model, string body) =>
        host.As(Role.Consumer).PostAsync($"/v2/models/{model}/infer", ApiHost.Json(body));

    private Task<HttpResponseMessage> PostRawAsync(string model, string header, byte[] raw, string? length = null)
    {
        var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(header), .. raw])
        { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        content.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", length ?? $"{Encoding.UTF8.GetByteCount(header)}");
        return host.As(Role.Consumer).PostAsync($"/v2/models/{model}/infer", content);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, string schema, bool refused = false)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode != refused, text);
        var document = JsonDocument.Parse(text).RootElement;
        Assert.Empty(InferenceSchemas.Violations(schema, document));
        return document;
    }

    private static IEnumerable<string> Tensors(JsonElement model, string member) => model.GetProperty(member).EnumerateArray()
        .Select(tensor => $"{tensor.GetProperty("name").GetString()} {tensor.GetProperty("datatype").GetString()}");
}
