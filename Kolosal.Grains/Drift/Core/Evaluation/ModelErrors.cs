using Kolosal.Learning;
using Kolosal.Learning.Bayes;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>The errors of a model that learns from the beginning of a stream of rows and then never again: what concept drift does to it.</summary>
public static class ModelErrors
{
    /// <summary>Gaussian naive Bayes of the first rows; the errors on every other of them are the reference, those on the rows behind the stream.
    /// </summary>
    /// <param name="name">What the stream is called.</param>
    /// <param name="table">Rows in order of time.</param>
    /// <param name="problem">A classification.</param>
    /// <param name="reference">Rows of the beginning: half of them, by turns, are learnt from.</param>
    /// <param name="changes">Rows behind the beginning where the concept changes, ascending.</param>
    /// <param name="cancel">Polled while learning.</param>
    /// <exception cref="TrainingException">The rows cannot teach it.</exception>
    public static DriftStream Of(
        string name, Frame table, LearningProblem problem, int reference, ImmutableArray<int> changes, CancellationToken cancel)
    {
        int[] taught = [.. Enumerable.Range(0, reference).Where(row => row % 2 == 0)];
        var fitted = PipelineTrainer.Fit(
            TrainingPart.WholeTable(table.SelectRows(taught)), problem, GaussianNaiveBayesTrainer.Descriptor, HyperParameters.Empty, 1, cancel);
        double[] outputs = fitted.Score(table);
        int[] labels = problem.Labels(table);
        int classes = problem.Classes.Length;
        double Error(int row) => ClassDecision.Of(outputs.AsSpan(row * classes, classes)) == labels[row] ? 0 : 1;
        return new(name, StreamValues.Bits, [.. Enumerable.Range(0, reference).Where(row => row % 2 == 1).Select(Error)],
            [.. Enumerable.Range(reference, table.Rows - reference).Select(Error)], changes);
    }
}
