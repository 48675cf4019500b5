using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>Speaks the Open Inference Protocol over REST as its clients do.</summary>
internal static class InferenceClient
{
    public static async Task<JsonElement> PostJsonAsync(
        ApiHost host, string model, IEnumerable<(string Name, string DataType, JsonElement?[] Data)> tensors, int rows)
    {
        string inputs = string.Join(",", tensors.Select(tensor => $$"""
            {"name":"{{tensor.Name}}","shape":[{{rows}},1],"datatype":"{{tensor.DataType}}","data":[{{string.Join(",", tensor.Data.Select(Text))}}]}
            """));
        var answer = await host.As(Role.Consumer).PostAsync($"/v2/models/{model}/infer", ApiHost.Json($"{{\"id\":\"42\",\"inputs\":[{inputs}]}}"));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public static double[] Probabilities(JsonElement reply) => [.. reply.GetProperty("outputs").EnumerateArray()
        .Single(output => output.GetProperty("name").GetString() == "probabilities").GetProperty("data").EnumerateArray().Select(x => x.GetDouble())];

    /// <summary>The same with raw tensors in and out; where a type has no missing value, the column is left in JSON.</summary>
    public static async Task<double[]> PostBinaryAsync(
        ApiHost host, string model, IEnumerable<(string Name, string DataType, JsonElement?[] Data)> tensors, int rows)
    {
        var raw = new MemoryStream();
        var inputs = new List<string>();
        foreach (var (name, type, data) in tensors)
        {
            if (type is not ("FP64" or "BYTES"))
            {
                inputs.Add($$"""{"name":"{{name}}","shape":[{{rows}}],"datatype":"{{type}}","data":[{{string.Join(",", data.Select(Text))}}]}""");
                continue;
            }

            byte[] bytes = type == "FP64" ? Doubles(data) : Texts(data);
            raw.Write(bytes);
            inputs.Add($$$"""
                {"name":"{{{name}}}","shape":[{{{rows}}}],"datatype":"{{{type}}}","parameters":{"binary_data_size":{{{bytes.Length}}} } }
                """);
        }

        byte[] header = Encoding.UTF8.GetBytes(
            $$$"""{"inputs":[{{{string.Join(",", inputs)}}}],"outputs":[{"name":"probabilities","parameters":{"binary_data":true}}]}""");
        var content = new ByteArrayContent([.. header, .. raw.ToArray()])
        { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        content.Headers.Add("Inference-Header-Content-Length", header.Length.ToString(CultureInfo.InvariantCulture));
        var answer = await host.As(Role.Consumer).PostAsync($"/v2/models/{model}/infer", content);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        int length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single(), CultureInfo.InvariantCulture);
        using var reply = JsonDocument.Parse(body.AsMemory(0, length));
        var output = reply.RootElement.GetProperty("outputs").EnumerateArray().Single();
        Assert.Equal(body.Length - length, output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        return [.. Enumerable.Range(0, (body.Length - length) / 8).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(body.AsSpan(length + i * 8)))];
    }

    public static byte[] Doubles(JsonElement?[] data)
    {
        byte[] bytes = new byte[data.Length * 8];
        for (int i = 0; i < data.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * 8), data[i]?.GetDouble() ?? double.NaN);
        return bytes;
    }

    /// <summary>A missing text is an empty one: the files that the models learnt from have nothing between two separators.</summary>
    private static byte[] Texts(JsonElement?[] data)
    {
        using var bytes = new MemoryStream();
        foreach (var element in data)
        {
            byte[] text = Encoding.UTF8.GetBytes(element?.GetString() ?? "");
            bytes.Write(BitConverter.GetBytes(text.Length));
            bytes.Write(text);
        }

        return bytes.ToArray();
    }

    private static string Text(JsonElement? element) => element?.GetRawText() ?? "null";
}
