using Kolosal.Statistics;

namespace Kolosal.Learning.Ensembles;

/// <summary>How self-training labels rows.</summary>
/// <param name="Confidence">Probability that a label must have to be believed, above 0 and at most 1. Default: 0.9.</param>
/// <param name="Rounds">Fits after the first at most, ≥ 1. Default: 10.</param>
public sealed record SelfTrainingOptions(double Confidence = 0.9, int Rounds = 10)
{
    /// <summary>Above 0, at most 1.</summary>
    public double Confidence { get; } = Require.AboveUpTo(Confidence, 0, 1);

    /// <summary>At least 1.</summary>
    public int Rounds { get; } = Require.AtLeast(Rounds, 1);
}

/// <summary>What self-training made.</summary>
/// <param name="Model">The last model.</param>
/// <param name="Labels">The label given to each row that had none, −1 where none was believed.</param>
public sealed record SelfTrainingResult(IPredictor Model, ImmutableArray<int> Labels);

/// <summary>Semi-supervised learning with any classifier: rows without a label get the
/// one that the model is sure of, and it learns again (Yarowsky, ACL 1995).</summary>
/// <remarks>A given label is kept. Ends when no further row is believed, when every row has a label, or with the rounds.</remarks>
public static class SelfTraining
{
    /// <summary>Fits.</summary>
    /// <param name="trainer">A classifier; its probabilities should mean what they say.</param>
    /// <param name="labelled">Rows with classes.</param>
    /// <param name="unlabelled">Rows × columns of the same columns, row-major; each counts as one row.</param>
    /// <param name="options">How labels are given.</param>
    /// <param name="seed">Each fit has a seed of its own.</param>
    /// <param name="cancel">Stops between and inside fits.</param>
    /// <exception cref="TrainingException">A regression, or the labelled rows cannot teach it.</exception>
    public static SelfTrainingResult Fit(ITrainer trainer, TrainingSet labelled, ReadOnlyMemory<double> unlabelled, SelfTrainingOptions options,
        ulong seed, CancellationToken cancel)
    {
        if (labelled.Task == LearningTask.Regression) throw new TrainingException("Self-training gives class labels; it has none for numbers.");
        int width = labelled.Columns.Length, count = unlabelled.Length / width;
        if (unlabelled.Length != (long)count * width)
            throw new ArgumentException($"{unlabelled.Length} values do not make rows of {width}.", nameof(unlabelled));
        var given = new int[count];
        Array.Fill(given, -1);
        var model = trainer.Fit(labelled, SeededRandom.Derive(seed, 0), cancel);
        var output = new double[labelled.Classes];
        for (int round = 1; round <= options.Rounds; round++)
        {
            bool any = false;
            for (int row = 0; row < count; row++)
            {
                if (given[row] >= 0) continue;
                if ((row & 255) == 0) cancel.ThrowIfCancellationRequested();
                model.Score(unlabelled.Span.Slice(row * width, width), output);
                int best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(output);
                if (output[best] < options.Confidence) continue;
                given[row] = best;
                any = true;
            }
            if (!any) break;
            model = trainer.Fit(With(labelled, unlabelled.Span, given), SeededRandom.Derive(seed, (ulong)round), cancel);
            if (!given.Contains(-1)) break;
        }
        return new(model, [.. given]);
    }

    private static TrainingSet With(TrainingSet labelled, ReadOnlySpan<double> unlabelled, int[] given)
    {
        int width = labelled.Columns.Length;
        var features = new List<double>(labelled.Features.Length);
        features.AddRange(labelled.Features.Span);
        List<int> labels = [.. labelled.Labels.Span];
        List<double> weights = [.. Enumerable.Range(0, labelled.Rows).Select(labelled.Weight)];
        for (int row = 0; row < given.Length; row++)
        {
            if (given[row] < 0) continue;
            features.AddRange(unlabelled.Slice(row * width, width));
            labels.Add(given[row]);
            weights.Add(1);
        }
        return TrainingSet.Classification(features.ToArray(), labelled.Columns, labels.ToArray(), labelled.Classes, weights.ToArray());
    }
}
