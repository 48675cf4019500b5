using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kolosal.Learning.Import;

/// <summary>Model files of the systems that this library reads by itself.</summary>
public static class ForeignFiles
{
    /// <summary>XGBoost's JSON or UBJ.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or of a kind that is not read.</exception>
    public static ForeignModel XGBoost(ReadOnlyMemory<byte> file)
    {
        var model = XGBoostReader.Read(file);
        bool named = model.FeatureNames.Where((name, at) => name != string.Create(CultureInfo.InvariantCulture, $"f{at}")).Any();
        return new(ModelReaders.XGBoost, $"XGBoost {model.Objective}", model, [.. model.FeatureNames.Select(name => ForeignInput.Number(name,
            named))],
            model.Outputs == 1, []);
    }

    /// <summary>LightGBM's model text; categories of pandas columns are read from its last lines.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or of a kind that is not read.</exception>
    public static ForeignModel LightGbm(ReadOnlyMemory<byte> file)
    {
        var model = LightGbmReader.Read(file);
        string[] lines = Encoding.UTF8.GetString(file.Span).Split('\n', StringSplitOptions.TrimEntries);
        string objective = lines.FirstOrDefault(line => line.StartsWith("objective=", StringComparison.Ordinal)) is { } said
            ? said["objective=".Length..] : "";
        bool named = model.FeatureNames.Where((name, at) => name != string.Create(CultureInfo.InvariantCulture, $"Column_{at}")).Any();
        var categories = new Queue<ImmutableArray<string>>(PandasCategories(lines));
        string[] infos = lines.FirstOrDefault(line => line.StartsWith("feature_infos=", StringComparison.Ordinal)) is { } ranges
            ? ranges["feature_infos=".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return new(ModelReaders.LightGbm, $"LightGBM {objective}".TrimEnd(), model,
        [
            // A number's range stands in brackets; the codes of categories do not.
            .. model.FeatureNames.Select((name, at) => at < infos.Length && infos[at].Length > 0 && infos[at][0] is not '[' && infos[at] != "none"
                && categories.TryDequeue(out var own) ? new ForeignInput(name, own, Named: named) : ForeignInput.Number(name, named)),
        ], model.Outputs == 1, []);
    }

    private static ImmutableArray<string>[] PandasCategories(string[] lines)
    {
        const string Mark = "pandas_categorical:";
        if (lines.LastOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal)) is not { } line) return [];
        try
        {
            using var document = JsonDocument.Parse(line[Mark.Length..]);
            if (document.RootElement.ValueKind != JsonValueKind.Array) return [];
            return [.. document.RootElement.EnumerateArray().Select(column => column.EnumerateArray()
                .Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).ToImmutableArray())];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The LightGBM model text has categories that are no JSON: {fault.Message}", fault);
        }
    }
}
