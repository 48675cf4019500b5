using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What is done about columns that teach nothing or too much, and about rows that repeat.</summary>
public class DataChecksTests
{
    private static readonly Frame Plain = Tables.Binary(400);

    [Fact]
    public void A_copy_of_the_target_is_left_out_and_one_in_other_words_is_named()
    {
        Assert.Equal(["copy"], Names(With(("copy", CategoricalColumn.From(Enumerable.Range(0, 400).Select(row => Plain["label"].TextAt(row)!))))));
        var other = CategoricalColumn.From(Enumerable.Range(0, 400).Select(row => Plain["label"].TextAt(row) == "yes" ? "A" : "B"));
        var plan = RunPlanner.Plan(Tables.Options("label"), With(("other", other)), "yes");
        Assert.Null(plan.LeftOut);
        Assert.Contains(plan.Findings!.Value, note => note.StartsWith("The column 'other' alone tells 'label'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_of_a_regression_target_is_left_out_and_one_in_other_units_is_named()
    {
        var table = Tables.Regression(300);
        double[] y = ((NumericColumn)table["y"]).Values.ToArray();
        var copied = Tables.Of(("x0", table["x0"]), ("x1", table["x1"]), ("copy", new NumericColumn([.. y])),
            ("cents", new NumericColumn([.. y.Select(v => 100 * v + 7)])), ("y", table["y"]));
        var plan = RunPlanner.Plan(Tables.Options("y"), copied, null);
        Assert.Equal("copy", Assert.Single(plan.LeftOut!.Value).Column);
        Assert.Contains(plan.Findings!.Value, note => note.StartsWith("The column 'cents' alone tells 'y' in every row", StringComparison.Ordinal));

        // Whoever asks for a prediction may still send it; it feeds nothing.
        var package = ModelPackage.Load(new MemoryStream(FinalFit.Run(
            copied, plan, new TrialSpec(0, "ridge", Trainers.Get("ridge").Space.Defaults), TimeProvider.System, default).Package));
        Assert.True(package.InputSchema.IndexOf("copy") >= 0);
        Assert.Contains(package.Pipelines[0].Pipeline.Encoder.Dropped, d => d.Column == "copy");
        Assert.DoesNotContain(package.Pipelines[0].Pipeline.Encoder.Columns, c => c.Column == "copy");
        Assert.Contains(package.Pipelines[0].Pipeline.Encoder.Columns, c => c.Column == "cents");
    }

    [Fact]
    public void A_column_that_nearly_tells_the_target_stays_and_is_named()
    {
        var random = new SeededRandom(3);
        var suspect = new NumericColumn([.. Enumerable.Range(0, 400).Select(row =>
            (Plain["label"].TextAt(row) == "yes" ? 1.0 : 0) + 0.1 * random.NextNormal())]);
        var plan = RunPlanner.Plan(Tables.Options("label"), With(("suspect", suspect)), "yes");
        Assert.Null(plan.LeftOut);
        Assert.Contains(plan.Findings!.Value, note => note.Contains("'suspect' alone tells 'label'", StringComparison.Ordinal));
    }

    [Fact]
    public void Constants_and_numbers_of_rows_are_left_out_and_ordinary_columns_stay()
    {
        var table = With(
            ("one", new NumericColumn([.. Enumerable.Repeat(1.0, 400)])),
            ("row", new NumericColumn([.. Enumerable.Range(1000, 400).Select(i => (double)i)])),
            ("name", CategoricalColumn.From(Enumerable.Range(0, 400).Select(i => $"n{i}"))));
        Assert.Equal(["name", "one", "row"], Names(table).Order());
        Assert.Null(RunPlanner.Plan(Tables.Options("label"), Plain, null).LeftOut);
    }

    [Fact]
    public void Equal_rows_are_on_one_side_of_every_split()
    {
        // Each row three times.
        int[] thrice = [.. Enumerable.Range(0, 150).SelectMany(row => (int[])[row, row, row])];
        var table = Plain.SelectRows(thrice);
        var plan = RunPlanner.Plan(Tables.Options("label"), table, null);
        Assert.True(plan.DuplicatesTogether);
        var rows = PlannedRows.Of(table, plan);
        Assert.Empty(Values(rows.Development).Intersect(Values(rows.Test)));
        Assert.Equal(450, rows.Development.Rows + rows.Test.Rows);
        foreach (var fold in rows.Parts)
            Assert.Empty(Values(rows.Development.SelectRows([.. fold.Training]))
                .Intersect(Values(rows.Development.SelectRows([.. fold.Validation]))));
        Assert.Equal(Enumerable.Range(0, rows.Development.Rows), rows.Parts.SelectMany(f => f.Validation).Order());
        Assert.Null(RunPlanner.Plan(Tables.Options("label"), Plain, null).DuplicatesTogether);

        // Of two coins and a colour every row is there many times, and no row is a copy.
        var coarse = Tables.Of(("colour", Plain["colour"]), ("coin", new NumericColumn([.. Enumerable.Range(0, 400).Select(i => i % 2.0)])),
            ("label", Plain["label"]));
        Assert.Null(RunPlanner.Plan(Tables.Options("label"), coarse, null).DuplicatesTogether);
    }

    private static double[] Values(Frame rows) => ((NumericColumn)rows["x0"]).Values.ToArray();

    private static IEnumerable<string> Names(Frame table) =>
        (RunPlanner.Plan(Tables.Options("label"), table, null).LeftOut ?? []).Select(l => l.Column);

    private static Frame With(params (string Name, Column Column)[] more) =>
        Tables.Of([.. Plain.Schema.Columns.Select(c => (c.Name, Plain[c.Name])), .. more]);
}
