using System.Text;
using Kolosal.Http;
using Kolosal.Predictions;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>Inference requests of any bytes, with raw tensors and without: read or refused.</summary>
public sealed class InferRequestFuzzTests
{
    private const string Json = """
        {"id":"1","parameters":{"strict":true},"inputs":[{"name":"x","shape":[2,1],"datatype":"FP64","data":[1.5,null]},
         {"name":"c","shape":[2,1],"datatype":"BYTES","data":["a","\u00e9"]}],"outputs":[{"name":"prediction"}]}
        """;

    private const string Head = """
        {"inputs":[{"name":"x","shape":[2,1],"datatype":"FP32","parameters":{"binary_data_size":8}},
         {"name":"c","shape":[2,1],"datatype":"BYTES","parameters":{"binary_data_size":10}}]}
        """;

    [Fact]
    public void Bodies_of_json() => Fuzz.Read(
        [Encoding.UTF8.GetBytes(Json)], file => new InferRequestReader().Read(file, null), fault => fault is ProblemException);

    [Fact]
    public void Bodies_with_raw_tensors()
    {
        byte[] head = Encoding.UTF8.GetBytes(Head);
        byte[] raw = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(float.NaN), 1, 0, 0, 0, (byte)'a', 1, 0, 0, 0, (byte)'b'];
        Fuzz.Read([[.. head, .. raw]], file => new InferRequestReader().Read(file, Math.Min(head.Length, file.Length)),
            fault => fault is ProblemException);
    }
}
