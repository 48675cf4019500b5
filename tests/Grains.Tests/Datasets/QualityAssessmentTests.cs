using Kolosal.Tabular;

namespace Kolosal.Datasets;

public sealed class QualityAssessmentTests
{
    [Fact]
    public void A_clean_table_scores_one()
    {
        var report = Assess([Numbers("x", 0, 100)], [new("x", ColumnType.Numeric)]);
        Assert.Equal(1, report.Overall, 12);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void Scores_are_shares_of_what_was_counted()
    {
        var report = Assess([Numbers("x", 0, 100) with { Count = 60, Missing = 40 }, Numbers("y", 0, 100)],
            [new("x", ColumnType.Numeric), new("y", ColumnType.Numeric)], duplicates: 10);
        Assert.Equal(0.8, report.Completeness, 12);
        Assert.Equal(0.9, report.Uniqueness, 12);
        Assert.Equal(0.4 * 0.8 + 0.2 * 0.9 + 0.2 + 0.2, report.Overall, 12);
        Assert.Contains(report.Warnings, w => w is { Kind: QualityWarningKind.HighMissingness, Column: "x" });
        Assert.Contains(report.Warnings, w => w is { Kind: QualityWarningKind.DuplicateRows, Value: 10 });
    }

    [Theory, InlineData(0, 100, 1), InlineData(0, 50, 0.5), InlineData(25, 75, 0.5), InlineData(-10, -1, 0)]
    public void Declared_ranges_are_measured(double low, double high, double valid) // 100 values spread evenly over 0…100
    {
        var report = Assess([Numbers("x", 0, 100)], [new("x", ColumnType.Numeric, Minimum: low, Maximum: high)]);
        Assert.Equal(valid, report.Validity, 12);
    }

    [Fact]
    public void Targets_are_looked_at()
    {
        var rare = Labels("y", ("good", 95), ("bad", 5));
        Assert.Contains(Assess([rare], [new("y", ColumnType.Categorical, ColumnRole.Target)]).Warnings,
            w => w.Kind == QualityWarningKind.ClassImbalance);
        Assert.DoesNotContain(Assess([rare], [new("y", ColumnType.Categorical)]).Warnings, w => w.Kind == QualityWarningKind.ClassImbalance);
        Assert.Contains(Assess([Labels("y", ("good", 100))], [new("y", ColumnType.Categorical, ColumnRole.Target)]).Warnings,
            w => w.Kind == QualityWarningKind.OneClass);
    }

    [Fact]
    public void A_column_that_holds_the_answer_is_named()
    {
        var matrix = new CorrelationMatrix(["x", "y"], [[1, 0.995], [0.995, 1]]);
        var warnings = Assess([Numbers("x", 0, 100), Numbers("y", 0, 100)],
            [new("x", ColumnType.Numeric), new("y", ColumnType.Numeric, ColumnRole.Target)], correlations: matrix).Warnings;
        Assert.Contains(warnings, w => w is { Kind: QualityWarningKind.TargetLeakage, Column: "x" });
    }

    [Fact]
    public void Identifiers_and_mixtures_are_suspected()
    {
        var id = new ColumnProfile("id", "text", 100, 0, 0, 100, true, 6.6, null, new(5, 5, 5, 0, [], 0), null, []);
        var mixed = new ColumnProfile("m", "text", 100, 0, 0, 60, true, 5, null, new(1, 5, 2, 0.97, [new(4, "four")], 0), null, []);
        var warnings = Assess([id, mixed], [new("id", ColumnType.Text), new("m", ColumnType.Text)]).Warnings;
        Assert.Contains(warnings, w => w is { Kind: QualityWarningKind.SuspectedId, Column: "id" });
        Assert.Contains("row 4: 'four'", warnings.Single(w => w.Kind == QualityWarningKind.MixedTypes).Message, StringComparison.Ordinal);
    }

    private static QualityReport Assess(ImmutableArray<ColumnProfile> columns, ImmutableArray<ColumnSchema> schema, long duplicates = 0,
        CorrelationMatrix? correlations = null) =>
        QualityAssessment.Assess(new(100, duplicates, 100, columns, correlations), new(schema));

    private static ColumnProfile Numbers(string name, double low, double high) => new(
        name, "numeric", 100, 0, 0, 90, true, 6, new(low, high, (low + high) / 2, 1, 0, 0, [], true, 0, false), null,
            new(low, high, [10, 10, 10, 10, 10, 10, 10, 10, 10, 10]), []);

    private static ColumnProfile Labels(string name, params (string Value, long Count)[] values) => new(
        name, "categorical", values.Sum(v => v.Count), 0, 0, values.Length, true, 0.5, null, new(3, 4, 3.5, 0, [], 0), null,
            [.. values.Select(v => new ValueCount(v.Value, v.Count))]);
}
