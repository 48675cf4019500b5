namespace Kolosal.Drift;

/// <summary>What a test says of two samples.</summary>
/// <param name="Statistic">On the test's own scale.</param>
/// <param name="PValue">Probability of one as large without drift.</param>
/// <param name="Threshold">The statistic from which on it is below the false-alarm rate, where the law gives one; null otherwise.</param>
public readonly record struct DriftTestResult(double Statistic, double PValue, double? Threshold = null);

/// <summary>One entry of <see cref="DriftTests.All"/>.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Statistic">What its statistic is, and its unit.</param>
/// <param name="Numbers">Whether it is for numbers.</param>
/// <param name="Texts">Whether it is for texts.</param>
/// <param name="LeastValues">In each sample; with fewer nothing is said.</param>
/// <param name="MostValues">Of each sample that it looks at: of more, so many are drawn at random.</param>
/// <param name="Run">Of samples that have them, a false-alarm rate and a seed.</param>
public sealed record DriftTest(
    string Name, string Statistic, bool Numbers, bool Texts, int LeastValues, int MostValues, Func<SamplePair, double, ulong, DriftTestResult> Run)
{
    /// <summary>Runs it.</summary>
    /// <returns>Null when it is not for such values, or there are too few, or all are equal.</returns>
    public DriftTestResult? On(SamplePair samples, double falseAlarm, ulong seed)
    {
        if (!(samples.Ordered ? Numbers : Texts) || !samples.IsComparable) return null;
        if (Math.Min(samples.Reference.Length, samples.Current.Length) < LeastValues) return null;
        var result = Run(samples.Cut(MostValues, seed), falseAlarm, seed);
        return double.IsFinite(result.Statistic) && double.IsFinite(result.PValue) ? result with { PValue = Math.Clamp(result.PValue, 0, 1) } : null;
    }
}
