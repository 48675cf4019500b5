namespace Kolosal.Statistics;

/// <summary>The outcome of a test of a hypothesis.</summary>
/// <param name="Statistic">On the test's own scale; NaN when the data leave it undefined.</param>
/// <param name="P">The probability, were the hypothesis true, of a statistic at least as extreme; 0 … 1, or NaN.</param>
public readonly record struct TestResult(double Statistic, double P);
