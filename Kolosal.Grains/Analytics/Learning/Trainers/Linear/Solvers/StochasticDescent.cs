using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Minimises the mean loss and α (ρ ‖w‖₁ + (1 − ρ) ½ ‖w‖²) by a step on one row at
/// a time, the intercept free (Bottou, Stochastic gradient descent tricks, 2012).</summary>
/// <remarks>
/// Rules are scikit-learn's: squares shrink all coefficients by one common factor; absolute values are taken off as what a coefficient has not
/// yet paid, never past 0 (Tsuruoka, Tsujii and Ananiadou, ACL 2009, 3.2). The row's weight multiplies its step. Unlike there, progress with
/// early stopping is the held-out loss, not accuracy or R², and the optimal schedule of the squared loss starts no longer than it stays bounded.
/// </remarks>
internal sealed class StochasticDescent
{
    // scikit-learn's: a tenth held out, a step divided by 5 until it is below 1e-6, slopes clipped at 1e12.
    private const double HeldOutShare = 0.1, MinStep = 1e-6, MinScale = 1e-9, MaxLossSlope = 1e12, Shrink = 5;

    /// <summary>A mean loss that nobody reaches who started with a loss of about 1.</summary>
    private const double DivergenceBound = 1e6;

    private const int ValuesBetweenPolls = 1 << 20;
    private readonly TrainingSet rows;
    private readonly SgdOptions options;
    private readonly int[] members, held;
    private readonly double[] targets, weights, raw, paid, mean;
    private readonly CancellationToken cancel;
    private readonly int inputs, poll;
    private double scale = 1, intercept, meanIntercept, owed, step, first;
    private long time;

    /// <param name="rows">Dense rows.</param>
    /// <param name="counted">Those that count.</param>
    /// <param name="targets">By row: ±1 or a standardised value.</param>
    /// <param name="weights">By row, with a mean of about 1.</param>
    /// <param name="options">Loss, penalty and schedule.</param>
    /// <param name="seed">Of the order and of the rows held out.</param>
    /// <param name="cancel">Polled inside the passes.</param>
    public StochasticDescent(TrainingSet rows, int[] counted, double[] targets, double[] weights, SgdOptions options, ulong seed,
        CancellationToken cancel)
    {
        (this.rows, this.targets, this.weights, this.options, this.cancel) = (rows, targets, weights, options, cancel);
        (inputs, poll) = (rows.Columns.Length, Math.Max(1, ValuesBetweenPolls / (1 + rows.Columns.Length)));
        (raw, paid, mean) = (new double[inputs], new double[inputs], new double[inputs]);
        int[] order = [.. counted];
        var random = new SeededRandom(seed);
        int away = options.EarlyStopping ? (int)(HeldOutShare * order.Length) : 0;
        if (away > 0) random.Shuffle<int>(order);
        (held, members) = (order[..away], order[away..]);
        step = options.Eta;

        // The first step of the optimal schedule takes a coefficient to its typical size at a typical slope.
        double typical = Math.Sqrt(1 / Math.Sqrt(options.Alpha));
        first = 1 / (typical / Math.Max(1, Math.Abs(Slope(-typical, 1))) * options.Alpha);
        if (options.Loss == SgdLoss.Squared) first = Math.Max(first, LongestRow() / options.Alpha);
        Run(ref random);
    }

    /// <summary>The greatest ‖x‖² + 1: squared losses grow without bound from steps longer than twice its reciprocal.</summary>
    private double LongestRow()
    {
        double most = 0;
        foreach (int row in members) most = Math.Max(most, FixedSum.Dot(rows.Row(row), rows.Row(row)));
        return most + 1;
    }

    /// <summary>The coefficients and then the intercept.</summary>
    public double[] Found()
    {
        double factor = scale;
        return options.Average ? [.. mean, meanIntercept] : [.. raw.Select(w => factor * w), intercept];
    }

    private void Run(ref SeededRandom random)
    {
        double best = double.PositiveInfinity;
        int idle = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle<int>(members);
            double loss = Pass();
            if (held.Length > 0) loss = HeldOutLoss();
            if (!double.IsFinite(loss)) throw Diverged();
            idle = loss > best - options.Tolerance ? idle + 1 : 0;
            best = Math.Min(best, loss);
            if (idle < options.Patience) continue;
            if (options.Schedule != SgdSchedule.Adaptive || step / Shrink <= MinStep) break;
            step /= Shrink;
            idle = 0;
        }
        if (!(best < DivergenceBound)) throw Diverged(); // the optimal schedule may start too long and recover
    }

    private TrainingException Diverged() =>
        new($"The steps of stochastic descent grew without bound (eta = {options.Eta}); lower eta, or scale the columns.");

    /// <summary>One step on every row; answers the mean loss met on the way.</summary>
    private double Pass()
    {
        double sum = 0, total = 0;
        for (int at = 0; at < members.Length; at++)
        {
            if (at % poll == 0) cancel.ThrowIfCancellationRequested();
            int row = members[at];
            var given = rows.Row(row);
            double score = intercept + scale * FixedSum.Dot(raw, given), weight = weights[row], target = targets[row];
            sum += weight * Loss(score, target);
            total += weight;
            time++;
            double length = Length(), slope = weight * Math.Clamp(Slope(score, target), -MaxLossSlope, MaxLossSlope);
            scale *= Math.Max(0, 1 - (1 - options.L1Ratio) * length * options.Alpha);
            if (scale < MinScale) Rescale();
            if (slope != 0)
            {
                FixedSum.AddScaled(-length * slope / scale, given, raw);
                intercept -= length * slope;
            }
            if (options.L1Ratio > 0) TakeOff(length);
            if (options.Average) Average();
        }
        return sum / total;
    }

    private double Length() => options.Schedule switch
    {
        SgdSchedule.Optimal => 1 / (options.Alpha * (first + time - 1)),
        SgdSchedule.InverseScaling => options.Eta / Math.Pow(time, options.Power),
        _ => step,
    };

    /// <summary>Puts the common factor into the coefficients before it vanishes.</summary>
    private void Rescale()
    {
        for (int c = 0; c < inputs; c++) raw[c] *= scale;
        scale = 1;
    }

    private void TakeOff(double length)
    {
        owed += options.L1Ratio * length * options.Alpha;
        for (int c = 0; c < inputs; c++)
        {
            double was = scale * raw[c];
            if (was == 0) continue;
            double now = was > 0 ? Math.Max(0, was - (owed + paid[c])) : Math.Min(0, was + (owed - paid[c]));
            paid[c] += now - was;
            raw[c] = now / scale;
        }
    }

    private void Average()
    {
        double share = 1.0 / time;
        for (int c = 0; c < inputs; c++) mean[c] += share * (scale * raw[c] - mean[c]);
        meanIntercept += share * (intercept - meanIntercept);
    }

    private double HeldOutLoss()
    {
        double sum = 0, total = 0;
        double[] w = Found();
        for (int at = 0; at < held.Length; at++)
        {
            if (at % poll == 0) cancel.ThrowIfCancellationRequested();
            sum += weights[held[at]] * Loss(w[inputs] + FixedSum.Dot(w.AsSpan(0, inputs), rows.Row(held[at])), targets[held[at]]);
            total += weights[held[at]];
        }
        return sum / total;
    }

    private double Loss(double p, double y)
    {
        double margin = y * p, miss = Math.Abs(p - y);
        return options.Loss switch
        {
            SgdLoss.Hinge => Math.Max(0, 1 - margin),
            SgdLoss.Log => double.LogP1(Math.Exp(-Math.Abs(margin))) + Math.Max(0, -margin),
            SgdLoss.ModifiedHuber => margin >= 1 ? 0 : margin >= -1 ? (1 - margin) * (1 - margin) : -4 * margin,
            SgdLoss.Squared => miss * miss / 2,
            SgdLoss.Huber => miss <= options.Epsilon ? miss * miss / 2 : options.Epsilon * (miss - options.Epsilon / 2),
            _ => Math.Max(0, miss - options.Epsilon),
        };
    }

    /// <summary>The loss's derivative in p.</summary>
    private double Slope(double p, double y)
    {
        double margin = y * p, miss = p - y;
        return options.Loss switch
        {
            SgdLoss.Hinge => margin <= 1 ? -y : 0,
            SgdLoss.Log => -y * Calibration.Calibrator.Sigmoid(-margin),
            SgdLoss.ModifiedHuber => margin >= 1 ? 0 : margin >= -1 ? -2 * y * (1 - margin) : -4 * y,
            SgdLoss.Squared => miss,
            SgdLoss.Huber => Math.Clamp(miss, -options.Epsilon, options.Epsilon),
            _ => Math.Abs(miss) <= options.Epsilon ? 0 : Math.Sign(miss),
        };
    }
}
