namespace Kolosal.Statistics;

/// <summary>
/// Means, squares and cross product of pairs, fed one by one and merged by Pébay's
/// formulas (SAND2008-6212, equations 1.2 and 3.5): the correlation of a table in chunks.
/// </summary>
public struct PairMoments
{
    private double meanX, meanY, sxx, syy, sxy;

    /// <summary>The number of pairs.</summary>
    public long Count { get; private set; }

    /// <summary>Pearson's r, −1 … 1; null below two pairs, or when one side is constant.</summary>
    public readonly double? Correlation =>
        Count < 2 || !(sxx > 0) || !(syy > 0) || !double.IsFinite(sxy) ? null : Math.Clamp(sxy / Math.Sqrt(sxx) / Math.Sqrt(syy), -1, 1);

    /// <summary>Adds a pair of finite numbers.</summary>
    public void Add(double x, double y)
    {
        Count++;
        double dx = x - meanX, dy = y - meanY;
        meanX += dx / Count;
        meanY += dy / Count;
        sxx += dx * (x - meanX);
        syy += dy * (y - meanY);
        sxy += dx * (y - meanY);
    }

    /// <summary>Adds what another has seen; the order of merging changes the figures by rounding alone.</summary>
    public void Merge(in PairMoments other)
    {
        if (other.Count == 0) return;
        double a = Count, b = other.Count, total = a + b, dx = other.meanX - meanX, dy = other.meanY - meanY, share = a * b / total;
        sxx += other.sxx + dx * dx * share;
        syy += other.syy + dy * dy * share;
        sxy += other.sxy + dx * dy * share;
        meanX += dx * b / total;
        meanY += dy * b / total;
        Count += other.Count;
    }
}
