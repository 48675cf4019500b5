namespace Kolosal.Learning.Calibration;

/// <summary>The maps there are, from the fewest parameters to the most.</summary>
public enum CalibrationMethod
{
    /// <summary>One temperature, <see cref="TemperatureCalibrator"/>.</summary>
    Temperature,

    /// <summary>A line through the logit of each class against the rest, <see cref="PlattCalibrator"/>.</summary>
    Platt,

    /// <summary>The same line through the probability itself, as scikit-learn does for models without a decision function.</summary>
    PlattOfProbability,

    /// <summary>A beta map of each class against the rest, <see cref="BetaCalibrator"/>.</summary>
    Beta,

    /// <summary>A factor and an offset for the log probability of each class, <see cref="VectorCalibrator"/>.</summary>
    Vector,

    /// <summary>A full matrix over the log probabilities, <see cref="DirichletCalibrator"/>.</summary>
    Dirichlet,

    /// <summary>A monotone curve for each class against the rest, <see cref="IsotonicCalibrator"/>.</summary>
    Isotonic,
}
