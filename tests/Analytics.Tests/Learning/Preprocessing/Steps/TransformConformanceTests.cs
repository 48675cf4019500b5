using System.Text.Json;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>What every step in <see cref="Transforms.All"/> keeps; steps that look at the target for every task they are defined for.</summary>
public class TransformConformanceTests
{
    /// <summary>Steps that look at the target and are not defined for every task.</summary>
    private static readonly (string Name, LearningTask Task)[] Undefined =
    [
        ("weight_of_evidence_encoder", LearningTask.Multiclass), ("weight_of_evidence_encoder", LearningTask.Regression),
        ("mdlp_binner", LearningTask.Regression), ("chi_square_selection", LearningTask.Regression),
    ];

    public static TheoryData<string, LearningTask> Cells => Where((_, _) => true);

    public static TheoryData<string, LearningTask> Refused
    {
        get
        {
            var cells = new TheoryData<string, LearningTask>();
            foreach (var (name, task) in Undefined) cells.Add(name, task);
            return cells;
        }
    }

    public static TheoryData<string, LearningTask> Supervised => Where((step, _) => step.Needs.HasFlag(TransformNeeds.Target));

    public static TheoryData<string, LearningTask> Invertible =>
        Where((step, task) => Fit(step.Name, Rows(step.Name, task, 150)) is IInvertibleTransform);

    public static TheoryData<string> TakesHoles => [.. Transforms.All.Where(t => !t.Needs.HasFlag(TransformNeeds.Complete)).Select(t => t.Name)];

    public static TheoryData<string> Names => [.. Transforms.All.Select(t => t.Name)];

    [Fact]
    public void Names_differ() => Assert.Equal(Transforms.All.Length, Transforms.All.Select(t => t.Name).Distinct().Count());

    [Theory, MemberData(nameof(Cells))]
    public void The_same_rows_and_seed_give_the_same_json(string name, LearningTask task)
    {
        var rows = Rows(name, task, 200);
        Assert.Equal(Json(Fit(name, rows)), Json(Fit(name, rows)));
    }

    [Theory, MemberData(nameof(Cells))]
    public void What_is_read_back_writes_the_same_json_and_gives_the_same_bits(string name, LearningTask task)
    {
        var rows = Rows(name, task, 200);
        var transform = Fit(name, rows);
        var back = JsonSerializer.Deserialize<Transform>(Json(transform), TabularJson.Options)!;
        Assert.Equal(Json(transform), Json(back));
        Assert.Equal(transform.Outputs.ToArray(), back.Outputs.ToArray());
        Assert.Equal(Bits(Apply(transform, rows)), Bits(Apply(back, rows)));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Many_rows_get_the_bits_of_each_and_so_do_threads_side_by_side(string name, LearningTask task)
    {
        var rows = Rows(name, task, 257);
        var transform = Fit(name, rows);
        double[] before = rows.Features.ToArray(), together = Apply(transform, rows), single = new double[together.Length],
            threaded = new double[together.Length];
        int width = transform.Outputs.Length;
        for (int row = 0; row < rows.Rows; row++) transform.Apply(rows.Row(row), single.AsSpan(row * width, width));
        Parallel.For(0, rows.Rows, row => transform.Apply(rows.Row(row), threaded.AsSpan(row * width, width)));
        Assert.Equal(Bits(together), Bits(single));
        Assert.Equal(Bits(together), Bits(threaded));
        Assert.Equal(Bits(before), Bits(rows.Features.ToArray()));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Applying_allocates_nothing_per_row(string name, LearningTask task)
    {
        var rows = Rows(name, task, 200);
        var transform = Fit(name, rows);
        double[] output = new double[transform.Outputs.Length];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int row = 0; row < rows.Rows; row++) transform.Apply(rows.Row(row), output);
        }));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Outputs_are_finite_or_missing_and_missing_only_where_something_was(string name, LearningTask task)
    {
        var rows = Rows(name, task, 200);
        var transform = Fit(name, rows);
        Assert.NotEmpty(transform.Outputs);
        Assert.Equal(transform.Outputs.Length, transform.Outputs.Select(o => o.Name).Distinct().Count());
        Assert.Equal(rows.Columns.ToArray(), transform.Inputs.ToArray());
        double[] outputs = Apply(transform, rows);
        int width = transform.Outputs.Length;
        for (int row = 0; row < rows.Rows; row++)
        {
            bool hole = rows.Row(row).ToArray().Any(double.IsNaN) && !Transforms.Get(name).Completes;
            for (int c = 0; c < width; c++)
            {
                double value = outputs[row * width + c];
                Assert.True(double.IsFinite(value) || (hole && double.IsNaN(value)), $"row {row}, {transform.Outputs[c].Name}: {value}");
                if (transform.Outputs[c].IsCategorical && !double.IsNaN(value))
                    Assert.True(value == Math.Floor(value) && value >= 0 && value < transform.Outputs[c].Cardinality);
            }
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Extreme_values_stay_finite(string name, LearningTask task)
    {
        var rows = Rows(name, task, 100);
        var transform = Fit(name, rows);
        double[] row = rows.Row(0).ToArray(), output = new double[transform.Outputs.Length];
        bool signed = (Transforms.Get(name).Needs & (TransformNeeds.NonNegative | TransformNeeds.Positive)) == 0;
        foreach (double extreme in (double[])[1e150, signed ? -1e150 : 0, 1e-300, 0])
        {
            for (int c = 0; c < row.Length; c++) row[c] = rows.Columns[c].IsCategorical ? rows.Columns[c].Cardinality - 1 : extreme;
            transform.Apply(row, output);
            for (int c = 0; c < output.Length; c++) Assert.True(double.IsFinite(output[c]), $"{extreme}: {transform.Outputs[c].Name} is {output[c]}");
        }
    }

    [Theory, MemberData(nameof(Invertible))]
    public void What_is_undone_is_done_again_alike(string name, LearningTask task)
    {
        var rows = Rows(name, task, 150);
        var transform = Fit(name, rows);
        var inverse = Assert.IsType<IInvertibleTransform>(transform, exactMatch: false);
        double[] output = new double[transform.Outputs.Length], row = new double[rows.Columns.Length], again = new double[output.Length];
        for (int r = 0; r < rows.Rows; r++)
        {
            transform.Apply(rows.Row(r), output);
            inverse.Invert(output, row);
            transform.Apply(row, again);
            for (int c = 0; c < output.Length; c++)
                Assert.True(double.IsNaN(output[c]) ? double.IsNaN(again[c])
                    : Math.Abs(output[c] - again[c]) <= 1e-7 * Math.Max(1, Math.Abs(output[c])), $"{output[c]} against {again[c]}");
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Fitting_and_transforming_keeps_targets_and_weights(string name, LearningTask task)
    {
        var rows = Weighted(Rows(name, task, 120), row => 1 + row % 3);
        var both = FitTransform(name, rows, 1);
        Assert.Equal(Json(Fit(name, rows)), Json(both.Transform));
        Assert.Equal(both.Transform.Outputs.ToArray(), both.Rows.Columns.ToArray());
        Assert.Equal(rows.Weights.ToArray(), both.Rows.Weights.ToArray());
        var kept = Assert.IsType<TrainingSet>(both.Rows);
        Assert.Equal((rows.Task, rows.Classes), (kept.Task, kept.Classes));
        Assert.Equal(rows.Labels.ToArray(), kept.Labels.ToArray());
        Assert.Equal(rows.Targets.ToArray(), kept.Targets.ToArray());
    }

    [Theory, MemberData(nameof(Cells))]
    public void Rows_of_weight_0_are_as_absent(string name, LearningTask task)
    {
        var rows = Rows(name, task, 200);
        int[] first = [.. Enumerable.Range(0, 120)];
        Assert.Equal(Json(Fit(name, rows.Take(first))), Json(Fit(name, Weighted(rows, row => row < 120 ? 1 : 0))));
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_constant_column_is_taken_in_stride(string name, LearningTask task)
    {
        var rows = Rows(name, task, 100);
        double[] features = rows.Features.ToArray();
        for (int at = 0; at < features.Length; at += rows.Columns.Length) features[at] = 3.25;
        var flat = rows.WithFeatures(features, rows.Columns);
        Assert.All(Apply(Fit(name, flat), flat), v => Assert.False(double.IsInfinity(v)));
    }

    [Theory, MemberData(nameof(Cells))]
    public void One_row_is_refused_or_learnt(string name, LearningTask task)
    {
        Transform? transform = null;
        var rows = Rows(name, task, 1);
        var fault = Record.Exception(() => transform = Step(name).Fit(rows, 1, CancellationToken.None));
        if (fault is not null) Assert.IsType<TrainingException>(fault);
        else Assert.All(Apply(transform!, rows), v => Assert.False(double.IsInfinity(v)));
    }

    [Theory, MemberData(nameof(TakesHoles))]
    public void A_column_without_any_value_is_refused_or_learnt(string name)
    {
        var rows = Rows(name, LearningTask.Binary, 60);
        double[] features = rows.Features.ToArray();
        for (int at = 0; at < features.Length; at += rows.Columns.Length) features[at] = double.NaN;
        var empty = rows.WithFeatures(features, rows.Columns);
        Transform? transform = null;
        var fault = Record.Exception(() => transform = Step(name).Fit(empty, 1, CancellationToken.None));
        if (fault is not null) Assert.Contains("x0", Assert.IsType<TrainingException>(fault).Message);
        else Assert.All(Apply(transform!, empty), v => Assert.False(double.IsInfinity(v)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Needs_that_are_not_met_are_refused_with_the_reason(string name)
    {
        var needs = Transforms.Get(name).Needs;
        var rows = Rows(name, LearningTask.Binary, 40);
        void Refused(FeatureRows wrong, string says) =>
            Assert.Contains(says, Assert.Throws<TrainingException>(() => Step(name).Fit(wrong, 1, CancellationToken.None)).Message);
        TrainingSet With(double value)
        {
            double[] features = rows.Features.ToArray();
            features[rows.Columns.Length] = value;
            return rows.WithFeatures(features, rows.Columns);
        }
        if (needs.HasFlag(TransformNeeds.Target)) Refused(new FeatureRows(rows.Features, rows.Columns, rows.Rows), "target");
        if (needs.HasFlag(TransformNeeds.Complete)) Refused(With(double.NaN), "row 1");
        if (needs.HasFlag(TransformNeeds.NonNegative)) Refused(With(-1), "row 1");
        if (needs.HasFlag(TransformNeeds.Positive)) Refused(With(0), "row 1");
        if (needs.HasFlag(TransformNeeds.Categories))
            Refused(rows.WithFeatures(rows.Features, [.. rows.Columns.Select(c => new FeatureInfo(c.Name))]), "categorical");
        if (needs.HasFlag(TransformNeeds.Numbers)) Refused(With(0).WithFeatures(new double[40], [new FeatureInfo("codes", 2)]), "codes");
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_fit_cancelled_before_it_begins_does_not_begin(string name, LearningTask task) =>
        Cancellation.StopsAtOnce(cancel => Step(name).Fit(Rows(name, task, 50), 1, cancel));

    [Theory, MemberData(nameof(Refused))]
    public void A_task_it_is_not_defined_for_is_refused_with_a_reason(string name, LearningTask task) =>
        Assert.NotEmpty(Assert.Throws<TrainingException>(() => Step(name).Fit(Rows(name, task, 200), 1, CancellationToken.None)).Message);

    [Theory, MemberData(nameof(Names))]
    public void Both_ends_of_every_option_can_be_learnt(string name)
    {
        var step = Transforms.Get(name);
        var rows = Rows(name, LearningTask.Binary, 80);
        foreach (var parameter in step.Space.Parameters)
        {
            var ends = ParameterEnds.Of(parameter);
            foreach (var end in ends)
            {
                var given = HyperParameters.Empty.With(parameter.Name, end);
                if (parameter.When is { } when) given = given.With(when.Parent, when.Values[0]);
                var transform = step.Create(step.Space.Complete(given)).Fit(rows, 1, CancellationToken.None);
                Assert.All(Apply(transform, rows), v => Assert.False(double.IsInfinity(v), $"{parameter.Name} = {end}"));
            }
        }
    }

    /// <summary>A column without any relation to the target: its training encoding must
    /// not have one either. |r| √n is below 4 but for one seed in 15,000.</summary>
    [Theory, MemberData(nameof(Supervised))]
    public void Noise_stays_noise_in_the_rows_that_are_trained_on(string name, LearningTask task)
    {
        const int count = 1200;
        var random = new SeededRandom(11);
        var shape = Rows(name, task, 1);
        double[] features = new double[count * shape.Columns.Length], targets = new double[count];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            for (int c = 0; c < shape.Columns.Length; c++)
                features[row * shape.Columns.Length + c] = shape.Columns[c].IsCategorical ? random.Next(400) : Math.Exp(0.3 * random.NextNormal());
            (targets[row], labels[row]) = (random.NextNormal(), random.Next(Math.Max(2, shape.Classes)));
        }
        ImmutableArray<FeatureInfo> columns = [.. shape.Columns.Select(c => c.IsCategorical ? c with { Cardinality = 400 } : c)];
        var noise = task == LearningTask.Regression ? TrainingSet.Regression(features, columns, targets)
            : TrainingSet.Classification(features, columns, labels, shape.Classes);
        var both = FitTransform(name, noise, 3);
        for (int k = 0; k < Math.Max(1, shape.Classes); k++)
        {
            double[] truth = task == LearningTask.Regression ? targets : [.. labels.Select(l => l == k ? 1.0 : 0.0)];
            for (int c = 0; c < both.Rows.Columns.Length; c++)
            {
                if (both.Rows.Columns[c].IsCategorical) continue;
                double r = Correlation(truth, [.. Enumerable.Range(0, count).Select(row => both.Rows.Row(row)[c])]);
                Assert.True(!(Math.Abs(r) * Math.Sqrt(count) > 4), $"{both.Rows.Columns[c].Name} correlates with class {k} by {r}");
            }
        }
    }

    private static double Correlation(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average();
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }

    private static TheoryData<string, LearningTask> Where(Func<TransformDescriptor, LearningTask, bool> concerns)
    {
        var cells = new TheoryData<string, LearningTask>();
        foreach (var step in Transforms.All)
            foreach (var task in step.Needs.HasFlag(TransformNeeds.Target) ? Enum.GetValues<LearningTask>() : [LearningTask.Binary])
                if (!Undefined.Contains((step.Name, task)) && concerns(step, task)) cells.Add(step.Name, task);
        return cells;
    }

    private static ITransformFitter Step(string name) => Transforms.Get(name).Create(Transforms.Get(name).Space.Defaults);

    private static Transform Fit(string name, TrainingSet rows) => Step(name).Fit(rows, 1, CancellationToken.None);

    private static (Transform Transform, FeatureRows Rows) FitTransform(string name, TrainingSet rows, ulong seed) =>
        Step(name).FitTransform(rows, seed, CancellationToken.None);

    private static double[] Apply(Transform transform, FeatureRows rows)
    {
        double[] outputs = new double[rows.Rows * transform.Outputs.Length];
        transform.ApplyRows(rows.Features.Span, rows.Rows, outputs);
        return outputs;
    }

    private static long[] Bits(double[] values) => [.. values.Select(v => double.IsNaN(v) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(v))];

    private static string Json(Transform transform) => JsonSerializer.Serialize(transform, TabularJson.Options);

    private static TrainingSet Weighted(TrainingSet rows, Func<int, double> weight)
    {
        double[] weights = [.. Enumerable.Range(0, rows.Rows).Select(weight)];
        return rows.Task == LearningTask.Regression ? TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets, weights)
            : TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, weights);
    }

    /// <summary>Four numbers, two of them with a signal, and where codes are taken two columns of them; holes where they are taken.</summary>
    internal static TrainingSet Rows(string name, LearningTask task, int count)
    {
        var needs = Transforms.Get(name).Needs;
        int columns = needs.HasFlag(TransformNeeds.Numbers) ? 4 : 6;
        var random = new SeededRandom(5);
        double[] features = new double[count * columns], targets = new double[count];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            var x = features.AsSpan(row * columns, columns);
            for (int c = 0; c < 4; c++) x[c] = random.NextNormal() * (c + 1);
            x[3] = Math.Round(x[3]); // ties
            double signal = x[0] - 0.5 * x[1];
            if (columns > 4)
            {
                (x[4], x[5]) = (random.Next(3), random.Next(7));
                signal += x[4] - 1;
            }
            if ((needs & (TransformNeeds.NonNegative | TransformNeeds.Positive)) != 0) for (int c = 0; c < 4; c++) x[c] = Math.Exp(0.4 * x[c]);
            if (!needs.HasFlag(TransformNeeds.Complete) && row % 7 == 3) x[2] = double.NaN;
            if (!needs.HasFlag(TransformNeeds.Complete) && columns > 4 && row % 11 == 5) x[5] = double.NaN;
            targets[row] = 5 + 2 * signal + random.NextNormal();
            labels[row] = task == LearningTask.Binary ? (signal + 0.5 * random.NextNormal() > 0 ? 1 : 0) : signal < -0.7 ? 0 : signal < 0.7 ? 1 : 2;
        }
        ImmutableArray<FeatureInfo> infos = [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}", c == 4 ? 3 : c == 5 ? 7 : 0))];
        return task == LearningTask.Regression ? TrainingSet.Regression(features, infos, targets)
            : TrainingSet.Classification(features, infos, labels, task == LearningTask.Binary ? 2 : 3);
    }
}
