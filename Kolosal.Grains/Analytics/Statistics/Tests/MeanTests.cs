namespace Kolosal.Statistics;

/// <summary>Whether means differ; two-sided. Values are finite.</summary>
public static class MeanTests
{
    /// <summary>Welch's t of two samples of any variances, degrees by Satterthwaite (Biometrika 34, 1947).</summary>
    public static TestResult Welch(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Need(2, x.Length, y.Length);
        double u = Sample.Variance(x) / x.Length, v = Sample.Variance(y) / y.Length, t = (Sample.Mean(x) - Sample.Mean(y)) / Math.Sqrt(u + v);
        return new(t, Tails.StudentTwoSided(t, (u + v) * (u + v) / (u * u / (x.Length - 1) + v * v / (y.Length - 1))));
    }

    /// <summary>Student's t of two samples of one variance (Biometrika 6, 1908).</summary>
    public static TestResult Student(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Need(2, x.Length, y.Length);
        double degrees = x.Length + y.Length - 2, pooled = (Sample.Squares(x) + Sample.Squares(y)) / degrees;
        double t = (Sample.Mean(x) - Sample.Mean(y)) / Math.Sqrt(pooled * (1.0 / x.Length + 1.0 / y.Length));
        return new(t, Tails.StudentTwoSided(t, degrees));
    }

    /// <summary>Student's t of the differences of pairs.</summary>
    public static TestResult Paired(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Paired(x.Length, y.Length);
        Sample.Need(2, x.Length);
        var differences = new double[x.Length];
        for (int i = 0; i < differences.Length; i++) differences[i] = x[i] - y[i];
        double t = Sample.Mean(differences) / Math.Sqrt(Sample.Variance(differences) / differences.Length);
        return new(t, Tails.StudentTwoSided(t, differences.Length - 1));
    }

    /// <summary>
    /// t of paired scores over folds or repeats whose training rows overlap: the variance is raised by
    /// the share of test to training rows (Nadeau and Bengio, Machine Learning 52, 2003, section 4).
    /// </summary>
    /// <param name="x">One score a fold.</param>
    /// <param name="y">Of the other model on the same folds.</param>
    /// <param name="testOverTraining">Rows judged over rows learnt from: 1 / (k − 1) for k folds.</param>
    public static TestResult Resampled(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double testOverTraining)
    {
        Sample.Paired(x.Length, y.Length);
        Sample.Need(2, x.Length);
        if (!(testOverTraining >= 0)) throw new ArgumentOutOfRangeException(nameof(testOverTraining), testOverTraining, "A share is not negative.");
        var differences = new double[x.Length];
        for (int i = 0; i < differences.Length; i++) differences[i] = x[i] - y[i];
        double t = Sample.Mean(differences) / Math.Sqrt(Sample.Variance(differences) * (1.0 / differences.Length + testOverTraining));
        return new(t, Tails.StudentTwoSided(t, differences.Length - 1));
    }

    /// <summary>One-way analysis of variance: F of two or more samples of one variance (Fisher 1925).</summary>
    public static TestResult Anova(params ReadOnlySpan<double[]> samples)
    {
        double[] all = [.. samples.ToArray().SelectMany(s => s)];
        if (samples.Length < 2 || all.Length <= samples.Length)
            throw new ArgumentException($"Need two samples and more values than samples, got {samples.Length} and {all.Length}.");
        double within = 0, total = Sample.Squares(all);
        foreach (double[] sample in samples)
        {
            Sample.Need(1, sample.Length);
            within += Sample.Squares(sample);
        }
        double upper = samples.Length - 1, lower = all.Length - samples.Length, f = (total - within) / upper / (within / lower);
        return new(f, Tails.Fisher(f, upper, lower));
    }

    /// <summary>Cohen's d: the difference of means over the root of the mean of both
    /// variances (Statistical Power Analysis, 1988, section 2.2).</summary>
    public static double CohensD(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Need(2, x.Length, y.Length);
        return (Sample.Mean(x) - Sample.Mean(y)) / Math.Sqrt((Sample.Variance(x) + Sample.Variance(y)) / 2);
    }
}
