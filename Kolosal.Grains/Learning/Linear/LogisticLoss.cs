using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>The penalised mean log loss of a logistic or softmax model as a function of its scaled parameters, with gradient.</summary>
/// <remarks>Parameters: for each score its inputs' coefficients times <c>scale</c>, then its intercept. Two classes have one score.</remarks>
internal sealed class LogisticLoss
{
    private const int RowsBetweenPolls = 1024;
    private readonly TrainingSet rows;
    private readonly double[] weights, scale, coefficients, sums;
    private readonly double total, penalty;
    private readonly int scores, inputs;
    private readonly CancellationToken cancel;

    public LogisticLoss(TrainingSet rows, double[] weights, double c, CancellationToken cancel)
    {
        (this.rows, this.weights, this.cancel) = (rows, weights, cancel);
        inputs = rows.Columns.Length;
        scores = rows.Classes == 2 ? 1 : rows.Classes;
        total = FixedSum.Of(weights);
        penalty = 1 / (c * total);
        coefficients = new double[scores * inputs];
        sums = new double[scores];
        scale = Scale();
    }

    /// <summary>The number of parameters.</summary>
    public int Size => scores * (inputs + 1);

    public double At(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        double loss = 0;
        for (int k = 0; k < scores; k++)
            for (int c = 0; c < inputs; c++) coefficients[k * inputs + c] = x[k * (inputs + 1) + c] / scale[c];
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            if (weights[row] == 0) continue;
            var given = rows.Row(row);
            for (int k = 0; k < scores; k++)
                sums[k] = x[k * (inputs + 1) + inputs] + FixedSum.Dot(coefficients.AsSpan(k * inputs, inputs), given);
            loss += weights[row] * Residuals(rows.Labels.Span[row]);
            for (int k = 0; k < scores; k++)
            {
                double residual = weights[row] * sums[k];
                FixedSum.AddScaled(residual, given, gradient.Slice(k * (inputs + 1), inputs));
                gradient[k * (inputs + 1) + inputs] += residual;
            }
        }
        double squares = FixedSum.Dot(coefficients, coefficients);
        for (int k = 0; k < scores; k++)
        {
            for (int c = 0; c < inputs; c++)
            {
                ref double part = ref gradient[k * (inputs + 1) + c];
                part = (part / total + penalty * coefficients[k * inputs + c]) / scale[c];
            }
            gradient[k * (inputs + 1) + inputs] /= total;
        }
        return loss / total + penalty / 2 * squares;
    }

    public LinearPredictor ToPredictor(double[] x)
    {
        double[] found = new double[scores * inputs], intercepts = new double[scores];
        for (int k = 0; k < scores; k++)
        {
            for (int c = 0; c < inputs; c++) found[k * inputs + c] = x[k * (inputs + 1) + c] / scale[c];
            intercepts[k] = x[k * (inputs + 1) + inputs];
        }
        return new(scores == 1 ? LinearLink.Logistic : LinearLink.Softmax, inputs, found, intercepts);
    }

    /// <summary>Replaces the scores of a row by probability − truth and answers −ln p(truth).</summary>
    private double Residuals(int truth)
    {
        if (scores > 1)
        {
            double own = sums[truth], most = double.NegativeInfinity, all = 0;
            foreach (double score in sums) most = Math.Max(most, score);
            for (int k = 0; k < sums.Length; k++) all += sums[k] = Math.Exp(sums[k] - most);
            for (int k = 0; k < sums.Length; k++) sums[k] /= all;
            sums[truth] -= 1;
            return Math.Log(all) + most - own;
        }
        double z = sums[0], tail = Math.Exp(-Math.Abs(z)), positive = z >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
        sums[0] = positive - truth;
        return double.LogP1(tail) + (truth == 1 ? Math.Max(-z, 0) : Math.Max(z, 0));
    }

    /// <summary>The root of the greatest curvature along each coefficient: mean of x² / 4 plus the penalty.</summary>
    private double[] Scale()
    {
        var squares = new double[inputs];
        for (int row = 0; row < rows.Rows; row++)
        {
            var given = rows.Row(row);
            for (int c = 0; c < inputs; c++) squares[c] += weights[row] * given[c] * given[c];
        }
        for (int c = 0; c < inputs; c++) squares[c] = Math.Sqrt(squares[c] / total / 4 + penalty);
        return squares;
    }
}
