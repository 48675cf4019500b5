using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Validation;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

public class CrossValidationTests
{
    private static readonly Frame Table = Samples.Mixed(240, seed: 8);
    private static readonly LearningProblem Problem = LearningProblem.Infer(Table, "risk");
    private static readonly TrainerDescriptor Logistic = Trainers.Get("logistic_regression");

    [Fact]
    public void Each_fold_is_a_fit_to_its_training_rows_judged_on_the_others()
    {
        var folds = FoldPlan.Folds(Table, Problem, 4, 1);
        var result = Evaluate(folds);
        for (int f = 0; f < folds.Length; f++)
        {
            Frame training = Table.SelectRows(folds[f].Training.AsSpan()), judged = Table.SelectRows(folds[f].Validation.AsSpan());
            var pipeline = PipelineTrainer.Fit(TrainingPart.WholeTable(training), Problem, Logistic, HyperParameters.Empty,
                SeededRandom.Derive(5, (ulong)f), CancellationToken.None);
            double[] outputs = pipeline.Score(judged);
            Assert.Equal(Metrics.Metrics.RocAuc.Compute(CrossValidation.Scored(judged, Problem, outputs)), result.Scores[f]);
            for (int i = 0; i < judged.Rows; i++)
                Assert.Equal(outputs.AsSpan(i * 2, 2).ToArray(), result.OutOfFold.AsSpan(folds[f].Validation[i] * 2, 2).ToArray());
        }
        Assert.Equal(result.Scores.Average(), result.Mean);
        Assert.Equal(Table.Rows, result.PredictedRows(2).Length);
        Assert.True(result.Mean > 0.8);
    }

    [Fact]
    public void Rows_that_no_fold_judges_have_no_prediction()
    {
        var folds = Folds.TimeSeries([.. Enumerable.Range(0, Table.Rows).Select(r => (double)r)], 3);
        Assert.Equal(Enumerable.Range(60, 180), Evaluate(folds).PredictedRows(2));
    }

    [Fact]
    public void Folds_may_be_cut_short()
    {
        var seen = new List<int>();
        var result = CrossValidation.Evaluate(Table, Problem, Logistic, HyperParameters.Empty, FoldPlan.Folds(Table, Problem, 5, 1),
            Metrics.Metrics.RocAuc, 1, CancellationToken.None,
            afterFold: (done, scores) =>
            {
                seen.Add(done);
                Assert.Equal(done, scores.Count);
                return done < 2;
            });
        Assert.Equal([1, 2], seen);
        Assert.Equal(2, result.Scores.Length);
    }

    [Fact]
    public void It_stops_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CrossValidation.Evaluate(Table, Problem, Logistic, HyperParameters.Empty, FoldPlan.Folds(Table, Problem, 5, 1),
            Metrics.Metrics.RocAuc, 1, source.Token, afterFold: (_, _) =>
            {
                source.Cancel();
                return true;
            }));
    }

    [Fact]
    public void A_weight_column_weighs_training_and_judging_and_is_no_input()
    {
        // Half the rows are told wrongly and weigh nothing.
        double[] weights = [.. Enumerable.Range(0, Table.Rows).Select(r => r % 2 == 0 ? 1.0 : 0)];
        var labels = CategoricalColumn.From(Enumerable.Range(0, Table.Rows)
            .Select(r => r % 2 == 0 ? Table["risk"].TextAt(r) : Table["risk"].TextAt(r) == "good" ? "bad" : "good"));
        var table = new Frame(new TableSchema([.. Table.Schema.Columns, new("w", ColumnType.Numeric, ColumnRole.Weight)]),
            Table.Columns.SetItem(Table.Schema.IndexOf("risk"), labels).Add(new NumericColumn(weights)));
        var problem = LearningProblem.Infer(table, "risk");
        var result = CrossValidation.Evaluate(table, problem, Logistic, HyperParameters.Empty, FoldPlan.Folds(table, problem, 4, 1),
            Metrics.Metrics.RocAuc, 1, CancellationToken.None);
        Assert.True(result.Mean > 0.75, $"{result.Mean}");
        Assert.DoesNotContain(result.Pipelines[0].Encoder.InputSchema.Columns, c => c.Name == "w");

        weights[3] = -1;
        Assert.Throws<TrainingException>(() => PipelineTrainer.Fit(
            TrainingPart.WholeTable(table.WithSchema(table.Schema)), problem, Logistic, HyperParameters.Empty, 1, CancellationToken.None));
    }

    [Fact]
    public void What_does_not_suit_is_refused()
    {
        Assert.Throws<TrainingException>(() => PipelineTrainer.Fit(
            TrainingPart.WholeTable(Table), Problem, Trainers.Get("ridge"), HyperParameters.Empty, 1, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => PipelineTrainer.Fit(
            TrainingPart.WholeTable(Table), Problem, Logistic, HyperParameters.Empty.With("depth", 3), 1, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => PipelineTrainer.Fit(
            TrainingPart.WholeTable(Table), Problem, Logistic, HyperParameters.Empty, 1, CancellationToken.None,
            new PreprocessingOptions(FeatureEncoding.Native)));
        Assert.Throws<ArgumentException>(() => CrossValidation.Evaluate(
            Table, Problem, Logistic, HyperParameters.Empty, FoldPlan.Folds(Table, Problem, 5, 1), Metrics.Metrics.Rmse, 1, CancellationToken.None));
    }

    private static CrossValidationResult Evaluate(ImmutableArray<Fold> folds) =>
        CrossValidation.Evaluate(Table, Problem, Logistic, HyperParameters.Empty, folds, Metrics.Metrics.RocAuc, 5, CancellationToken.None);
}
