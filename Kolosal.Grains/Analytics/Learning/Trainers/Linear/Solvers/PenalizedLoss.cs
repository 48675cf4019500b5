using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>The weighted mean loss of linear scores and λ/2 ‖w‖² as a function of scaled parameters, with gradient; intercepts are free.</summary>
/// <remarks>
/// Parameters: for each score its inputs' coefficients times <see cref="Scale"/>, then its intercept at the columns' means times its own scale.
/// Centring and scaling bring the curvature near 1 in every direction of the axes, which changes the path of a search and not the minimum.
/// </remarks>
internal sealed class PenalizedLoss
{
    private const int ValuesBetweenPolls = 1 << 20;
    private readonly TrainingSet rows;
    private readonly IRowLoss loss;
    private readonly double[] weights, center, coefficients, intercepts, sums, residualSums;
    private readonly double total, penalty;
    private readonly int scores, inputs, poll;
    private readonly CancellationToken cancel;

    /// <param name="rows">Dense rows.</param>
    /// <param name="weights">One a row.</param>
    /// <param name="loss">Of a row.</param>
    /// <param name="penalty">λ, of the squares against the mean loss.</param>
    /// <param name="cancel">Polled in every evaluation.</param>
    public PenalizedLoss(TrainingSet rows, double[] weights, IRowLoss loss, double penalty, CancellationToken cancel)
    {
        (this.rows, this.weights, this.loss, this.penalty, this.cancel) = (rows, weights, loss, penalty, cancel);
        (inputs, scores, total) = (rows.Columns.Length, loss.Scores, FixedSum.Of(weights));
        poll = Math.Max(1, ValuesBetweenPolls / (1 + inputs * scores));
        (coefficients, intercepts, sums, residualSums) = (new double[scores * inputs], new double[scores], new double[scores], new double[scores]);
        (center, Scale) = Spread();
    }

    /// <summary>The number of parameters.</summary>
    public int Size => scores * (inputs + 1);

    /// <summary>Parameter over coefficient, for each input and then the intercept.</summary>
    public double[] Scale { get; }

    /// <summary>Parameters with coefficients 0 and these intercepts.</summary>
    public double[] Start(params ReadOnlySpan<double> given)
    {
        var x = new double[Size];
        for (int k = 0; k < given.Length; k++) x[k * (inputs + 1) + inputs] = given[k] * Scale[inputs];
        return x;
    }

    /// <summary>The value at some parameters, and its gradient in them.</summary>
    public double At(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Place(x);
        gradient.Clear();
        residualSums.AsSpan().Clear();
        double sum = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % poll == 0) cancel.ThrowIfCancellationRequested();
            if (weights[row] == 0) continue;
            var given = rows.Row(row);
            for (int k = 0; k < scores; k++) sums[k] = intercepts[k] + FixedSum.Dot(coefficients.AsSpan(k * inputs, inputs), given);
            sum += weights[row] * loss.At(row, sums);
            for (int k = 0; k < scores; k++)
            {
                double residual = weights[row] * sums[k];
                FixedSum.AddScaled(residual, given, gradient.Slice(k * (inputs + 1), inputs));
                residualSums[k] += residual;
            }
        }
        for (int k = 0; k < scores; k++)
        {
            var part = gradient.Slice(k * (inputs + 1), inputs + 1);
            for (int c = 0; c < inputs; c++)
                part[c] = ((part[c] - center[c] * residualSums[k]) / total + penalty * coefficients[k * inputs + c]) / Scale[c];
            part[inputs] = residualSums[k] / total / Scale[inputs];
        }
        return sum / total + penalty / 2 * FixedSum.Dot(coefficients, coefficients);
    }

    /// <summary>The model at some parameters.</summary>
    public LinearPredictor ToPredictor(double[] x, LinearLink link)
    {
        Place(x);
        return new(link, inputs, [.. coefficients], [.. intercepts]);
    }

    private void Place(ReadOnlySpan<double> x)
    {
        for (int k = 0; k < scores; k++)
        {
            var given = x.Slice(k * (inputs + 1), inputs + 1);
            var placed = coefficients.AsSpan(k * inputs, inputs);
            for (int c = 0; c < inputs; c++) placed[c] = given[c] / Scale[c];
            intercepts[k] = given[inputs] / Scale[inputs] - FixedSum.Dot(placed, center);
        }
    }

    /// <summary>The means of the columns, and the roots of the curvature along each
    /// coefficient (variance times the loss's, and the penalty) and the intercept.</summary>
    private (double[] Center, double[] Scale) Spread()
    {
        double[] means = new double[inputs], moved = new double[inputs], squares = new double[inputs + 1];
        for (int row = 0; row < rows.Rows; row++) FixedSum.AddScaled(weights[row] / total, rows.Row(row), means);
        for (int row = 0; row < rows.Rows; row++)
        {
            if (weights[row] == 0) continue;
            var given = rows.Row(row);
            for (int c = 0; c < inputs; c++)
            {
                moved[c] = given[c] - means[c];
                squares[c] += weights[row] * moved[c] * moved[c];
            }
        }
        for (int c = 0; c < inputs; c++)
        {
            double curvature = squares[c] / total * loss.Curvature + penalty;
            squares[c] = curvature > 0 ? Math.Sqrt(curvature) : 1; // a constant column without penalty has no effect at any scale
        }
        squares[inputs] = Math.Sqrt(loss.Curvature);
        return (means, squares);
    }
}
