using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>
/// A row gets the bits of the training code in whatever form it is sent; the oracle is the scorer over the table, which serving never calls.
/// </summary>
[Collection(ServingCollection.Name)]
public sealed class FormatParityTests(ServingApi host)
{
    private const int Rows = 10_000;

    [Theory]
    [InlineData("gradient_boosting"), InlineData("logistic_regression"), InlineData("random_forest")]
    public async Task Ten_thousand_rows_get_the_same_bits_in_every_form(string trainer)
    {
        var package = ServedPackages.Fit(new ParityRows(400, 1, unseen: false).Table(), "y", trainer);
        string name = await host.ServePackageAsync(package, trainer);
        var probe = new ParityRows(Rows, 2, unseen: true);
        double[] expected = package.CreateScorer().Score(probe.Table());
        string[] classes = [.. package.Manifest.Problem.Classes];

        foreach (string rows in (string[])[probe.Objects(), probe.Arrays()])
            Same(expected, await JsonAsync($"{{\"model_id\":\"{name}\",\"rows\":{rows}}}", MediaType.Json, "/api/predict", classes));
        string batch = $"/api/predict/batch?model_id={name}";
        Same(expected, await JsonAsync(probe.Csv(), "text/csv", batch, classes));
        Same(expected, await JsonAsync(probe.Parquet(), "application/vnd.apache.parquet", batch, classes));
        Same(expected, await LinesAsync(probe.Lines(), batch, classes));

        var tensors = probe.Tensors().ToArray();
        Same(expected, InferenceClient.Probabilities(await InferenceClient.PostJsonAsync(host, name, tensors, Rows)));
        Same(expected, await InferenceClient.PostBinaryAsync(host, name, tensors, Rows));
    }

    [Fact]
    public async Task Bare_floats_get_the_bits_of_the_training_code()
    {
        const int Columns = 12;
        var random = new SeededRandom(5);
        float[] Draw(int rows) => [.. Enumerable.Range(0, rows * Columns).Select(i => random.Next(15) == 0 ? float.NaN : (float)random.NextNormal())];
        Frame Table(float[] values, int rows) => new(
            new TableSchema([.. Enumerable.Range(0, Columns).Select(c => new ColumnSchema($"x{c}", ColumnType.Numeric)),
                new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [.. Enumerable.Range(0, Columns).Select(c => NumericColumn.FromNaN(
                [.. Enumerable.Range(0, rows).Select(row => (double)values[row * Columns + c])])),
                CategoricalColumn.From(Enumerable.Range(0, rows).Select(row => values[row * Columns] + values[row * Columns + 1] > 0
                    ? "yes" : "no"))]);
        var package = ServedPackages.Fit(Table(Draw(400), 400), "y", "gradient_boosting");
        string name = await host.ServePackageAsync(package, "gradient_boosting");
        float[] probe = Draw(Rows);
        double[] expected = package.CreateScorer().Score(Table(probe, Rows));

        byte[] body = new byte[probe.Length * sizeof(float)];
        for (int i = 0; i < probe.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(body.AsSpan(i * sizeof(float)), probe[i]);
        Same(expected, await JsonAsync(body, "application/x-kolosal-f32", $"/api/predict/batch?model_id={name}", ["no", "yes"]));

        // And the answer in the same form: the nearest single-precision numbers.
        using var client = host.As(Role.Consumer);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-kolosal-f32");
        var answer = await client.PostAsync($"/api/predict/batch?model_id={name}", Body(body, "application/x-kolosal-f32"));
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(("[\"no\",\"yes\"]", $"{name}:1", "true"), (answer.Headers.GetValues("Kolosal-Classes").Single(),
            answer.Headers.GetValues("Kolosal-Model-Id").Single(), answer.Headers.GetValues("Kolosal-Durable").Single()));
        Assert.Equal(expected.Select(value => (float)value), Enumerable.Range(0, bytes.Length / 4).Select(i =>
            BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * 4))));
    }

    [Fact]
    public async Task No_two_models_share_an_answer()
    {
        var served = new List<(string Name, double[] Expected)>();
        var probe = new ParityRows(20, 77, unseen: true);
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var package = ServedPackages.Fit(new ParityRows(150, seed * 100, unseen: false).Table(), "y", "gradient_boosting");
            served.Add((await host.ServePackageAsync(package, "gradient_boosting"), package.CreateScorer().Score(probe.Table())));
        }

        // The models differ, so that an answer under another's name would show; the requests of all are in flight together.
        Assert.Equal(served.Count, served.Select(model => string.Join(' ', model.Expected)).Distinct().Count());
        var random = new Random(11);
        var asked = Enumerable.Range(0, 200).Select(_ => served[random.Next(served.Count)]).ToArray();
        var answers = await Task.WhenAll(asked.Select(model =>
            JsonAsync($"{{\"model_id\":\"{model.Name}\",\"rows\":{probe.Arrays()}}}", MediaType.Json, "/api/predict", ["bad", "good"])));
        for (int i = 0; i < asked.Length; i++) Same(asked[i].Expected, answers[i]);
    }

    private static void Same(double[] expected, double[] got) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), got.Select(BitConverter.DoubleToInt64Bits));

    private Task<double[]> JsonAsync(string body, string type, string path, string[] classes) =>
        JsonAsync(Encoding.UTF8.GetBytes(body), type, path, classes);

    private async Task<double[]> JsonAsync(byte[] body, string type, string path, string[] classes)
    {
        var answer = await host.As(Role.Consumer).PostAsync(path, Body(body, type));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        using var reply = JsonDocument.Parse(text);
        return [.. reply.RootElement.GetProperty("predictions").EnumerateArray().SelectMany(row => Probabilities(row, classes))];
    }

    private async Task<double[]> LinesAsync(string lines, string path, string[] classes)
    {
        var answer = await host.As(Role.Consumer).PostAsync(path, Body(Encoding.UTF8.GetBytes(lines), "application/x-ndjson"));
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        string[] answers = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        return [.. answers.SelectMany(line => Probabilities(JsonDocument.Parse(line).RootElement, classes))];
    }

    private static IEnumerable<double> Probabilities(JsonElement row, string[] classes) =>
        classes.Select(label => row.GetProperty("probabilities").GetProperty(label).GetDouble());

    private static ByteArrayContent Body(byte[] content, string type) => new(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static class MediaType
    {
        public const string Json = "application/json";
    }
}
