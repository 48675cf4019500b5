namespace Kolosal.Learning.GaussianProcesses;

/// <summary>The covariance that is built when none is given.</summary>
public enum CovarianceFamily
{
    /// <summary>Squared exponential.</summary>
    Rbf,

    /// <summary>Matérn, ν = ½.</summary>
    Matern12,

    /// <summary>Matérn, ν = 3/2.</summary>
    Matern32,

    /// <summary>Matérn, ν = 5/2.</summary>
    Matern52,

    /// <summary>Rational quadratic.</summary>
    RationalQuadratic,
}

/// <summary>Options of Gaussian process regression and classification.</summary>
public sealed record GaussianProcessOptions
{
    /// <summary>The covariance and where its parameters start. Default: null, a constant times
    /// <see cref="Family"/> with ℓ = √columns, for regression plus white noise of 0.1.</summary>
    public Covariance? Covariance { get; init; }

    /// <summary>What is built without a <see cref="Covariance"/>. Default: Matérn 5/2.</summary>
    public CovarianceFamily Family { get; init; } = CovarianceFamily.Matern52;

    /// <summary>Whether what is built has a length scale for each column. Default: false.</summary>
    public bool LengthScalePerColumn { get; init; }

    /// <summary>Fixed variance of the noise of an observation, in squared units of the (normalised)
    /// target, 0 or more; scikit-learn's alpha. Regression only. Default: 1e-8.</summary>
    public double Noise { get; init; } = 1e-8;

    /// <summary>Whether parameters are learnt by maximising the marginal likelihood. Default: true.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>Further starts of that search, drawn from the seed, 0 … 50. Default: 0.</summary>
    public int Restarts { get; init; }

    /// <summary>Rows that it looks at, drawn from the seed when there are more, ≥ 2; the model itself takes all rows. Default: 192.</summary>
    public int LearningRows { get; init; } = 192;

    /// <summary>Whether targets are centred and divided by their standard deviation inside. Regression only. Default: true.</summary>
    public bool NormalizeTarget { get; init; } = true;

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.Defined(Family);
        Require.NotNegative(Noise);
        Require.Between(Restarts, 0, 50);
        Require.AtLeast(LearningRows, 2);
    }

    internal Covariance Start(int inputs, bool noise)
    {
        if (Covariance is not null) return Covariance;
        ImmutableArray<double> scales = [.. Enumerable.Repeat(Math.Sqrt(inputs), LengthScalePerColumn ? inputs : 1)];
        Covariance shape = Family switch
        {
            CovarianceFamily.Rbf => new RbfCovariance(scales),
            CovarianceFamily.Matern12 => new MaternCovariance(0.5, scales),
            CovarianceFamily.Matern32 => new MaternCovariance(1.5, scales),
            CovarianceFamily.Matern52 => new MaternCovariance(2.5, scales),
            _ => new RationalQuadraticCovariance(1, scales),
        };
        var scaled = new ConstantCovariance() * shape;
        return noise ? scaled + new WhiteCovariance(0.1) : scaled;
    }
}
