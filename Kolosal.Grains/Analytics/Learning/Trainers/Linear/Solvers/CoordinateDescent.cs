using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Minimises ½ ‖y − X w‖² + a ‖w‖₁ + b/2 ‖w‖² one coefficient at a time, keeping the products of every column with the residual.</summary>
/// <remarks>
/// Friedman, Hastie and Tibshirani, Journal of Statistical Software 33 (2010), 2.1 and the covariance updates of
/// 2.2: a coefficient that moves costs p operations, none costs n. Between sweeps over all columns, those with a
/// coefficient are swept alone. Ends by the duality gap, which bounds how far the objective is from its least value.
/// </remarks>
internal sealed class CoordinateDescent
{
    // Chosen, not derived: a full sweep costs as much as the active ones when few columns are active.
    private const int SweepsOfActive = 25;
    private readonly IGram gram;
    private readonly double[] moment, gradient;
    private readonly double targetSquares;
    private readonly CancellationToken cancel;

    /// <summary>Starts with all coefficients 0.</summary>
    /// <param name="gram">Xᵀ X.</param>
    /// <param name="moment">Xᵀ y.</param>
    /// <param name="targetSquares">‖y‖².</param>
    /// <param name="cancel">Polled once a sweep.</param>
    public CoordinateDescent(IGram gram, double[] moment, double targetSquares, CancellationToken cancel)
    {
        (this.gram, this.moment, this.targetSquares, this.cancel) = (gram, moment, targetSquares, cancel);
        Coefficients = new double[moment.Length];
        gradient = [.. moment];
    }

    /// <summary>The coefficients found last; the next penalty starts from them.</summary>
    public double[] Coefficients { get; }

    /// <summary>The least a that makes every coefficient 0: max |xⱼ·y|.</summary>
    public double MinZeroPenalty => moment.Length == 0 ? 0 : moment.Max(Math.Abs);

    /// <summary>Finds the coefficients for a pair of penalties, not both 0.</summary>
    /// <param name="a">Of the absolute values.</param>
    /// <param name="b">Of the squares.</param>
    /// <param name="tolerance">Ends when the gap is no greater than this share of ‖y‖²; the coefficients' error goes with its root.</param>
    /// <param name="sweeps">At most so many.</param>
    public void Minimize(double a, double b, double tolerance, int sweeps)
    {
        int[] every = [.. Enumerable.Range(0, moment.Length)];
        for (int sweep = 0; sweep < sweeps;)
        {
            Sweep(every, a, b);
            sweep++;
            if (Gap(a, b) <= tolerance * targetSquares) return;
            int[] active = [.. every.Where(j => Coefficients[j] != 0)];
            for (int inner = 0; inner < SweepsOfActive && sweep < sweeps; inner++, sweep++)
                if (!Sweep(active, a, b)) break;
        }
    }

    /// <summary>An upper bound of the objective's distance from its least value; 0 or more up to rounding.</summary>
    /// <remarks>
    /// The dual of the point r = y − X w is either its conjugate Σ (|xⱼ·r| − a)₊² / 2b (b above 0), or that of r shortened until |xⱼ·r| ≤ a + b wⱼ
    /// (Fercoq, Gramfort and Salmon, ICML 2015, for the Lasso; the elastic net as a Lasso of X and √b I below it). The lesser gap counts.
    /// </remarks>
    public double Gap(double a, double b)
    {
        double squares = 0, sizes = 0, most = 0, excess = 0;
        for (int j = 0; j < Coefficients.Length; j++)
        {
            squares += Coefficients[j] * Coefficients[j];
            sizes += Math.Abs(Coefficients[j]);
            most = Math.Max(most, Math.Abs(gradient[j] - b * Coefficients[j]));
            double over = Math.Max(0, Math.Abs(gradient[j]) - a);
            excess += over * over;
        }
        double fitted = FixedSum.Dot(Coefficients, moment), residual = Math.Max(0, targetSquares - fitted - FixedSum.Dot(Coefficients, gradient)),
            product = targetSquares - fitted;
        double shrink = most > a ? a / most : 1;
        double shortened = 0.5 * residual * (1 + shrink * shrink) + a * sizes - shrink * product + 0.5 * b * (1 + shrink * shrink) * squares;
        return b > 0 ? Math.Min(shortened, residual + a * sizes + 0.5 * b * squares - product + excess / (2 * b)) : shortened;
    }

    /// <summary>Moves each of some coefficients to its best value, the others held; answers whether any moved.</summary>
    private bool Sweep(int[] some, double a, double b)
    {
        cancel.ThrowIfCancellationRequested();
        bool moved = false;
        foreach (int j in some)
        {
            double square = gram.Square(j), curvature = square + b;
            if (!(square > 0)) continue; // a constant column
            double old = Coefficients[j], pull = gradient[j] + square * old;
            double next = Math.CopySign(Math.Max(Math.Abs(pull) - a, 0), pull) / curvature;
            if (next == old) continue;
            moved = true;
            Coefficients[j] = next;
            FixedSum.AddScaled(old - next, gram.Column(j), gradient);
        }
        return moved;
    }
}
