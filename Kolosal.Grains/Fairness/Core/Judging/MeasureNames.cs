namespace Kolosal.Fairness;

/// <summary>The measures of fairness between groups, as documents name them.</summary>
public static class MeasureNames
{
    /// <summary>Smallest over largest selection rate (29 CFR 1607.4 D).</summary>
    public const string DisparateImpact = "disparate_impact";

    /// <summary>Largest − smallest selection rate.</summary>
    public const string DemographicParity = "demographic_parity_difference";

    /// <summary>Largest − smallest true positive rate (Hardt, Price and Srebro, arXiv:1610.02413).</summary>
    public const string EqualOpportunity = "equal_opportunity_difference";

    /// <summary>Largest − smallest false positive rate (predictive equality).</summary>
    public const string FalsePositiveRate = "false_positive_rate_difference";

    /// <summary>The larger of the two before (equalised odds, ibid.).</summary>
    public const string EqualizedOdds = "equalized_odds_difference";

    /// <summary>Largest − smallest positive predictive value (Chouldechova, arXiv:1610.07524).</summary>
    public const string PredictiveParity = "predictive_parity_difference";

    /// <summary>Largest − smallest gap between observed and expected share of positives: calibration within groups, in the large (Kleinberg,
    /// Mullainathan and Raghavan, arXiv:1609.05807).</summary>
    public const string Calibration = "calibration_gap_difference";

    /// <summary>Largest − smallest share of right decisions.</summary>
    public const string Accuracy = "accuracy_difference";

    /// <summary>Largest − smallest share of positive outcomes: what there is to be fair about before any model.</summary>
    public const string BaseRate = "base_rate_difference";
}
