namespace Kolosal.Privacy;

/// <summary>A private answer.</summary>
/// <param name="QueryId">Names the query: the same id is told the same again and spends nothing more.</param>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Query">What was asked.</param>
/// <param name="Value">The noisy count, sum or mean; null for a histogram.</param>
/// <param name="Bins">The noisy counts of a histogram; empty otherwise.</param>
/// <param name="Mechanism"><c>laplace</c> or <c>gaussian</c>.</param>
/// <param name="NoiseScale">Of the noise: Laplace's scale or the standard deviation; of a mean that of its sum.</param>
/// <param name="Budget">What is left.</param>
public sealed record PrivateAnswer(
    string QueryId, string DatasetId, string Query, double? Value, ImmutableArray<double> Bins, string Mechanism, double NoiseScale,
    PrivacyBudget Budget);
