using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>What every trainer in <see cref="SuiteTrainers.All"/> keeps, for every task it supports.</summary>
/// <remarks>Compiled by every test project that has trainers of its own. What a trainer need not keep follows from its descriptor only.</remarks>
public class TrainerConformanceTests
{
    public static TheoryData<string, LearningTask> Cells => Where(_ => true);

    public static TheoryData<string, LearningTask> Weighing => Where(trainer => trainer.TakesWeights);

    public static TheoryData<string> Names => [.. SuiteTrainers.All.Select(t => t.Name)];

    [Theory, MemberData(nameof(Cells))]
    public void The_same_rows_seed_and_options_give_the_same_bytes_as_far_as_its_descriptor_promises(string name, LearningTask task)
    {
        var rows = Rows(name, task, 400);
        var promise = Trainers.Get(name).Determinism;
        byte[] expected = Bytes(Fit(name, rows));
        if (promise != Determinism.None) Assert.Equal(expected, Bytes(Fit(name, rows)));
        if (Default(name) is not IParallelTrainer parallel) return;
        foreach (int threads in (ReadOnlySpan<int>)[1, 2, 4])
        {
            byte[] got = Bytes(parallel.WithThreads(threads).Fit(rows, 1, CancellationToken.None));
            if (promise == Determinism.SameThreads) expected = Bytes(parallel.WithThreads(threads).Fit(rows, 1, CancellationToken.None));
            if (promise != Determinism.None) Assert.Equal(expected, got);
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Outputs_are_finite_and_probabilities_sum_to_one(string name, LearningTask task)
    {
        var rows = Rows(name, task, 300);
        var model = Fit(name, rows);
        Assert.Equal(rows.Outputs, model.Outputs);
        Assert.Equal(rows.Columns.Length, model.Inputs);
        double[] outputs = Score(model, rows);
        Assert.All(outputs, v => Assert.True(double.IsFinite(v)));
        for (int row = 0; row < rows.Rows && task != LearningTask.Regression; row++)
        {
            Assert.All(outputs.AsSpan(row * model.Outputs, model.Outputs).ToArray(), p => Assert.InRange(p, 0, 1));
            Assert.Equal(1, outputs.AsSpan(row * model.Outputs, model.Outputs).ToArray().Sum(), 12);
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_model_read_back_writes_the_same_bytes_and_scores_the_same_bits(string name, LearningTask task)
    {
        var rows = Rows(name, task, 300);
        var model = Fit(name, rows);
        byte[] bytes = Bytes(model);
        var back = Trainers.Get(name).Read(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(back));
        Assert.Equal(Score(model, rows), Score(back, rows));
        Assert.Equal((model.Inputs, model.Outputs), (back.Inputs, back.Outputs));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Shortened_bytes_are_refused(string name, LearningTask task)
    {
        byte[] bytes = Bytes(Fit(name, Rows(name, task, 60)));
        for (int length = 0; length < bytes.Length; length += 1 + bytes.Length / 50)
        {
            var fault = Record.Exception(() => Trainers.Get(name).Read(new BinaryReader(new MemoryStream(bytes, 0, length))));
            Assert.True(fault is InvalidDataException or EndOfStreamException,
                $"{length} of {bytes.Length} bytes: {fault?.GetType().Name ?? "accepted"}");
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_batch_gets_the_bits_of_its_rows_and_so_do_threads_side_by_side(string name, LearningTask task)
    {
        var rows = Rows(name, task, 257);
        var model = Fit(name, rows);
        double[] batch = Score(model, rows), single = new double[batch.Length], threaded = new double[batch.Length];
        for (int row = 0; row < rows.Rows; row++) model.Score(rows.Row(row), single.AsSpan(row * model.Outputs, model.Outputs));
        Assert.Equal(batch, single);
        Parallel.For(0, rows.Rows, row => model.Score(rows.Row(row), threaded.AsSpan(row * model.Outputs, model.Outputs)));
        Assert.Equal(batch, threaded);
    }

    [Theory, MemberData(nameof(Cells))]
    public void Scoring_allocates_nothing(string name, LearningTask task)
    {
        var rows = Rows(name, task, 200);
        var model = Fit(name, rows);
        double[] output = new double[model.Outputs], all = new double[rows.Rows * model.Outputs];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int row = 0; row < rows.Rows; row++) model.Score(rows.Row(row), output);
        }));
        long allocatedByBatch = Allocated.Least(() => model.ScoreBatch(rows.Features.Span, rows.Rows, all));
        Assert.InRange(allocatedByBatch, 0, 1024); // a batch may cost, its rows may not
    }

    [Theory, MemberData(nameof(Cells))]
    public void It_beats_the_prior_where_there_is_something_to_learn(string name, LearningTask task)
    {
        TrainingSet training = Rows(name, task, 600), test = Rows(name, task, 400, seed: 99);
        // Not log loss: a tree grown to pure leaves is right to be sure by its own rule, and infinitely punished for one miss.
        var metric = task == LearningTask.Regression ? Metrics.Metrics.Rmse : Metrics.Metrics.Get("brier");
        double own = metric.Compute(Scored(Fit(name, training), test)), prior = metric.Compute(Scored(Fit("prior", training), test));
        if (name == "prior") Assert.Equal(prior, own);
        else Assert.True(own < 0.85 * prior, $"{own} against {prior}");
    }

    [Fact]
    public void Weights_count_as_repetition_where_claimed() => Assert.All(Where(trainer => trainer.WeightsRepeat), cell =>
    {
        var (name, task) = ((string)cell[0], (LearningTask)cell[1]);
        var rows = Rows(name, task, 200);
        double[] weights = [.. Enumerable.Range(0, rows.Rows).Select(r => (double)(r % 3))];
        int[] repeated = [.. Enumerable.Range(0, rows.Rows).SelectMany(r => Enumerable.Repeat(r, r % 3))];
        double[] weighted = Score(Fit(name, Weighted(rows, weights)), rows), twice = Score(Fit(name, rows.Take(repeated)), rows);
        for (int i = 0; i < weighted.Length; i++) Assert.Equal(twice[i], weighted[i], 1e-5 * Math.Max(1, Math.Abs(twice[i])));
    });

    [Fact]
    public void Weights_that_differ_are_refused_where_they_would_be_ignored() => Assert.All(Where(trainer => !trainer.TakesWeights), cell =>
    {
        var (name, task) = ((string)cell[0], (LearningTask)cell[1]);
        var rows = Rows(name, task, 100);
        Assert.NotEmpty(Score(Fit(name, Weighted(rows, [.. Enumerable.Repeat(3.0, rows.Rows)])), rows));
        Assert.Contains("weight", Assert.Throws<TrainingException>(() =>
            Fit(name, Weighted(rows, [.. Enumerable.Range(1, rows.Rows).Select(r => (double)r)]))).Message);
    });

    [Theory, MemberData(nameof(Weighing))]
    public void Weights_are_honoured(string name, LearningTask task)
    {
        // Rows of weight 0 tell the opposite story: a model that heard them could not follow the others.
        TrainingSet rows = Rows(name, task, 400), test = Rows(name, task, 300, seed: 99);
        int half = rows.Rows / 2;
        double[] weights = [.. Enumerable.Range(0, rows.Rows).Select(r => r < half ? 1.0 : 0.0)];
        var poisoned = task == LearningTask.Regression
            ? TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets.ToArray().Select((t, r) => r < half ? t : -3 * t).ToArray(), weights)
            : TrainingSet.Classification(rows.Features, rows.Columns,
                rows.Labels.ToArray().Select((l, r) => r < half ? l : rows.Classes - 1 - l).ToArray(), rows.Classes, weights);
        var metric = task == LearningTask.Regression ? Metrics.Metrics.Rmse : Metrics.Metrics.LogLoss;
        double own = metric.Compute(Scored(Fit(name, poisoned), test)),
            clean = metric.Compute(Scored(Fit(name, rows.Take([.. Enumerable.Range(0, half)])), test));
        Assert.True(own < 1.3 * clean, $"{own} against {clean}");
    }

    [Theory, MemberData(nameof(Names))]
    public void Constant_missing_and_unseen_values_are_taken_in_stride(string name)
    {
        var trainer = Trainers.Get(name);
        var table = WithOddColumns(Samples.Mixed(200, 3));
        foreach (string target in (string[])["risk", "amount"])
        {
            var problem = LearningProblem.Infer(table, target);
            if (!trainer.Supports(problem.Task)) continue;
            var pipeline = PipelineTrainer.Fit(TrainingPart.WholeTable(table), problem, trainer, HyperParameters.Empty, 1, CancellationToken.None);
            var scorer = new Scorer([new(pipeline)]);
            RawValue[] nothing = [.. scorer.InputSchema.Columns.Select(_ => RawValue.Missing)];
            RawValue[] unseen = [.. scorer.InputSchema.Columns.Select(c => c.Type switch
            {
                ColumnType.Numeric => (RawValue)1e9,
                ColumnType.Boolean => 1,
                ColumnType.DateTime => "2190-05-06T07:08:09Z",
                _ => "never seen",
            })];
            double[] output = new double[scorer.Outputs];
            foreach (var row in (RawValue[][])[nothing, unseen])
            {
                Assert.Null(scorer.Check(new RawRow(row)));
                scorer.Predict(new RawRow(row), output);
                Assert.All(output, v => Assert.True(double.IsFinite(v)));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_ends_of_every_hyper_parameter_can_be_trained(string name)
    {
        var trainer = Trainers.Get(name);
        var task = trainer.Tasks[0];
        var rows = Rows(name, task, 120);
        foreach (var parameter in trainer.Space.Parameters)
        {
            var ends = ParameterEnds.Of(parameter, most: 200);
            foreach (var end in ends)
            {
                var given = HyperParameters.Empty.With(parameter.Name, end);
                if (parameter.When is { } when) given = given.With(when.Parent, when.Values[0]);
                var model = trainer.Create(trainer.Space.Complete(given)).Fit(rows, 1, CancellationToken.None);
                Assert.All(Score(model, rows), v => Assert.True(double.IsFinite(v), $"{parameter.Name} = {end}"));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_it_cannot_learn_is_refused_with_a_reason(string name)
    {
        var trainer = Trainers.Get(name);
        foreach (var task in Enum.GetValues<LearningTask>().Where(t => !trainer.Supports(t)))
            Assert.NotEmpty(Assert.Throws<TrainingException>(() => Default(name).Fit(Rows(name, task, 30), 1, CancellationToken.None)).Message);
        Assert.Throws<TrainingException>(() => TrainingSet.Regression(default, [new("x")], default));
        if (trainer.Encoding != FeatureEncoding.Native)
        {
            var rows = Rows(name, trainer.Tasks[0], 30);
            double[] holed = rows.Features.ToArray();
            holed[rows.Columns.Length + 1] = double.NaN;
            var set = rows.Task == LearningTask.Regression ? TrainingSet.Regression(holed, rows.Columns, rows.Targets)
                : TrainingSet.Classification(holed, rows.Columns, rows.Labels, rows.Classes);
            Assert.Contains("row 1", Assert.Throws<TrainingException>(() => Fit(name, set)).Message);
        }
    }

    [Fact]
    public void More_rows_than_it_takes_are_refused_at_once() => Assert.All(Where(trainer => trainer.MaxRows < int.MaxValue), cell =>
    {
        var (name, task) = ((string)cell[0], (LearningTask)cell[1]);
        int most = Trainers.Get(name).MaxRows;
        var message = Assert.Throws<TrainingException>(() => Fit(name, Rows(name, task, most + 1))).Message;
        Assert.Contains($"{most}", message.Replace(",", ""));
    });

    [Theory, MemberData(nameof(Cells))]
    public void Rows_of_one_class_or_value_are_refused_or_learnt_as_such(string name, LearningTask task)
    {
        var rows = Rows(name, task, 50);
        var flat = task == LearningTask.Regression ? TrainingSet.Regression(rows.Features, rows.Columns, new double[50])
            : TrainingSet.Classification(rows.Features, rows.Columns, new int[50], rows.Classes);
        IPredictor? model = null;
        var fault = Record.Exception(() => model = Fit(name, flat));
        if (fault is not null) Assert.IsType<TrainingException>(fault);
        else Assert.All(Score(model!, flat), v => Assert.True(double.IsFinite(v)));
    }

    [Theory, MemberData(nameof(Cells))]
    public void One_row_is_refused_or_learnt(string name, LearningTask task)
    {
        var fault = Record.Exception(() => Fit(name, Rows(name, task, 1)));
        if (fault is not null) Assert.IsType<TrainingException>(fault);
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_fit_cancelled_before_it_begins_does_not_begin(string name, LearningTask task) =>
        Cancellation.StopsAtOnce(cancel => Default(name).Fit(Rows(name, task, 100), 1, cancel));

    private static TheoryData<string, LearningTask> Where(Func<TrainerDescriptor, bool> concerns)
    {
        var cells = new TheoryData<string, LearningTask>();
        foreach (var trainer in SuiteTrainers.All.Where(concerns)) foreach (var task in trainer.Tasks) cells.Add(trainer.Name, task);
        return cells;
    }

    private static ITrainer Default(string name) => Trainers.Get(name).Create(Trainers.Get(name).Space.Defaults);

    private static IPredictor Fit(string name, TrainingSet rows) => Default(name).Fit(rows, 1, CancellationToken.None);

    private static byte[] Bytes(IPredictor model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) model.Write(writer);
        return stream.ToArray();
    }

    private static double[] Score(IPredictor model, TrainingSet rows)
    {
        double[] outputs = new double[rows.Rows * model.Outputs];
        model.ScoreBatch(rows.Features.Span, rows.Rows, outputs);
        return outputs;
    }

    private static ScoredRows Scored(IPredictor model, TrainingSet rows) => rows.Task == LearningTask.Regression
        ? ScoredRows.Regression(rows.Targets, Score(model, rows)) : ScoredRows.Classification(rows.Labels, rows.Classes, Score(model, rows));

    private static TrainingSet Weighted(TrainingSet rows, double[] weights) => rows.Task == LearningTask.Regression
        ? TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets, weights)
            : TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, weights);

    /// <summary>Four numbers of which three matter; natively one more column of three categories, and holes.</summary>
    internal static TrainingSet Rows(string name, LearningTask task, int count, ulong seed = 7)
    {
        bool native = Trainers.Get(name).Encoding == FeatureEncoding.Native;
        var random = new SeededRandom(seed);
        int columns = native ? 5 : 4;
        double[] features = new double[count * columns], targets = new double[count];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            var x = features.AsSpan(row * columns, columns);
            for (int c = 0; c < 4; c++) x[c] = random.NextNormal();
            double signal = 2 * x[0] - 1.5 * x[1] + x[2];
            if (native)
            {
                x[4] = random.Next(3);
                signal += x[4] - 1;
                if (random.Next(20) == 0) x[3] = double.NaN;
            }
            if (Trainers.Get(name).Encoding == FeatureEncoding.NonNegative)
                for (int c = 0; c < 4; c++) x[c] = Math.Round(20 * Math.Exp(0.5 * x[c])); // counts whose logarithm carries the signal
            targets[row] = 10 + 3 * signal + random.NextNormal();
            if (Trainers.Get(name).PositiveTargets) targets[row] = Math.Exp(0.1 * targets[row]);
            double noisy = signal + 0.3 * random.NextNormal();
            labels[row] = task == LearningTask.Binary ? (noisy > 0 ? 1 : 0) : noisy < -1.2 ? 0 : noisy < 1.2 ? 1 : 2;
        }
        ImmutableArray<FeatureInfo> infos = [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}", c == 4 ? 3 : 0))];
        return task == LearningTask.Regression ? TrainingSet.Regression(features, infos, targets)
            : TrainingSet.Classification(features, infos, labels, task == LearningTask.Binary ? 2 : 3);
    }

    private static Frame WithOddColumns(Frame table)
    {
        var gone = MissingMask.Where(table.Rows, _ => true);
        return new(new TableSchema([.. table.Schema.Columns, new("constant", ColumnType.Numeric), new("empty", ColumnType.Numeric),
            new("one", ColumnType.Categorical), new("blank", ColumnType.Categorical)]),
            [.. table.Columns, new NumericColumn([.. Enumerable.Repeat(4.2, table.Rows)]), new NumericColumn(new double[table.Rows], gone),
                CategoricalColumn.From(Enumerable.Repeat("same", table.Rows)), CategoricalColumn.From(Enumerable.Repeat((string?)null, table.Rows))]);
    }
}
