using System.Text.Json;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Learning;

public class FeatureEncoderTests
{
    private static readonly Frame Table = Samples.Mixed(250, seed: 3);

    [Theory, InlineData(FeatureEncoding.Dense), InlineData(FeatureEncoding.Native)]
    public void A_row_gets_the_bits_of_its_table_and_so_it_does_after_json(FeatureEncoding encoding)
    {
        var encoder = FeatureEncoderFitter.Fit(Table, new PreprocessingOptions(encoding));
        var back = JsonSerializer.Deserialize<FeatureEncoder>(JsonSerializer.Serialize(encoder, TabularJson.Options), TabularJson.Options)!;
        double[] table = encoder.Encode(Table), again = back.Encode(Table), row = new double[encoder.Outputs.Length];
        Assert.Equal(table, again);
        Assert.Equal(encoder.Outputs.AsEnumerable(), back.Outputs);
        for (int r = 0; r < Table.Rows; r++)
        {
            encoder.Encode(new RawRow(Raw(encoder, r)), row);
            Assert.Equal(table.AsSpan(r * row.Length, row.Length).ToArray(), row);
        }
        if (encoding == FeatureEncoding.Dense) Assert.All(table, v => Assert.True(double.IsFinite(v)));
        else Assert.Contains(table, double.IsNaN);
    }

    [Fact]
    public void Encoding_a_row_allocates_nothing()
    {
        foreach (var encoding in Enum.GetValues<FeatureEncoding>())
        {
            var encoder = FeatureEncoderFitter.Fit(Table, new PreprocessingOptions(encoding));
            RawValue[] values = Raw(encoder, 5);
            values[encoder.InputSchema.IndexOf("since")] = "2020-02-03T04:05:06Z";
            values[encoder.InputSchema.IndexOf("owner")] = "TRUE";
            double[] row = new double[encoder.Outputs.Length];
            Assert.Equal(0, Allocated.Least(() =>
            {
                for (int i = 0; i < 100; i++) encoder.Encode(new RawRow(values), row);
            }));
        }
    }

    [Fact]
    public void Nothing_is_learnt_from_rows_outside_the_training_part()
    {
        int[] training = [.. Enumerable.Range(0, 150)];
        var changed = new NumericColumn([.. ((NumericColumn)Table["income"]).Values.ToArray().Select((v, r) => r < 150 ? v : 1e12)],
            Table["income"].Missing);
        var other = new Frame(Table.Schema, Table.Columns.SetItem(Table.Schema.IndexOf("income"), changed));
        string Fitted(Frame t) => JsonSerializer.Serialize(
            FeatureEncoderFitter.Fit(t.SelectRows(training), new PreprocessingOptions(FeatureEncoding.Dense)), TabularJson.Options);
        Assert.Equal(Fitted(Table), Fitted(other));
    }

    [Fact]
    public void The_target_and_columns_of_other_roles_are_no_inputs()
    {
        var encoder = FeatureEncoderFitter.Fit(Table, new PreprocessingOptions(FeatureEncoding.Native));
        Assert.Equal(["age", "income", "city", "owner", "since", "note"], encoder.InputSchema.Columns.Select(c => c.Name));
        Assert.Equal("note", Assert.Single(encoder.Dropped).Column);
        Assert.All(encoder.Sources, s => Assert.InRange(s, 0, 4));
    }

    [Fact]
    public void Rare_and_unseen_categories_share_the_last_feature_or_code()
    {
        string?[] values = [.. Enumerable.Repeat("a", 5), .. Enumerable.Repeat("b", 5), "c", "d", null];
        var table = new Frame(new TableSchema([new("x", ColumnType.Categorical)]), [CategoricalColumn.From(values)]);
        double[] Encode(FeatureEncoding encoding, RawValue value)
        {
            var encoder = FeatureEncoderFitter.Fit(table, new PreprocessingOptions(encoding));
            double[] output = new double[encoder.Outputs.Length];
            encoder.Encode(new RawRow([value]), output);
            return output;
        }
        Assert.Equal([1, 0, 0, 0], Encode(FeatureEncoding.Dense, "a"));
        Assert.Equal([0, 0, 1, 0], Encode(FeatureEncoding.Dense, "c"));
        Assert.Equal([0, 0, 1, 0], Encode(FeatureEncoding.Dense, "unseen"));
        Assert.Equal([0, 0, 0, 1], Encode(FeatureEncoding.Dense, RawValue.Missing));
        Assert.Equal([1], Encode(FeatureEncoding.Native, "b"));
        Assert.Equal([2], Encode(FeatureEncoding.Native, "d"));
        Assert.Equal([2], Encode(FeatureEncoding.Native, "unseen"));
        Assert.Equal([double.NaN], Encode(FeatureEncoding.Native, RawValue.Missing));
    }

    [Fact]
    public void A_category_sent_as_a_number_is_found()
    {
        var table = new Frame(new TableSchema([new("x", ColumnType.Categorical)]), [CategoricalColumn.From(["1", "2", "1", "2", "2.5", "2.5"])]);
        var encoder = FeatureEncoderFitter.Fit(table, new PreprocessingOptions(FeatureEncoding.Native));
        double[] output = new double[1];
        foreach (var (sent, code) in ((double, double)[])[(1, 0), (2, 1), (2.5, 2), (3, double.NaN)])
        {
            encoder.Encode(new RawRow([sent]), output);
            Assert.Equal(code, output[0]);
        }
    }

    [Fact]
    public void Date_parts_are_those_of_the_calendar()
    {
        var encoder = new DatePartsEncoder("t", cyclical: false, []);
        double[] parts = new double[6];
        encoder.Encode("2024-02-29T18:30:00+02:00", parts); // a Thursday; 16:30 UTC; day 19782 of the Unix calendar
        Assert.Equal([19782 + 16.5 / 24, 2024, 2, 29, 4, 16.5], parts);
        var circle = new DatePartsEncoder("t", cyclical: true, []);
        double[] points = new double[10];
        circle.Encode("2024-04-01", points); // a quarter of the year's circle, the start of the month's
        Assert.Equal([1, 0, 0, 1], points[2..6].Select(v => Math.Round(v, 12)));
    }

    [Theory]
    [InlineData("age", "forty", "must be a number")]
    [InlineData("owner", "perhaps", "must be true or false")]
    [InlineData("since", "yesterday", "ISO 8601")]
    public void A_value_of_the_wrong_kind_is_named(string column, string sent, string complaint)
    {
        var encoder = FeatureEncoderFitter.Fit(Table, new PreprocessingOptions(FeatureEncoding.Native));
        RawValue[] values = Raw(encoder, 0);
        Assert.Null(encoder.Check(new RawRow(values)));
        values[encoder.InputSchema.IndexOf(column)] = sent;
        string? wrong = encoder.Check(new RawRow(values));
        Assert.Contains(complaint, wrong);
        Assert.Contains(column, wrong);
        Assert.Contains("values", encoder.Check(new RawRow(values.AsSpan(1))));
        values[encoder.InputSchema.IndexOf(column)] = RawValue.Missing;
        values[0] = double.PositiveInfinity;
        Assert.Contains("infinity", encoder.Check(new RawRow(values)));
    }

    [Theory, InlineData(0.1, 1000), InlineData(1e15, 7), InlineData(-3, 1), InlineData(0, 50)]
    public void A_column_without_spread_is_only_centred(double value, int rows)
    {
        foreach (var strategy in (ScaleStrategy[])[ScaleStrategy.Standard, ScaleStrategy.MinMax, ScaleStrategy.Robust])
            Assert.Equal(1, NumericSteps.FitScaler(strategy, [.. Enumerable.Repeat(value, rows)])!.Scale);
    }

    [Fact]
    public void The_greatest_numbers_there_are_stay_finite_through_training_and_scoring()
    {
        double[] extremes = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? double.MaxValue : i % 3 == 0 ? -double.MaxValue : 1e-300 * i)];
        var table = new Frame(new TableSchema([new("x", ColumnType.Numeric), new("y", ColumnType.Categorical)]),
            [new NumericColumn(extremes), CategoricalColumn.From(Enumerable.Range(0, 60).Select(i => i % 5 < 2 ? "a" : "b"))]);
        foreach (var trainer in Trainers.All.Where(t => t.Supports(LearningTask.Binary)))
        {
            FittedPipeline? pipeline = null;
            var refusal = Record.Exception(() => pipeline = PipelineTrainer.Fit(
                TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), trainer, HyperParameters.Empty, 1, CancellationToken.None));
            // The classes do not follow the column, and descent takes steps as long as its values: some may refuse, but none that asks for the
            // order of values alone, and not the model that every search of classes begins with.
            if (refusal is not null && trainer.Encoding != FeatureEncoding.Native && trainer.Name != "logistic_regression")
                Assert.IsType<TrainingException>(refusal);
            else Assert.All(pipeline!.Score(table), p => Assert.InRange(p, 0, 1));
        }
    }

    [Fact]
    public void The_schema_says_what_was_seen()
    {
        var schema = FeatureEncoderFitter.Fit(Table, new PreprocessingOptions(FeatureEncoding.Native)).InputSchema;
        Assert.Equal(((NumericColumn)Table["age"]).Values.ToArray().Min(), schema["age"].Minimum);
        Assert.Equal(((DateTimeColumn)Table["since"]).Ticks.ToArray().Max(), schema["since"].Maximum);
        Assert.Equal(["Berlin", "Lyon", "Oslo", "Porto", "Riga"], schema["city"].Categories.ToArray());
    }

    [Fact]
    public void A_table_without_usable_columns_is_refused_with_the_reasons()
    {
        var table = new Frame(new TableSchema([new("x", ColumnType.Numeric), new("t", ColumnType.Text)]),
            [new NumericColumn([1, 1]), new TextColumn(["a", "b"])]);
        string message = Assert.Throws<TrainingException>(
            () => FeatureEncoderFitter.Fit(table, new PreprocessingOptions(FeatureEncoding.Dense))).Message;
        Assert.Contains("'x'", message);
        Assert.Contains("'t'", message);
    }

    private static RawValue[] Raw(FeatureEncoder encoder, int row) => [.. encoder.InputSchema.Columns.Select(c => RawValue.At(Table[c.Name], row))];
}
