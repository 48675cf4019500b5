namespace Kolosal.Retraining;

/// <summary>What the challenger made of rows that the champion had answered.</summary>
/// <param name="Rows">Rows that both scored.</param>
/// <param name="Unscored">Rows that could not be scored again: the log does not keep a category that the champion did not know.</param>
/// <param name="Agreement">Share of rows with the same decision; null for regression and without rows.</param>
/// <param name="MeanDistance">Mean distance of the outputs: total variation of the class probabilities, or the absolute difference of the predicted
/// values; null without rows.</param>
/// <param name="Outcomes">Outcomes of rows of the champion that both scored.</param>
/// <param name="Corrections">Outcomes that a later report changed; the figures are those of the first reports.</param>
/// <param name="ChampionLoss">Mean loss of the champion over outcomes: half the Brier score, or the squared error. Null without outcomes.</param>
/// <param name="ChallengerLoss">Of the challenger.</param>
/// <param name="ChampionOnlyRight">Outcomes that only the champion's decision met; 0 for regression.</param>
/// <param name="ChallengerOnlyRight">Outcomes that only the challenger's met.</param>
/// <param name="EvidenceBetter">Highest capital of a bet against "the challenger is not better" (an e-value, valid whenever it is looked at).</param>
/// <param name="EvidenceWorse">Highest capital of a bet against "the challenger is not worse".</param>
/// <param name="NotPossible">Why there is no shadow; null when there is one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.shadow-report")]
public sealed record ShadowReport(
    long Rows, long Unscored, double? Agreement, double? MeanDistance, long Outcomes, long Corrections, double? ChampionLoss,
    double? ChallengerLoss, long ChampionOnlyRight, long ChallengerOnlyRight, double EvidenceBetter, double EvidenceWorse, string? NotPossible);

/// <summary>Both versions on rows that neither has learnt from.</summary>
/// <param name="Rows">Rows compared: of the challenger's test part, those that the champion did not learn from.</param>
/// <param name="LeftOut">Rows of the test part that the champion had learnt from.</param>
/// <param name="ChampionLoss">Mean loss: half the Brier score, or the squared error; null without a comparison.</param>
/// <param name="ChallengerLoss">Of the challenger.</param>
/// <param name="Gain">Champion's less the challenger's mean loss; above 0 when the challenger is better.</param>
/// <param name="GainLow">Lower end of its 95 % interval (Student's t of the pairs).</param>
/// <param name="GainHigh">Upper end.</param>
/// <param name="PValue">Of the paired t test, two-sided.</param>
/// <param name="ChampionOnlyRight">Rows that only the champion's decision met; 0 for regression.</param>
/// <param name="ChallengerOnlyRight">Rows that only the challenger's met.</param>
/// <param name="McNemarPValue">Of McNemar's exact test of these two; null for regression.</param>
/// <param name="NotPossible">Why there is no comparison; null when there is one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.held-out-report")]
public sealed record HeldOutReport(
    int Rows, int LeftOut, double? ChampionLoss, double? ChallengerLoss, double? Gain, double? GainLow, double? GainHigh, double? PValue,
    long ChampionOnlyRight, long ChallengerOnlyRight, double? McNemarPValue, string? NotPossible);
