namespace Kolosal.Datasets;

/// <summary>What an expectation must be like to be kept.</summary>
internal static class ExpectationRules
{
    private const int LongestPattern = 1_000, MostValues = 10_000;

    /// <summary>The member that is wrong and why; null when none is.</summary>
    public static (string Member, string Why)? Refuse(DatasetExpectation expectation, ImmutableArray<DatasetColumn> columns)
    {
        if (expectation.Columns.IsEmpty || (expectation.Columns.Length > 1 && expectation.Kind != ExpectationKind.Unique))
            return ("columns", "Expected one column; a unique combination may have several.");
        foreach (string name in expectation.Columns)
            if (!columns.Any(column => column.Name == name)) return ("columns", $"There is no column '{name}'.");
        if (expectation.Columns.Distinct(StringComparer.Ordinal).Count() < expectation.Columns.Length) return ("columns", "A column stands twice.");
        if (!(expectation.Share is > 0 and <= 1)) return ("share", "Expected a share above 0 and at most 1.");
        var only = columns.First(column => column.Name == expectation.Columns[0]);
        return expectation.Kind switch
        {
            ExpectationKind.Range when only.Type != "numeric" => ("columns", $"'{only.Name}' is {only.Type}; a range is one of numbers."),
            ExpectationKind.Range when expectation.Minimum is null && expectation.Maximum is null => ("minimum", "Expected a minimum or a maximum."),
            ExpectationKind.Range when expectation.Minimum > expectation.Maximum => ("maximum", "Expected a maximum of at least the minimum."),
            ExpectationKind.Pattern when expectation.Pattern is not { Length: > 0 and <= LongestPattern } =>
                ("pattern", $"Expected a regular expression of 1 to {LongestPattern} characters."),
            ExpectationKind.AllowedSet when (expectation.Values ?? []).Length is 0 or > MostValues =>
                ("values", $"Expected 1 to {MostValues} values."),
            ExpectationKind.ForeignSet when string.IsNullOrEmpty(expectation.DatasetId) => ("dataset_id", "Expected the dataset with the values."),
            ExpectationKind.ForeignSet when string.IsNullOrEmpty(expectation.ForeignColumn) => ("foreign_column", "Expected its column."),
            _ => null,
        };
    }
}
