using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Resampling;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>Fits preprocessing and predictor to the same training rows, so neither can have seen others.</summary>
public static class PipelineTrainer
{
    // Seed streams are the names "transfor" and "resample" in ASCII: any two numbers that no fold or trial number can be.
    private const ulong TransformStream = 0x7472616E73666F72, ResamplerStream = 0x726573616D706C65;

    /// <summary>Fits a pipeline.</summary>
    /// <param name="training">The rows of a split that may be learnt from. Columns with the role
    /// feature are inputs (the target never is); a column with the role weight weighs rows.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="trainer">The algorithm.</param>
    /// <param name="parameters">Its hyper-parameters; those left out take their defaults.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <param name="preprocessing">How columns become features, or null for the defaults of the trainer's encoding.</param>
    /// <param name="threads">Threads at most, for trainers that can use several; the pipeline is the same for any number.</param>
    /// <exception cref="TrainingException">The data cannot teach what was asked.</exception>
    /// <exception cref="ArgumentException">A hyper-parameter is unknown or out of range, or the preprocessing does not suit the trainer.</exception>
    public static FittedPipeline Fit(TrainingPart training, LearningProblem problem, TrainerDescriptor trainer, HyperParameters parameters,
        ulong seed,
        CancellationToken cancel, PreprocessingOptions? preprocessing = null, int threads = 1)
    {
        if (!trainer.Supports(problem.Task)) throw new TrainingException($"'{trainer.Name}' does not learn {problem.Task} tasks.");
        preprocessing ??= new PreprocessingOptions(trainer.Encoding);
        if (trainer.Encoding != FeatureEncoding.Native && preprocessing.Encoding != trainer.Encoding && preprocessing.Steps.IsEmpty)
            throw new ArgumentException($"'{trainer.Name}' needs {trainer.Encoding} features.", nameof(preprocessing));
        if (!preprocessing.Reweighing.IsEmpty && problem.Task == LearningTask.Regression)
            throw new ArgumentException("Only rows of classes can be reweighed.", nameof(preprocessing));
        if (preprocessing.Target is not null && problem.Task != LearningTask.Regression)
            throw new ArgumentException("Only the target of a regression can be transformed.", nameof(preprocessing));
        var complete = trainer.Space.Complete(parameters);

        var table = training.Rows.WithSchema(training.Rows.Schema.WithTarget(problem.Target));
        var encoder = FeatureEncoderFitter.Fit(table, preprocessing);
        cancel.ThrowIfCancellationRequested();
        var rows = Encode(table, problem, encoder);
        if (!preprocessing.Reweighing.IsEmpty) rows = GroupReweighing.Apply(rows, table, preprocessing.Reweighing);
        Transform? transform = null;
        if (!preprocessing.Steps.IsEmpty)
        {
            (transform, var changed) = new Chain([.. preprocessing.Steps.Select(s => s.Create())])
                .FitTransform(rows, SeededRandom.Derive(seed, TransformStream), cancel);
            rows = (TrainingSet)changed;
            if (trainer.Encoding != FeatureEncoding.Native) CheckNumbers(trainer, encoder, transform);
        }
        TargetTransform? target = null;
        if (preprocessing.Target is { } function)
        {
            target = TargetTransform.Fit(function, rows.Targets.Span, cancel);
            rows = rows.WithTargets(target.Apply(rows.Targets.Span));
        }
        if (preprocessing.Resampler is { } resampler) rows = resampler.Resample(rows, SeededRandom.Derive(seed, ResamplerStream), cancel);

        var learner = trainer.Create(complete);
        if (threads > 1 && learner is IParallelTrainer parallel) learner = parallel.WithThreads(threads);
        return new(problem, trainer.Name, complete, seed, encoder, learner.Fit(rows, seed, cancel), transform, target);
    }

    /// <summary>A trainer of numbers must never meet codes or holes: neither in training
    /// nor, as a row without any value shows, when it serves.</summary>
    private static void CheckNumbers(TrainerDescriptor trainer, FeatureEncoder encoder, Transform transform)
    {
        if (transform.Outputs.FirstOrDefault(c => c.IsCategorical) is { IsCategorical: true } codes)
            throw new TrainingException($"'{trainer.Name}' needs numbers, and the steps leave '{codes.Name}' as codes; add an encoder to the steps.");
        var encoded = new double[encoder.Outputs.Length];
        var modelRow = new double[transform.Outputs.Length];
        encoder.Encode(new RawRow([.. encoder.InputSchema.Columns.Select(_ => RawValue.Missing)]), encoded);
        transform.Apply(encoded, modelRow);
        if (Array.FindIndex(modelRow, double.IsNaN) is >= 0 and var hole)
            throw new TrainingException($"'{trainer.Name}' needs every value, and the steps leave '{transform.Outputs[hole].Name}' missing where "
                + "its column is; add an imputer to the steps.");
    }

    /// <summary>The encoded rows with labels or targets, and with weights and, for numbers, groups where a column has that role.</summary>
    public static TrainingSet Encode(Frame table, LearningProblem problem, FeatureEncoder encoder) => problem.Task == LearningTask.Regression
        ? TrainingSet.Regression(encoder.Encode(table), encoder.Outputs, problem.Targets(table), Weights(table)).WithGroups(Groups(table))
        : TrainingSet.Classification(encoder.Encode(table), encoder.Outputs, problem.Labels(table), problem.Classes.Length, Weights(table));

    /// <summary>The group of each row, numbered as they come, or empty when no column has that role; rows without a value are a group
    /// together.</summary>
    public static int[] Groups(Frame table) =>
        table.Schema.WithRole(ColumnRole.Group) is { } column ? RowGroups.By(table, [column.Name]).Of : [];

    /// <summary>The weight of each row, or empty when no column has that role.</summary>
    /// <exception cref="TrainingException">The weights are not numbers, missing or negative.</exception>
    public static ReadOnlyMemory<double> Weights(Frame table)
    {
        if (table.Schema.WithRole(ColumnRole.Weight) is not { } column) return default;
        if (table[column.Name] is not NumericColumn { Missing.Count: 0 } weights
            || weights.Values.ContainsAnyInRange(double.MinValue, -double.Epsilon))
            throw new TrainingException($"The weight column '{column.Name}' needs a number, 0 or more, in every row.");
        return weights.Values.ToArray();
    }
}
