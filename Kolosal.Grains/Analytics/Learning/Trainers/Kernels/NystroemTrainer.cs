using Kolosal.Learning.Calibration;
using Kolosal.Learning.Validation;
using Kolosal.Statistics;

namespace Kolosal.Learning.Kernels;

/// <summary>A support vector machine for many rows: the kernel by its Nyström features (<see cref="NystroemMap"/>), on them
/// a linear machine with squared loss (<see cref="SquaredHinge"/>), for several classes each against the rest.</summary>
/// <remarks>
/// Landmarks are rows drawn without replacement. Probabilities: Platt's line on decisions cross-fitted over three
/// stratified folds, divided by their sum. Time grows with rows · landmarks², memory with rows · landmarks.
/// </remarks>
public sealed class NystroemTrainer(NystroemOptions options) : Trainer(Descriptor)
{
    // Rows · components · 8 bytes: 0.4 GB of features at the default of 256.
    private const int MaxRows = 200_000, Folds = 3;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("nystroem_svm", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace([new FloatParameter("c", 1e-2, 1e3, 1, Log: true), new IntegerParameter("components", 16, 500, 256, Log: true),
            .. KernelOptions.Parameters(sigmoid: false),
            new FloatParameter("epsilon", 1e-3, 1, 0.1, Log: true), new CategoricalParameter("class_weight", ["none", "balanced"], "none")]),
        given => new NystroemTrainer(new NystroemOptions(KernelOptions.From(given), given.Integer("components"), given.Float("c"),
            given.Float("epsilon"),
            given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None)),
        NystroemPredictor.Read, MaxRows: MaxRows);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var kept = CountedRows.Of(rows, Name, MaxRows);
        var map = NystroemMap.Of(Kernel.For(options.Kernel, kept.Points, kept.Inputs), Landmarks(kept, seed), kept.Inputs, cancel);
        var machine = new SquaredHinge(map.Features(kept.Points, cancel), map.Count, cancel);
        return rows.Task == LearningTask.Regression ? Regress(kept, rows, map, machine) : Classify(kept, rows, map, machine, seed);
    }

    private double[] Landmarks(CountedRows kept, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, kept.Indices.Length)];
        new SeededRandom(seed).Shuffle<int>(order);
        int[] chosen = [.. order.Take(options.Components).Order()];
        var landmarks = new double[chosen.Length * kept.Inputs];
        for (int i = 0; i < chosen.Length; i++) kept.Point(chosen[i]).CopyTo(landmarks.AsSpan(i * kept.Inputs));
        return landmarks;
    }

    private NystroemPredictor Regress(CountedRows kept, TrainingSet rows, NystroemMap map, SquaredHinge machine)
    {
        var (mean, scale) = options.ScaleTarget ? TargetUnit.Of(rows) : TargetUnit.Own;
        double[] targets = [.. kept.Indices.Select(row => (rows.Targets.Span[row] - mean) / scale)];
        double[] found = machine.Fit([.. Enumerable.Range(0, targets.Length)], targets, [.. kept.Weights.Select(w => options.C * w)],
            options.Epsilon);
        for (int c = 0; c < found.Length; c++) found[c] *= scale;
        return new(map.ToSums(found[..^1], [found[^1] + mean]), 1, [], [], []);
    }

    private NystroemPredictor Classify(CountedRows kept, TrainingSet rows, NystroemMap map, SquaredHinge machine, ulong seed)
    {
        int[] labels = [.. kept.Indices.Select(row => rows.Labels.Span[row])], classes = [.. labels.Distinct().Order()];
        double[] weights = ClassWeights.Of(rows, options.Weighting), costs = [.. kept.Indices.Select(row => options.C * weights[row])];
        // Two classes need one machine, for the second.
        int[] positives = classes.Length == 2 ? [classes[1]] : classes;
        double[] found = new double[positives.Length * map.Count], intercepts = new double[positives.Length], slopes = new double[positives.Length],
            offsets = new double[positives.Length];
        int[] all = [.. Enumerable.Range(0, labels.Length)], folds = StratifiedFolds.Assign(labels, Folds, seed);
        for (int k = 0; k < positives.Length; k++)
        {
            double[] targets = [.. labels.Select(label => label == positives[k] ? 1.0 : -1)], decisions = new double[labels.Length];
            double[] own = machine.Fit(all, targets, costs, null);
            own.AsSpan(0, map.Count).CopyTo(found.AsSpan(k * map.Count));
            intercepts[k] = own[^1];
            if (folds.Length == 0) foreach (int i in all) decisions[i] = machine.Decide(own, i);
            for (int fold = 0; folds.Length > 0 && fold <= folds.Max(); fold++)
            {
                int[] training = [.. all.Where(i => folds[i] != fold)];
                double[] part = machine.Fit(training, [.. training.Select(i => targets[i])], [.. training.Select(i => costs[i])], null);
                foreach (int i in all) if (folds[i] == fold) decisions[i] = machine.Decide(part, i);
            }
            (slopes[k], offsets[k]) = PlattScaling.Fit(decisions, [.. targets.Select(t => t > 0)], kept.Weights);
        }
        return new(map.ToSums(found, intercepts), rows.Classes, classes, slopes, offsets);
    }
}
