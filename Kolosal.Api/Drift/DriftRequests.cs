using System.Text.Json.Serialization;

namespace Kolosal.Drift;

/// <summary>Two samples, column by column: numbers or texts, null where missing.</summary>
/// <param name="Reference">Values by column name.</param>
/// <param name="Current">The same columns.</param>
/// <param name="FalseAlarm">Probability of naming any column without drift. Default: 0.01.</param>
internal sealed record DetectDriftRequest(
    [property: JsonRequired] Dictionary<string, SampleValues> Reference, [property: JsonRequired] Dictionary<string, SampleValues> Current,
        double FalseAlarm = 0.01)
{
    private const int MaxColumns = 1000;

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
            if (reference.Length == 0 || current.Length == 0)
                return Bad($"$.reference.{name}", $"Expected values in both samples, got {reference.Length} and {current.Length}.");
            if (Pair(name, reference, current) is not { } bins)
                return Bad($"$.reference.{name}", "Expected numbers only or texts only, null where missing, and at least one value.");
            samples.Add(bins);
        }
        return samples.ToImmutable();
    }

    /// <returns>Null when the two are not of one kind, or nothing but gaps.</returns>
    private static SampleBins? Pair(string name, SampleValues reference, SampleValues current)
    {
        if (reference.Mixed || current.Mixed) return null;
        bool numbers = IsNumbers(reference) || IsNumbers(current), texts = reference.Texts is not null || current.Texts is not null;
        return (numbers, texts) switch
        {
            (true, false) => SampleBins.OfNumbers(name, reference.Numbers!, current.Numbers!),
            (false, true) => SampleBins.OfTexts(name, Texts(reference), Texts(current)),
            _ => null,
        };
    }

    private static bool IsNumbers(SampleValues values) => values.Numbers?.AsSpan().ContainsAnyExcept(double.NaN) ?? false;

    /// <summary>Gaps alone are of either kind.</summary>
    private static string?[] Texts(SampleValues values) => values.Texts ?? new string?[values.Length];

    private static Refusal Bad(string path, string message) =>
        new(RefusalKind.Invalid, "drift.bad-samples", "The samples cannot be compared.",
            ImmutableDictionary<string, string>.Empty.Add(path, message));
}
