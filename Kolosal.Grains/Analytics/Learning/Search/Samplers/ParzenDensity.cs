using Kolosal.Statistics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Search;

/// <summary>A mixture of normals cut to [0, 1]: one around each observation and a wide one at ½ as the prior, all with the same share.</summary>
/// <remarks>Each width is the greater distance to the neighbours (the ends of the range counting as neighbours),
/// kept between 1 / min(100, n + 1) and 1 (Bergstra, Yamins and Cox, ICML 2013, as in hyperopt).</remarks>
internal sealed class ParzenDensity
{
    // hyperopt's bound.
    private const double MaxWidthRatio = 100;
    private readonly double[] centers, widths, logScales;

    private ParzenDensity(double[] centers, double[] widths)
    {
        (this.centers, this.widths) = (centers, widths);
        logScales = new double[centers.Length];
        for (int i = 0; i < centers.Length; i++)
        {
            double inside = Normal.CDF(centers[i], widths[i], 1) - Normal.CDF(centers[i], widths[i], 0);
            logScales[i] = -Math.Log(widths[i] * Math.Sqrt(2 * Math.PI) * inside * centers.Length);
        }
    }

    public static ParzenDensity Of(double[] observations)
    {
        const double Prior = 0.5;
        double[] centers = [.. observations, Prior];
        Array.Sort(centers);
        double narrowest = 1 / Math.Min(MaxWidthRatio, centers.Length + 1);
        var widths = new double[centers.Length];
        bool priorDone = false;
        for (int i = 0; i < centers.Length; i++)
        {
            double left = centers[i] - (i == 0 ? 0 : centers[i - 1]), right = (i == centers.Length - 1 ? 1 : centers[i + 1]) - centers[i];
            widths[i] = Math.Clamp(Math.Max(left, right), narrowest, 1);
            if (!priorDone && centers[i] == Prior) (widths[i], priorDone) = (1, true);
        }
        return new(centers, widths);
    }

    public double Draw(ref SeededRandom random)
    {
        int kernel = random.Next(centers.Length);
        // Cut by refusal: a centre lies inside the range, so at least some two fifths of the draws are kept.
        while (true)
            if (centers[kernel] + widths[kernel] * random.NextNormal() is >= 0 and <= 1 and var drawn) return drawn;
    }

    public double LogDensity(double x)
    {
        double most = double.NegativeInfinity;
        Span<double> terms = centers.Length <= 512 ? stackalloc double[centers.Length] : new double[centers.Length];
        for (int i = 0; i < terms.Length; i++)
        {
            double z = (x - centers[i]) / widths[i];
            terms[i] = logScales[i] - z * z / 2;
            most = Math.Max(most, terms[i]);
        }
        double sum = 0;
        foreach (double term in terms) sum += Math.Exp(term - most);
        return most + Math.Log(sum);
    }
}
