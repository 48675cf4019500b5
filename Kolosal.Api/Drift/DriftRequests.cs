using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Drift;

/// <summary>Two samples, column by column: numbers or texts, null where missing.</summary>
/// <param name="Reference">Values by column name.</param>
/// <param name="Current">The same columns.</param>
/// <param name="FalseAlarm">Probability of naming any column without drift. Default: 0.01.</param>
internal sealed record DetectDriftRequest(
    [property: JsonRequired] Dictionary<string, JsonElement[]> Reference, [property: JsonRequired] Dictionary<string, JsonElement[]> Current,
        double FalseAlarm = 0.01)
{
    private const int MaxColumns = 1000, MaxValues = 1_000_000;

    /// <summary>The samples, or what is wrong with them.</summary>
    public Result<ImmutableArray<SampleBins>> Read()
    {
        if (FalseAlarm is not (>= DriftOptions.MinFalseAlarm and <= DriftOptions.MaxFalseAlarm))
            return Bad("$.false_alarm", $"Expected {DriftOptions.MinFalseAlarm} to {DriftOptions.MaxFalseAlarm}, got {FalseAlarm}.");
        if (Reference.Count is 0 or > MaxColumns) return Bad("$.reference", $"Expected 1 to {MaxColumns} columns, got {Reference.Count}.");
        if (!Reference.Keys.ToHashSet().SetEquals(Current.Keys)) return Bad("$.current", "Expected the same columns as in $.reference.");

        var samples = ImmutableArray.CreateBuilder<SampleBins>(Reference.Count);
        foreach (var (name, reference) in Reference)
        {
            var current = Current[name];
            if (reference.Length is 0 or > MaxValues || current.Length is 0 or > MaxValues)
                return Bad($"$.reference.{name}", $"Expected 1 to {MaxValues} values in both samples, got {reference.Length} and {current.Length}.");
            var kinds = reference.Concat(current).Select(value => value.ValueKind).Where(kind => kind != JsonValueKind.Null).ToHashSet();
            if (kinds.Count != 1 || !(kinds.Contains(JsonValueKind.Number) || kinds.Contains(JsonValueKind.String)))
                return Bad($"$.reference.{name}", "Expected numbers only or texts only, null where missing, and at least one value.");
            samples.Add(kinds.Contains(JsonValueKind.Number)
                ? SampleBins.OfNumbers(name, Numbers(reference), Numbers(current))
                : SampleBins.OfTexts(name, Texts(reference), Texts(current)));
        }
        return samples.ToImmutable();
    }

    private static double[] Numbers(JsonElement[] values) =>
        Array.ConvertAll(values, value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN);

    private static string?[] Texts(JsonElement[] values) => Array.ConvertAll(values, value => value.GetString());

    private static Refusal Bad(string path, string message) =>
        new(RefusalKind.Invalid, "drift.bad-samples", "The samples cannot be compared.",
            ImmutableDictionary<string, string>.Empty.Add(path, message));
}
