namespace Kolosal.Learning.Preprocessing;

/// <summary>A preprocessing step with its options fixed; holds nothing else, so one instance serves any number of threads.</summary>
/// <remarks>Same rows, same seed and same options give a transform that writes the same JSON.</remarks>
public interface ITransformFitter
{
    /// <summary>The name in <see cref="Transforms.All"/>.</summary>
    string Name { get; }

    /// <summary>Learns a transform from the rows of a training part.</summary>
    /// <param name="rows">What to learn from; a step that needs a target asks for a <see cref="TrainingSet"/> and refuses other rows.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops, at least every 100 ms.</param>
    /// <exception cref="TrainingException">The rows cannot teach this step: what it needs of them is in the message.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Transform Fit(FeatureRows rows, ulong seed, CancellationToken cancel);

    /// <summary>Learns a transform and gives the training rows as the next step shall see them.</summary>
    /// <remarks>Steps that look at the target override this: a row encoded with its own target would
    /// tell the learner the answer, so they encode each training row from other rows.</remarks>
    /// <returns>The transform, and the rows with its output features; targets and weights are kept.</returns>
    (Transform Transform, FeatureRows Rows) FitTransform(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var transform = Fit(rows, seed, cancel);
        double[] outputs = new double[checked(rows.Rows * transform.Outputs.Length)];
        transform.ApplyRows(rows.Features.Span, rows.Rows, outputs);
        return (transform, rows.WithFeatures(outputs, transform.Outputs));
    }
}
