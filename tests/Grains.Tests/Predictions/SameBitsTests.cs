using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Predictions;

/// <summary>A row gets the same bits through the serving path (JSON in, package loaded from bytes) as through the training path (a table).</summary>
public class SameBitsTests
{
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var (file, target) in (ReadOnlySpan<(string, string)>)[("german_credit.csv", ""), ("iris.csv", "")])
                foreach (var trainer in Trainers.All.Where(trainer =>
                    trainer.Supports(file[0] == 'i' ? LearningTask.Multiclass : LearningTask.Binary)))
                    cases.Add(file, target, trainer.Name);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Serving_gives_the_bits_of_training(string file, string target, string trainer)
    {
        var table = Table(file);
        if (target.Length == 0) target = table.Schema.Columns[^1].Name;
        var fitted = SampleModels.Fit(table, target, trainer);
        using var bytes = new MemoryStream();
        fitted.Save(bytes);
        bytes.Position = 0;
        var package = ModelPackage.Load(bytes);
        var served = new LoadedModel(package, SampleModels.Reference(package));

        var probe = Disturb(table, target);
        double[] expected = fitted.CreateScorer().Score(probe);
        foreach (bool objects in (bool[])[true, false])
        {
            var errors = new RowErrors();
            var scored = served.Score(Json(probe, package.InputSchema, objects), RowFormat.Json, probe.Rows, errors);
            Assert.Empty(errors.ByPath);
            Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), scored!.Outputs.Select(BitConverter.DoubleToInt64Bits));
        }
    }

    /// <summary>The rows with holes, and with categories that training never saw.</summary>
    private static Frame Disturb(Frame table, string target)
    {
        var columns = table.Schema.Columns.Select((column, c) => column.Name == target ? table.Columns[c] : table.Columns[c] switch
        {
            NumericColumn numeric => new NumericColumn(numeric.Values.ToArray(), MissingMask.Where(table.Rows, row => (row + c) % 11 == 0)),
            CategoricalColumn categorical => CategoricalColumn.From(Enumerable.Range(0, table.Rows).Select(row =>
                (row + c) % 13 == 0 ? null : (row + c) % 17 == 0 ? $"never \"seen\" {c}" : categorical.TextAt(row))),
            var other => other,
        });
        return new(table.Schema, [.. columns]);
    }

    private static byte[] Json(Frame table, TableSchema inputs, bool objects)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            for (int row = 0; row < table.Rows; row++)
            {
                if (objects) json.WriteStartObject();
                else json.WriteStartArray();
                foreach (var column in inputs.Columns)
                {
                    if (objects) json.WritePropertyName(column.Name);
                    var value = RawValue.At(table[column.Name], row);
                    if (value.IsMissing) json.WriteNullValue();
                    else if (value.Text is { } text) json.WriteStringValue(text);
                    else if (column.Type == ColumnType.Boolean) json.WriteBooleanValue(value.Number != 0);
                    else json.WriteNumberValue(value.Number);
                }

                if (objects) json.WriteEndObject();
                else json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static Frame Table(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(SharedFolders.Repository, "Kolosal.Silo", "Samples", file));
        string[] names = lines[0].Split(',');
        var cells = lines[1..].Select(line => line.Split(',')).ToArray();
        var columns = new List<Column>();
        var schemas = new List<ColumnSchema>();
        for (int c = 0; c < names.Length; c++)
        {
            var text = cells.Select(row => row[c].Trim('"')).ToArray();
            bool number = c < names.Length - 1 && text.All(value => double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _));
            schemas.Add(new(names[c].Trim('"'), number ? ColumnType.Numeric : ColumnType.Categorical));
            columns.Add(number ? new NumericColumn([.. text.Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))])
                : CategoricalColumn.From(text));
        }

        return new(new TableSchema([.. schemas]), [.. columns]);
    }
}
