using Kolosal.Learning;
using Microsoft.ML;

namespace Kolosal.Engines.MlNet;

/// <summary>What the trainers of ML.NET share: rows over, the library's fit, and its model back as one of ours.</summary>
/// <remarks>
/// What a model of the library computes from a row is a sum of trees or a line, so it is kept as that: it scores without the library and without
/// allocating, and loads where the library is missing. The library computes in float32; numbers are learnt in standard deviations from their mean.
/// </remarks>
/// <param name="descriptor">The entry in <see cref="Trainers.All"/>.</param>
internal abstract class MlNetTrainer(TrainerDescriptor descriptor) : Trainer(descriptor)
{
    // Trees keep their threads and a lock in static members: one fit at a time, and a wait for it that can be cancelled.
    private static readonly SemaphoreSlim Trees = new(1);

    /// <summary>Whether the library runs one such fit at a time.</summary>
    protected virtual bool IsAlone => false;

    /// <summary>The library's trainer.</summary>
    /// <param name="ml">Seeded.</param>
    /// <param name="task">One that is supported.</param>
    /// <param name="seed">Of its random numbers, where it takes one of its own.</param>
    internal abstract IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed);

    /// <summary>A model of ours that gives what the library's gives.</summary>
    /// <param name="model">What the library learnt.</param>
    /// <param name="rows">What it was learnt from.</param>
    /// <param name="unit">The unit that numbers were learnt in.</param>
    /// <param name="cancel">Polled.</param>
    internal abstract IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (rows.Columns.IsEmpty) throw new TrainingException($"'{Name}' needs at least one column, got none.");
        if (rows.Task != LearningTask.Regression) ClassWeights.Of(rows, ClassWeighting.None); // at least two classes
        var unit = UnitOf(rows);
        int own = (int)((seed ^ seed >> 32) & int.MaxValue);
        object model;
        if (IsAlone) Trees.Wait(cancel);
        try
        {
            model = Fit(unit == TargetUnit.Own ? rows : unit.Standardise(rows), own, cancel);
        }
        finally
        {
            if (IsAlone) Trees.Release();
        }
        return Convert(model, rows, unit, cancel);
    }

    /// <summary>What numbers are learnt in.</summary>
    protected virtual TargetUnit UnitOf(TrainingSet rows) => rows.Task == LearningTask.Regression ? TargetUnit.Of(rows) : TargetUnit.Own;

    private object Fit(TrainingSet rows, int seed, CancellationToken cancel)
    {
        var ml = new MLContext(seed);
        using var stop = MlNetCancellation.Follow(ml, cancel);
        try
        {
            return ModelOf(Estimator(ml, rows.Task, seed).Fit(MlNetRows.View(ml, rows, cancel)));
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel); // what the library makes of it, from whichever of its threads
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or ArgumentException)
        {
            throw new TrainingException($"'{Name}' cannot learn from these rows: {refusal.Message}");
        }
    }

    /// <summary>The model inside what a fit gives.</summary>
    internal static object ModelOf(ITransformer fitted) => ((ISingleFeaturePredictionTransformer<object>)fitted).Model;
}
