namespace Kolosal.Learning.Trees;

/// <summary>What boosting minimises; y is the target, s the raw score.</summary>
public enum BoostingLoss
{
    /// <summary>Logistic loss for two classes, softmax for more, squared error for numbers.</summary>
    Auto,

    /// <summary>½ (y − s)².</summary>
    Squared,

    /// <summary>|y − s|; leaf values are medians.</summary>
    Absolute,

    /// <summary>exp(s) − y s for counts y ≥ 0; the output is exp(s).</summary>
    Poisson,

    /// <summary>½ r² for |r| ≤ δ, δ (|r| − δ / 2) beyond, with r = y − s and δ the
    /// <see cref="GradientBoostingOptions.HuberShare"/> quantile of |r| in each round.</summary>
    Huber,

    /// <summary>α max(y − s, 0) + (1 − α) max(s − y, 0) at the level α =
    /// <see cref="GradientBoostingOptions.QuantileLevel"/>; leaf values are quantiles.</summary>
    Quantile,

    /// <summary>y exp(−s) + s for amounts y > 0; the output is exp(s).</summary>
    Gamma,

    /// <summary>exp((2 − p) s) / (2 − p) − y exp((1 − p) s) / (1 − p) for y ≥ 0 at the power p
    /// = <see cref="GradientBoostingOptions.TweediePower"/>; the output is exp(s).</summary>
    Tweedie,

    /// <summary>λMART: ranks the rows of each group by grades y = 0, 1, 2, … so that NDCG at
    /// <see cref="GradientBoostingOptions.RankingCutoff"/> is large; the output orders rows and has no unit.</summary>
    LambdaRank,
}
