using System.Globalization;
using Kolosal.Disclosure;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>What the profile of a column makes of it: its type, its categories, and whether it looks personal.</summary>
public static class ColumnFindings
{
    /// <summary>The profile, without what must not be repeated, and the column as the dataset declares it.</summary>
    /// <param name="column">As converted.</param>
    /// <param name="numbers">Its profile when it holds numbers or dates.</param>
    /// <param name="texts">Its profile otherwise; fed with its own words.</param>
    /// <param name="declared">The type an owner gave it; null where texts may be categories.</param>
    /// <param name="maximumCategories">Most different values of a categorical column.</param>
    public static (ColumnProfile Profile, DatasetColumn Column) Of(
        ConvertedColumn column, NumericProfiler? numbers, TextProfiler? texts, ColumnType? declared, int maximumCategories)
    {
        ColumnProfile profile;
        IReadOnlyCollection<string> values;
        if (numbers is not null)
        {
            profile = numbers.Finish(column.Name, SchemaWords.Word(column.Type)) with { NonFinite = column.NonFinite };
            values = profile.Numeric is { WholeNumbers: true } && column.Type == ColumnType.Numeric
                ? WholeNumbers(numbers.Sample) : [.. profile.TopValues.Select(v => v.Value)];
        }
        else
        {
            profile = texts!.Finish(column.Name, "text");
            var type = declared ?? (column.Type == ColumnType.Boolean ? ColumnType.Boolean
                : Categories.Suits(profile, maximumCategories) ? ColumnType.Categorical : ColumnType.Text);
            profile = profile with { Type = SchemaWords.Word(type) };
            values = [.. texts.Values.Take(PersonalDataScan.SampleSize)];
        }

        var finding = PersonalDataScan.Column(column.Name, values, numbers is null || column.Type == ColumnType.DateTime);
        // Values of a column that looks personal are not repeated where its rows may not be read.
        if (finding is not null) profile = profile with { TopValues = [], Text = profile.Text is { } text ? text with { OddValues = [] } : null };
        var categories = finding is null && profile is { Type: "categorical", DistinctExact: true }
            ? texts!.Values.Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        bool ranged = column.Type == ColumnType.Numeric && profile.Numeric is not null;
        return (profile, new(
            column.Name, profile.Type, SchemaWords.Word(ColumnRole.Feature), Protected: false, profile.Missing, profile.Distinct,
            Minimum: null, Maximum: null, [.. categories], finding is null ? null : SchemaWords.Word(finding.Kind), finding?.Confidence ?? 0,
            column.Reading?.ToColumnReading(), ranged ? profile.Numeric!.Minimum : null, ranged ? profile.Numeric!.Maximum : null,
            ranged ? Quantiles(profile.Numeric!.Quantiles) : null));
    }

    private static ColumnQuantiles? Quantiles(ImmutableArray<Quantile> known)
    {
        double? At(double share) => known.FirstOrDefault(quantile => quantile.Share == share)?.Value;
        return At(0.05) is { } p05 && At(0.25) is { } p25 && At(0.5) is { } p50 && At(0.75) is { } p75 && At(0.95) is { } p95
            ? new(p05, p25, p50, p75, p95) : null;
    }

    private static List<string> WholeNumbers(ReadOnlySpan<double> sample)
    {
        var values = new List<string>();
        for (int i = 0; i < sample.Length && values.Count < PersonalDataScan.SampleSize; i++)
            if (double.IsFinite(sample[i])) values.Add(sample[i].ToString("F0", CultureInfo.InvariantCulture));
        return values;
    }
}
