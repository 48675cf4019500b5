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
    private const int MostColumns = 1000, MostValues = 1_000_000;

    /// <summary>The verdict, or what is wrong with the samples.</summary>
    public Result<DriftDetection> Judge()
    {
        if (FalseAlarm is not (>= DriftOptions.SmallestFalseAlarm and <= DriftOptions.LargestFalseAlarm))
            return Bad("$.false_alarm", $"Expected {DriftOptions.SmallestFalseAlarm} to {DriftOptions.LargestFalseAlarm}, got {FalseAlarm}.");
        if (Reference.Count is 0 or > MostColumns) return Bad("$.reference", $"Expected 1 to {MostColumns} columns, got {Reference.Count}.");
        if (!Reference.Keys.ToHashSet().SetEquals(Current.Keys)) return Bad("$.current", "Expected the same columns as in $.reference.");

        var (columns, counts) = (new List<ColumnBins>(), new List<long[]>());
        foreach (var (name, reference) in Reference)
        {
            var current = Current[name];
            if (reference.Length is 0 or > MostValues || current.Length is 0 or > MostValues)
                return Bad($"$.reference.{name}", $"Expected 1 to {MostValues} values in both samples, got {reference.Length} and {current.Length}.");
            var kinds = reference.Concat(current).Select(value => value.ValueKind).Where(kind => kind != JsonValueKind.Null).ToHashSet();
            if (kinds.Count != 1 || !(kinds.Contains(JsonValueKind.Number) || kinds.Contains(JsonValueKind.String)))
                return Bad($"$.reference.{name}", "Expected numbers only or texts only, null where missing, and at least one value.");
            var bins = kinds.Contains(JsonValueKind.Number)
                ? SampleBins.OfNumbers(name, Numbers(reference), Numbers(current))
                : SampleBins.OfTexts(name, Texts(reference), Texts(current));
            columns.Add(bins.Column);
            counts.Add(bins.Current);
        }
        ColumnFinding[] findings = DriftJudge.Judge(columns, counts, FalseAlarm);
        return new DriftDetection(
            findings.Any(f => f.Drifted),
            [.. findings.OrderByDescending(f => f.Psi).Select(
                f => new ColumnDrift(f.Name, f.Psi, f.Ks, f.PValue, f.MissingShare, f.UnseenShare, f.Drifted))]);
    }

    private static double[] Numbers(JsonElement[] values) =>
        Array.ConvertAll(values, value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN);

    private static string?[] Texts(JsonElement[] values) => Array.ConvertAll(values, value => value.GetString());

    private static Refusal Bad(string path, string message) =>
        new(RefusalKind.Invalid, "drift.bad-samples", "The samples cannot be compared.",
            ImmutableDictionary<string, string>.Empty.Add(path, message));
}

/// <param name="Drifted">At least one column drifted.</param>
/// <param name="Columns">Every column, the most drifted first.</param>
internal sealed record DriftDetection(bool Drifted, ImmutableArray<ColumnDrift> Columns);
