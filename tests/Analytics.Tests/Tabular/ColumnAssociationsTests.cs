namespace Kolosal.Tabular;

public class ColumnAssociationsTests
{
    [Fact]
    public void Every_pair_gets_the_measures_of_its_types()
    {
        string[] city = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "a" : "b")];
        var frame = new Frame(
            new TableSchema([new("x", ColumnType.Numeric), new("cube", ColumnType.Numeric), new("city", ColumnType.Categorical),
                new("even", ColumnType.Boolean), new("note", ColumnType.Text)]),
            [new NumericColumn([.. Enumerable.Range(0, 40).Select(i => (double)i)]),
                new NumericColumn([.. Enumerable.Range(0, 40).Select(i => Math.Pow(i, 3))]),
                CategoricalColumn.From(city), new BooleanColumn([.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)]),
                    new TextColumn(new string?[40])]);
        var pairs = ColumnAssociations.Of(frame);
        Assert.Equal(6, pairs.Length); // four columns qualify
        var curve = pairs.Single(p => p is { First: "x", Second: "cube" });
        Assert.Equal(1, curve.Spearman!.Value, 12);
        Assert.True(curve.Pearson < 0.95 && curve.CramersV is null);
        Assert.Equal(Math.Log(10), curve.MutualInformation, 9); // ten bins that name each other
        Assert.Equal(1, curve.Strength, 12);
        var names = pairs.Single(p => p is { First: "city", Second: "even" });
        Assert.Equal(1, names.CramersV!.Value, 9);
        Assert.Equal(Math.Log(2), names.MutualInformation, 9);
        var mixed = pairs.Single(p => p is { First: "x", Second: "city" });
        Assert.InRange(mixed.CorrelationRatio!.Value, 0, 0.1);
    }

    [Fact]
    public void Missing_and_constant_columns_are_no_trouble()
    {
        var frame = new Frame(new TableSchema([new("x", ColumnType.Numeric), new("none", ColumnType.Numeric), new("one", ColumnType.Categorical)]),
            [new NumericColumn([1, 2, 3]), NumericColumn.FromNaN([double.NaN, double.NaN, double.NaN]), CategoricalColumn.From(["a", "a", null])]);
        Assert.All(ColumnAssociations.Of(frame), p => Assert.Equal((0.0, 0.0), (p.Strength, p.MutualInformation)));
    }
}
