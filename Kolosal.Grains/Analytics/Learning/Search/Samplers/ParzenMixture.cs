using Kolosal.Statistics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Search;

/// <summary>
/// A density over the codes of a space: a mixture of one kernel a trial and a flat one, the prior. A kernel is a product over the parameters, so
/// that it keeps what goes together: a normal cut to [0, 1] around the trial's position, for a choice most of the mass on the trial's own.
/// </summary>
/// <remarks>
/// Down the tree of conditions: a parameter that does not exist in the kernel's trial is flat in the kernel, one that does not exist in the code
/// counts for nothing. So the density adds up to one over the whole space.
/// </remarks>
internal sealed class ParzenMixture
{
    private readonly SpaceCode code;
    private readonly double[][] trials;

    // Kernels × parameters: normal kernels' scale of the logarithm; the last kernel is the prior and has none.
    private readonly double[] logScales, weights, logWeights;
    private readonly double[] widths, logOwn, logOther, own;

    /// <param name="code">The space.</param>
    /// <param name="trials">Codes of trials that fit it.</param>
    /// <param name="shares">The share of each trial, before they are brought to one with the prior's.</param>
    /// <param name="prior">The share of the prior, above 0, on the scale of the others.</param>
    /// <param name="widths">One a numeric parameter: the standard deviation of its kernels.</param>
    public ParzenMixture(SpaceCode code, double[][] trials, double[] shares, double prior, double[] widths)
    {
        (this.code, this.trials, this.widths) = (code, trials, widths);
        int count = code.Count;
        double total = shares.Sum() + prior;
        weights = [.. shares.Select(s => s / total), prior / total];
        logWeights = [.. weights.Select(w => Math.Log(w))];
        (logOwn, logOther, own) = (new double[count], new double[count], new double[count]);
        for (int p = 0; p < count; p++)
            if (code.IsCategorical(p))
            {
                // One trial and a prior's part of one spread over all choices, as each kernel would be alone.
                double spread = prior / (trials.Length + prior), other = spread / (1 + spread) / code.Choices(p);
                own[p] = 1 - other * (code.Choices(p) - 1);
                (logOwn[p], logOther[p]) = (Math.Log(own[p]), Math.Log(other));
            }
        logScales = new double[trials.Length * count];
        for (int k = 0; k < trials.Length; k++)
            for (int p = 0; p < count; p++)
                if (!code.IsCategorical(p) && !double.IsNaN(trials[k][p]))
                {
                    double inside = Normal.CDF(trials[k][p], widths[p], 1) - Normal.CDF(trials[k][p], widths[p], 0);
                    logScales[k * count + p] = -Math.Log(widths[p] * Math.Sqrt(2 * Math.PI) * inside);
                }
    }

    /// <summary>Draws a code.</summary>
    public void Draw(Span<double> drawn, ref SeededRandom random)
    {
        double u = random.NextDouble();
        int kernel = 0;
        while (kernel < trials.Length && (u -= weights[kernel]) >= 0) kernel++;
        for (int p = 0; p < drawn.Length; p++)
        {
            double center = kernel < trials.Length ? trials[kernel][p] : double.NaN;
            drawn[p] = !code.IsActive(p, drawn) ? double.NaN
                : double.IsNaN(center) ? Flat(p, ref random)
                : code.IsCategorical(p) ? Choice(p, (int)center, ref random)
                : Around(p, center, ref random);
        }
    }

    /// <summary>The logarithm of the density at a code of the space.</summary>
    public double LogDensity(ReadOnlySpan<double> at)
    {
        double flat = logWeights[^1];
        for (int p = 0; p < at.Length; p++)
            if (code.IsCategorical(p) && !double.IsNaN(at[p])) flat -= Math.Log(code.Choices(p));
        double most = flat;
        Span<double> terms = trials.Length <= 512 ? stackalloc double[trials.Length] : new double[trials.Length];
        for (int k = 0; k < terms.Length; k++)
        {
            double[] center = trials[k];
            double term = logWeights[k];
            for (int p = 0; p < at.Length; p++)
            {
                if (double.IsNaN(at[p])) continue;
                if (code.IsCategorical(p))
                    term += double.IsNaN(center[p]) ? -Math.Log(code.Choices(p)) : center[p] == at[p] ? logOwn[p] : logOther[p];
                else if (!double.IsNaN(center[p]))
                {
                    double z = (at[p] - center[p]) / widths[p];
                    term += logScales[k * at.Length + p] - z * z / 2;
                }
            }
            terms[k] = term;
            most = Math.Max(most, term);
        }
        double sum = Math.Exp(flat - most);
        foreach (double term in terms) sum += Math.Exp(term - most);
        return most + Math.Log(sum);
    }

    private double Flat(int p, ref SeededRandom random) => code.IsCategorical(p) ? random.Next(code.Choices(p)) : random.NextDouble();

    private double Choice(int p, int center, ref SeededRandom random)
    {
        int choices = code.Choices(p);
        return choices == 1 || random.NextDouble() < own[p] ? center : (center + 1 + random.Next(choices - 1)) % choices;
    }

    private double Around(int p, double center, ref SeededRandom random)
    {
        // Cut by refusal: a centre lies inside the range, so at least some two fifths of the draws are kept.
        while (true)
            if (center + widths[p] * random.NextNormal() is >= 0 and <= 1 and var drawn) return drawn;
    }
}
