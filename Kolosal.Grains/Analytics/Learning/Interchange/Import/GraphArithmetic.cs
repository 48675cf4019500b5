using Kolosal.Learning.Graphs;
using MathNet.Numerics;

namespace Kolosal.Learning.Import;

/// <summary>What the operations of a scoring graph compute.</summary>
internal static class GraphArithmetic
{
    public static double Of(UnaryOperation operation, double x) => operation switch
    {
        UnaryOperation.Negate => -x,
        UnaryOperation.Absolute => Math.Abs(x),
        UnaryOperation.Exponential => Math.Exp(x),
        UnaryOperation.Logarithm => Math.Log(x),
        UnaryOperation.SquareRoot => Math.Sqrt(x),
        UnaryOperation.Sine => Math.Sin(x),
        UnaryOperation.Cosine => Math.Cos(x),
        UnaryOperation.HyperbolicTangent => Math.Tanh(x),
        UnaryOperation.ErrorFunction => SpecialFunctions.Erf(x),
        UnaryOperation.Floor => Math.Floor(x),
        _ => double.IsNaN(x) ? 1 : 0,
    };

    public static double Of(BinaryOperation operation, double a, double b) => operation switch
    {
        BinaryOperation.Add => a + b,
        BinaryOperation.Subtract => a - b,
        BinaryOperation.Multiply => a * b,
        BinaryOperation.Divide => a / b,
        BinaryOperation.Power => Math.Pow(a, b),
        _ => a < b ? 1 : 0,
    };

    /// <summary>base + scale · Σ leaf values.</summary>
    public static void Sum(GraphTrees trees, ReadOnlySpan<double> row, Span<double> scores)
    {
        scores.Clear();
        ReadOnlySpan<int> columns = trees.Columns.AsSpan(), children = trees.Children.AsSpan();
        var thresholds = trees.Thresholds.AsSpan();
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            int at = trees.Roots[tree];
            while (columns[at] >= 0)
            {
                double value = row[columns[at]];
                bool left = value <= thresholds[at] || (double.IsNaN(value) && trees.MissingLeft[at]);
                at = children[at] + (left ? 0 : 1);
            }
            int score = trees.ScoreOf[tree];
            if (score >= 0) scores[score] += trees.Values[children[at]];
            else
                for (int k = 0; k < scores.Length; k++) scores[k] += trees.Values[children[at] + k];
        }
        for (int k = 0; k < scores.Length; k++) scores[k] = trees.BaseScores[k] + trees.Scale * scores[k];
    }
}
