using System.Text;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Api.Tests;

/// <summary>A small model with its data, to be sent through the import door.</summary>
internal static class ImportableModels
{
    public const int Rows = 120;

    public static string Metadata(string name, string format, string data, string target = "y") =>
        $$"""{"name":"{{name}}","format":"{{format}}","dataset_id":"{{data}}","target":"{{target}}"}""";

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string metadata, byte[] file)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(metadata, Encoding.UTF8, "application/json"), "metadata" }, { new ByteArrayContent(file), "file", "model.bin" },
        };
        return await client.PostAsync("/api/models/import", form);
    }

    private static (double[] X, string[] C, string[] Y) Data()
    {
        var random = new Random(7);
        double[] x = new double[Rows];
        string[] c = new string[Rows], y = new string[Rows];
        for (int row = 0; row < Rows; row++)
        {
            x[row] = Math.Round(random.NextDouble(), 6);
            c[row] = random.Next(2) == 0 ? "a" : "b";
            y[row] = x[row] + (c[row] == "a" ? 0.2 : 0) + 0.2 * random.NextDouble() > 0.7 ? "up" : "down";
        }
        return (x, c, y);
    }

    public static string Csv()
    {
        var (x, c, y) = Data();
        var csv = new StringBuilder("x,c,y\n");
        for (int row = 0; row < Rows; row++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{x[row]:R},{c[row]},{y[row]}\n");
        return csv.ToString();
    }

    public static Frame Table(double[] x, string[] c, string[]? y = null) => new(
        new TableSchema([new("x", ColumnType.Numeric), new("c", ColumnType.Categorical), new("y", ColumnType.Categorical, ColumnRole.Target)]),
        [Numbers(x), CategoricalColumn.From(c), CategoricalColumn.From(y ?? [.. x.Select(_ => "down")])]);

    public static FittedPipeline Fitted()
    {
        var (x, c, y) = Data();
        var table = Table(x, c, y);
        return PipelineTrainer.Fit(TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), Trainers.Get("gradient_boosting"),
            HyperParameters.Empty.With("trees", 10), 1, CancellationToken.None);
    }

    public static byte[] Package()
    {
        using var package = new MemoryStream();
        ModelPackage.Create(Fitted()).Save(package);
        return package.ToArray();
    }

    private static NumericColumn Numbers(double[] values) =>
        new([.. values.Select(value => double.IsNaN(value) ? 0 : value)], MissingMask.From([.. values.Select(double.IsNaN)]));
}
