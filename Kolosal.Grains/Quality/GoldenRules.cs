using System.Globalization;
using System.Text.Json;

namespace Kolosal.Quality;

/// <summary>What golden datasets may hold.</summary>
internal static class GoldenRules
{
    private const string RowNeeded = "Need an object of column values, as POST /api/predict takes it.",
        ToleranceNeeded = "Need a finite number from 0 on.";

    private const int LongestId = 100, LongestRow = 64_000, MostErrors = 20;

    /// <returns>What is wrong, by path; null when nothing is.</returns>
    public static Refusal? Refuse(GoldenDatasetSpec spec)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        if (!(spec.MinPassRate is >= 0 and <= 1)) errors["$.min_pass_rate"] = "Need 0 to 1.";
        if (!IsTolerance(spec.AbsoluteTolerance)) errors["$.absolute_tolerance"] = ToleranceNeeded;
        if (!IsTolerance(spec.RelativeTolerance)) errors["$.relative_tolerance"] = ToleranceNeeded;
        return errors.Count == 0 ? null
            : new Refusal(RefusalKind.Invalid, "quality.bad-golden", "The golden dataset cannot be taken.", errors.ToImmutable());
    }

    /// <returns>What is wrong, by path; null when nothing is.</returns>
    public static Refusal? Refuse(ImmutableArray<GoldenCase> cases, int most)
    {
        if (cases.Length is 0 || cases.Length > most)
            return Refusal.Unprocessable("quality.bad-cases",
                string.Create(CultureInfo.InvariantCulture, $"A version has 1 to {most} cases, got {cases.Length}."));
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < cases.Length && errors.Count < MostErrors; i++)
        {
            var one = cases[i];
            string path = string.Create(CultureInfo.InvariantCulture, $"$.cases[{i}]");
            if (one.Id.Length is 0 or > LongestId) errors[$"{path}.id"] = $"Need 1 to {LongestId} characters.";
            else if (!known.Add(one.Id)) errors[$"{path}.id"] = $"'{one.Id}' is another case's id.";
            if (one.Row.Length > LongestRow || !IsObject(one.Row)) errors[$"{path}.row"] = RowNeeded;
            if (one.Prediction is null && one.Probabilities.IsEmpty)
                errors[$"{path}.expected"] = "Need a prediction, probabilities, or both: a case that expects nothing cannot fail.";
            if (one.Probabilities.Values.Any(p => !(p is >= 0 and <= 1))) errors[$"{path}.expected.probabilities"] = "Need numbers from 0 to 1.";
            if (one.AbsoluteTolerance is { } absolute && !IsTolerance(absolute)) errors[$"{path}.absolute_tolerance"] = ToleranceNeeded;
            if (one.RelativeTolerance is { } relative && !IsTolerance(relative)) errors[$"{path}.relative_tolerance"] = ToleranceNeeded;
        }

        return errors.Count == 0 ? null
            : new Refusal(RefusalKind.Unprocessable, "quality.bad-cases", "The cases cannot be taken.", errors.ToImmutable());
    }

    public static Refusal NotFound(string id) => Refusal.NotFound("quality.golden-not-found",
        $"There is no golden dataset '{id}' in this workspace; GET /api/quality/golden-datasets lists those there are.");

    private static bool IsTolerance(double value) => double.IsFinite(value) && value >= 0;

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
