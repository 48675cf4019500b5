using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Demo;

/// <summary>Loan applications to predict: drawn from the real ones, as they are or as they might look after the world has changed.</summary>
internal sealed class DemoTraffic(JsonElement preview, string target, int seed)
{
    private readonly string[] columns = [.. preview.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
    private readonly JsonElement[] rows = [.. preview.GetProperty("rows").EnumerateArray()];
    private readonly Random random = new(seed);

    /// <summary>Applications like those of the past.</summary>
    public JsonArray Usual(int count) => Draw(count, _ => { });

    /// <summary>Applications after a change: larger loans for longer, asked for by younger people.</summary>
    public JsonArray Shifted(int count) => Draw(count, row =>
    {
        Scale(row, "amount", 2.5);
        Scale(row, "duration_months", 1.8);
        Scale(row, "age", 0.75);
    });

    private JsonArray Draw(int count, Action<JsonObject> change)
    {
        var drawn = new JsonArray();
        for (int i = 0; i < count; i++)
        {
            var values = rows[random.Next(rows.Length)];
            var row = new JsonObject();
            for (int column = 0; column < columns.Length; column++)
                if (columns[column] != target) row[columns[column]] = JsonNode.Parse(values[column].GetRawText());
            change(row);
            drawn.Add(row);
        }
        return drawn;
    }

    private static void Scale(JsonObject row, string column, double factor)
    {
        if (row[column] is { } value) row[column] = Math.Round(value.GetValue<double>() * factor);
    }
}
