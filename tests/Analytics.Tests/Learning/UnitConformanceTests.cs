using System.Collections.Concurrent;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>No trainer in <see cref="SuiteTrainers.All"/> learns from the unit that a target, a weight or a column is measured in.</summary>
/// <remarks>
/// What is judged is the mean distance between the predictions for rows that were not learnt from, put back into the first unit, in standard
/// deviations of the target (for classes in probability). It is 0 but for rounding, for how sharply an iterative solver ends, and for values that lie
/// exactly on a threshold half-way between two others.
/// </remarks>
public class UnitConformanceTests
{
    private const int Learnt = 400, Judged = 200;

    // Solvers end at gradients of 1e-6 or 1e-7; sequential minimal optimisation at 1e-3 of its condition, the search for the greatest
    // evidence of a Gaussian process where that is flat.
    private const double Solved = 1e-4, Searched = 2e-3;

    // A target of spread 11 and offset 1e12 has five digits left: splits of small nodes hang on those that are lost.
    private const double FiveDigits = 0.03;

    // Ages are whole numbers, and so are thresholds half-way between them: rounding puts a row on one side or the other.
    private const double OnThresholds = 5e-3;

    // Where rows are drawn by weights that follow from earlier trees, one row on the other side of a threshold changes every later draw.
    private const double Drawn = 0.1;

    /// <summary>What a trainer's model says of the judged rows, with which that of every other unit is compared; learnt once.</summary>
    private static readonly ConcurrentDictionary<string, double[]> InTheFirstUnit = new(StringComparer.Ordinal);

    public static TheoryData<string, LearningTask> Cells => Where((_, _) => true);

    public static TheoryData<string, LearningTask> Weighing => Where((trainer, _) => trainer.TakesWeights);

    /// <summary>Those that look at columns, with two classes and with numbers.</summary>
    public static TheoryData<string, LearningTask> Learners => Where((trainer, task) => trainer.Name != "prior" && task != LearningTask.Multiclass);

    public static TheoryData<string, double> Scaled => Regressors(_ => true, 1e-140, 1e-9, 1e-3, 1e5, 1e9, 1e140);

    /// <summary>A model of ratios has no place for an offset.</summary>
    public static TheoryData<string, double> Shifted => Regressors(trainer => !trainer.PositiveTargets, 1e6, 1e9, 1e12);

    [Theory, MemberData(nameof(Scaled))]
    public void Target_times_a_constant(string name, double factor) => Assert.InRange(TargetDistance(name, factor, 0), 0, Tolerance(name));

    [Theory, MemberData(nameof(Shifted))]
    public void Target_plus_a_constant(string name, double offset) =>
        Assert.InRange(TargetDistance(name, 1, offset), 0, name == "ada_boost" ? Drawn : offset > 1e9 ? FiveDigits : Tolerance(name));

    [Theory, MemberData(nameof(Weighing))]
    public void Weights_times_a_constant(string name, LearningTask task)
    {
        TrainingSet rows = TrainerConformanceTests.Rows(name, task, Learnt), judged = TrainerConformanceTests.Rows(name, task, Judged, seed: 8);
        double[] weights = Weights(rows.Rows), expected = Score(Fit(name, Weighted(rows, weights, 1)), judged);
        double spread = task == LearningTask.Regression ? Deviation(rows.Targets.Span) : 1;
        foreach (double factor in (double[])[1e-9, 1e-6, 1 / weights.Sum(), 1e3, 1e9])
            Assert.InRange(Distance(expected, Score(Fit(name, Weighted(rows, weights, factor)), judged)) / spread, 0, Tolerance(name));
    }

    [Theory, MemberData(nameof(Weighing))]
    public void Weights_times_a_power_of_two_give_the_same_bytes(string name, LearningTask task)
    {
        var rows = TrainerConformanceTests.Rows(name, task, Learnt);
        double[] weights = Weights(rows.Rows);
        byte[] expected = Bytes(Fit(name, Weighted(rows, weights, 1)));
        Assert.Equal(expected, Bytes(Fit(name, Weighted(rows, weights, Math.ScaleB(1, -40)))));
        Assert.Equal(expected, Bytes(Fit(name, Weighted(rows, weights, Math.ScaleB(1, 40)))));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Columns_times_a_constant_plus_another(string name, LearningTask task)
    {
        Frame rows = Samples.Mixed(Learnt, 3), judged = Samples.Mixed(Judged, 4);
        double[] expected = Piped(name, task, rows, judged);
        double spread = task == LearningTask.Regression ? Deviation(((NumericColumn)rows["amount"]).Values) : 1;
        foreach (var (factor, offset) in ((double, double)[])[(1e-9, 0), (1e9, 0), (1e-3, 1e3), (1e6, -1e9)])
        {
            double[] got = Piped(name, task, Changed(rows, factor, offset), Changed(judged, factor, offset));
            Assert.InRange(Distance(expected, got) / spread, 0, name == "ada_boost" && task == LearningTask.Regression ? Drawn : OnThresholds);
        }
    }

    /// <summary>Values near the greatest number, near the least above 0, and with an offset that leaves hardly a digit:
    /// the other column still tells what is to be learnt.</summary>
    [Theory, MemberData(nameof(Learners))]
    public void A_column_of_extreme_values_hides_no_other(string name, LearningTask task)
    {
        var random = new SeededRandom(2);
        const int Rows = 160;
        double[] signal = [.. Enumerable.Range(0, Rows).Select(row => (double)row / Rows + 0.2 * random.NextDouble())],
            huge = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(4) switch { 0 => 1e308, 1 => -1e308, 2 => 1e307, _ => 5.0 })],
            tiny = [.. Enumerable.Range(0, Rows).Select(_ => 1e-300 * random.NextDouble())],
            far = [.. Enumerable.Range(0, Rows).Select(row => 1e15 + row % 3)];
        var classes = CategoricalColumn.From(Enumerable.Range(0, Rows).Select(row => row > Rows / 2 ? "p" : "n"));
        double[] amounts = [.. Enumerable.Range(0, Rows).Select(row => Math.Exp(2.0 * row / Rows))];
        foreach (double[] extreme in (double[][])[huge, tiny, far])
        {
            var table = new Frame(new TableSchema([new("x", ColumnType.Numeric), new("z", ColumnType.Numeric),
                    new("amount", ColumnType.Numeric, ColumnRole.Ignored), new("risk", ColumnType.Categorical, ColumnRole.Ignored)]),
                [new NumericColumn([.. extreme]), new NumericColumn([.. signal]), new NumericColumn([.. amounts]), classes]);
            var scored = CrossValidation.Scored(table, Problem(task, table), Piped(name, task, table, table));
            // A model of shares lets no column go without a say.
            double least = Trainers.Get(name).Encoding == FeatureEncoding.NonNegative ? 0.75 : 0.9;
            if (task == LearningTask.Binary) Assert.InRange(Metrics.Metrics.RocAuc.Compute(scored), least, 1);
            else Assert.InRange(RegressionMetrics.RSquared(scored), 0.7, 1);
        }
    }

    /// <summary>Next to it the others weigh nothing: whether that can be learnt is for the trainer to say.</summary>
    [Theory, MemberData(nameof(Weighing))]
    public void A_row_of_huge_weight_is_refused_or_learnt(string name, LearningTask task)
    {
        var rows = TrainerConformanceTests.Rows(name, task, 200);
        foreach (double weight in (double[])[1e20, 1e200])
        {
            IPredictor? model = null;
            var fault = Record.Exception(() =>
                model = Fit(name, Weighted(rows, [.. Enumerable.Range(0, rows.Rows).Select(row => row == 7 ? weight : 1)], 1)));
            if (fault is not null) Assert.IsType<TrainingException>(fault);
            else Assert.All(Score(model!, rows), value => Assert.True(double.IsFinite(value)));
        }
    }

    private static double Tolerance(string name) => name is "svm" or "nu_svm" or "gaussian_process" ? Searched : Solved;

    private static double TargetDistance(string name, double factor, double offset)
    {
        TrainingSet rows = TrainerConformanceTests.Rows(name, LearningTask.Regression, Learnt),
            judged = TrainerConformanceTests.Rows(name, LearningTask.Regression, Judged, seed: 8);
        double[] targets = [.. rows.Targets.ToArray().Select(y => factor * y + offset)];
        double[] got = Score(Fit(name, TrainingSet.Regression(rows.Features, rows.Columns, targets)), judged);
        double[] expected = InTheFirstUnit.GetOrAdd(name, _ => Score(Fit(name, rows), judged));
        return Distance(expected, [.. got.Select(p => (p - offset) / factor)]) / Deviation(rows.Targets.Span);
    }

    private static double Distance(double[] expected, double[] got) => expected.Zip(got, (e, g) => Math.Abs(e - g)).Average();

    private static double Deviation(ReadOnlySpan<double> values)
    {
        double[] all = values.ToArray();
        double mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }

    private static double[] Weights(int rows)
    {
        var random = new SeededRandom(5);
        return [.. Enumerable.Range(0, rows).Select(_ => random.Next(8) == 0 ? 0 : 0.2 + random.NextDouble())];
    }

    private static TrainingSet Weighted(TrainingSet rows, double[] weights, double factor)
    {
        double[] own = [.. weights.Select(w => factor * w)];
        return rows.Task == LearningTask.Regression ? TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets, own)
            : TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, own);
    }

    private static Frame Changed(Frame table, double factor, double offset) => new(table.Schema, [.. table.Columns.Select(column =>
        column is NumericColumn numbers && !ReferenceEquals(column, table["amount"])
            ? new NumericColumn([.. numbers.Values.ToArray().Select(x => factor * x + offset)], numbers.Missing)
            : column)]);

    private static double[] Piped(string name, LearningTask task, Frame learnt, Frame scored)
    {
        return PipelineTrainer.Fit(TrainingPart.WholeTable(learnt), Problem(task, learnt), Trainers.Get(name), HyperParameters.Empty, 1,
            CancellationToken.None).Score(scored);
    }

    private static LearningProblem Problem(LearningTask task, Frame table) =>
        LearningProblem.Infer(table, task == LearningTask.Regression ? "amount" : "risk");

    private static IPredictor Fit(string name, TrainingSet rows) =>
        Trainers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, CancellationToken.None);

    private static double[] Score(IPredictor model, TrainingSet rows)
    {
        double[] outputs = new double[rows.Rows * model.Outputs];
        model.ScoreBatch(rows.Features.Span, rows.Rows, outputs);
        return outputs;
    }

    private static byte[] Bytes(IPredictor model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) model.Write(writer);
        return stream.ToArray();
    }

    private static TheoryData<string, LearningTask> Where(Func<TrainerDescriptor, LearningTask, bool> concerns)
    {
        var cells = new TheoryData<string, LearningTask>();
        foreach (var trainer in SuiteTrainers.All)
            foreach (var task in trainer.Tasks.Where(task => concerns(trainer, task))) cells.Add(trainer.Name, task);
        return cells;
    }

    private static TheoryData<string, double> Regressors(Func<TrainerDescriptor, bool> concerns, params double[] constants)
    {
        var cells = new TheoryData<string, double>();
        foreach (var trainer in SuiteTrainers.All.Where(trainer => trainer.Supports(LearningTask.Regression) && concerns(trainer)))
            foreach (double constant in constants) cells.Add(trainer.Name, constant);
        return cells;
    }
}
