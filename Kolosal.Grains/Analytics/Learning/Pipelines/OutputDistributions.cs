using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>How a model's outputs fell, by the rule that counts its inputs.</summary>
public static class OutputDistributions
{
    /// <summary>Counts decisions by class, or predicted values in bins.</summary>
    /// <param name="problem">What was predicted.</param>
    /// <param name="outputs">rows × outputs, row-major.</param>
    public static ColumnDistribution Distribution(this LearningProblem problem, ReadOnlySpan<double> outputs)
    {
        if (problem.Task == LearningTask.Regression) return ColumnDistribution.OfNumbers(problem.Target, outputs);
        int classes = problem.Classes.Length;
        var decisions = new int[outputs.Length / classes];
        for (int row = 0; row < decisions.Length; row++) decisions[row] = ClassDecision.Of(outputs.Slice(row * classes, classes));
        return ColumnDistribution.OfCodes(problem.Target, problem.Classes, decisions);
    }
}
