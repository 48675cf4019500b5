namespace Kolosal.Learning.Forecasting;

/// <summary>w_t = Σ φᵢ w_{t−i} + e_t + Σ θⱼ e_{t−j}, stationary and invertible, its exact Gaussian likelihood by
/// the Kalman filter on Harvey's state (Gardner, Harvey and Phillips, Applied Statistics 29, 1980).</summary>
internal sealed class ArmaProcess
{
    /// <summary>A step of the filter that changes the prediction variance by less has converged (its limit is 1).</summary>
    private const double Settled = 1e-13;

    // 2⁶⁰ steps of the recursion; a process that has not converged by then has a root on the circle.
    private const int MaxDoublings = 60;
    private readonly double[] phi, loading;
    private readonly int size;

    /// <param name="phi">φ₁ … φ_p of all factors multiplied out.</param>
    /// <param name="theta">θ₁ … θ_q of all factors multiplied out.</param>
    public ArmaProcess(double[] phi, double[] theta)
    {
        size = Math.Max(phi.Length, theta.Length + 1);
        (this.phi, loading) = (new double[size], new double[size]);
        phi.CopyTo(this.phi, 0);
        loading[0] = 1;
        theta.CopyTo(loading, 1);
    }

    /// <summary>What the filter knows after the last value.</summary>
    /// <param name="SumOfSquares">Σ vₜ² / Fₜ, F in units of the variance of e.</param>
    /// <param name="SumOfLogs">Σ ln Fₜ.</param>
    /// <param name="State">The expected state of the next step.</param>
    public sealed record Pass(double SumOfSquares, double SumOfLogs, double[] State);

    /// <summary>Goes through a series; null when the process is at the edge of stationarity.</summary>
    public Pass? Filter(ReadOnlySpan<double> w, CancellationToken cancel)
    {
        if (Stationary(cancel) is not { } p) return null;
        double[] a = new double[size], gain = new double[size];
        double squares = 0, logs = 0;
        bool settled = false;
        foreach (double value in w)
        {
            double f = settled ? 1 : p[0], v = value - a[0];
            squares += v * v / f;
            logs += Math.Log(f);
            if (settled)
            {
                // P is R Rᵀ from here on, so the gain of the next state is R.
                Shift(a, v, loading);
                continue;
            }
            for (int i = 0; i < size; i++) gain[i] = p[i * size] / f;
            for (int i = 0; i < size; i++) a[i] += gain[i] * v;
            Shift(a, 0, loading);
            var rest = new double[size * size];
            for (int i = 0; i < size; i++) for (int j = 0; j < size; j++) rest[i * size + j] = p[i * size + j] - gain[i] * p[j];
            p = Forward(rest);
            settled = Math.Abs(p[0] - 1) < Settled && IsLimit(p);
        }
        return double.IsFinite(squares + logs) ? new(squares, logs, a) : null;
    }

    /// <summary>Expected values of the steps after a state.</summary>
    public double[] Continue(double[] state, int horizon)
    {
        double[] a = [.. state], means = new double[horizon];
        for (int h = 0; h < horizon; h++)
        {
            means[h] = a[0];
            Shift(a, 0, loading);
        }
        return means;
    }

    private bool IsLimit(double[] p)
    {
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                if (Math.Abs(p[i * size + j] - loading[i] * loading[j]) > Settled) return false;
        return true;
    }

    /// <summary>a ← T a + v R, T with φ in its first column and ones above its diagonal; a
    /// + gain v has been taken before, so v is 0 until the filter has settled.</summary>
    private void Shift(double[] a, double v, double[] r)
    {
        // Once settled the state after the value is a + e₁ v (its gain is P e₁ / F = R), and T (a + R v) follows.
        double first = a[0] + v * r[0];
        for (int i = 0; i < size; i++) a[i] = phi[i] * first + (i + 1 < size ? a[i + 1] + v * r[i + 1] : 0);
    }

    /// <summary>T P Tᵀ + R Rᵀ.</summary>
    private double[] Forward(double[] p)
    {
        var next = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
            {
                double corner = phi[i] * phi[j] * p[0], right = j + 1 < size ? phi[i] * p[j + 1] : 0,
                    below = i + 1 < size ? phi[j] * p[(i + 1) * size] : 0;
                next[i * size + j] = corner + right + below + (i + 1 < size && j + 1 < size ? p[(i + 1) * size + j + 1] : 0) + loading[i]
                    * loading[j];
            }
        return next;
    }

    /// <summary>P = T P Tᵀ + R Rᵀ by doubling: P ← P + A P Aᵀ, A ← A² (Smith, SIAM Journal on Applied Mathematics 16, 1968).</summary>
    private double[]? Stationary(CancellationToken cancel)
    {
        double[] p = new double[size * size], a = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            a[i * size] = phi[i];
            if (i + 1 < size) a[i * size + i + 1] = 1;
            for (int j = 0; j < size; j++) p[i * size + j] = loading[i] * loading[j];
        }
        for (int doubling = 0; doubling < MaxDoublings; doubling++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] step = Times(Times(a, p, false), a, true);
            double largest = 0, scale = 0;
            for (int i = 0; i < p.Length; i++)
            {
                p[i] += step[i];
                (largest, scale) = (Math.Max(largest, Math.Abs(step[i])), Math.Max(scale, Math.Abs(p[i])));
            }
            if (!double.IsFinite(scale)) return null;
            if (largest <= 1e-15 * scale) return p;
            a = Times(a, a, false);
        }
        return null;
    }

    private double[] Times(double[] left, double[] right, bool transposed)
    {
        var product = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int k = 0; k < size; k++)
            {
                double own = left[i * size + k];
                if (own == 0) continue;
                for (int j = 0; j < size; j++) product[i * size + j] += own * (transposed ? right[j * size + k] : right[k * size + j]);
            }
        return product;
    }
}
