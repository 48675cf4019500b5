namespace Kolosal.Learning.Forecasting;

/// <summary>How a part of a series joins the others.</summary>
public enum EtsPart
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It is added.</summary>
    Additive,

    /// <summary>It multiplies; the series must be above 0.</summary>
    Multiplicative,
}

/// <summary>The form of an exponential smoothing model.</summary>
/// <param name="Error">Additive or multiplicative. Default: additive.</param>
/// <param name="Trend">None or additive. Default: none.</param>
/// <param name="Damped">Whether the trend dies away by φ each step. Default: false.</param>
/// <param name="Season">None, additive or multiplicative. Default: none.</param>
/// <param name="Period">Steps in a season, 2 … 366; 1 without a season. Default: 1.</param>
public sealed record EtsOptions(EtsPart Error = EtsPart.Additive, EtsPart Trend = EtsPart.None, bool Damped = false, EtsPart Season = EtsPart.None,
    int Period = 1)
{
    /// <summary>Additive or multiplicative.</summary>
    public EtsPart Error { get; } = Require.That(Error, Error is EtsPart.Additive or EtsPart.Multiplicative, "additive or multiplicative");

    /// <summary>None or additive.</summary>
    public EtsPart Trend { get; } = Require.That(Trend, Trend is EtsPart.None or EtsPart.Additive,
        "none or additive, since multiplicative trends forecast badly (Hyndman and Athanasopoulos, 8.2)");

    /// <summary>Only with a trend.</summary>
    public bool Damped { get; } = Require.That(Damped, !Damped || Trend != EtsPart.None, "off without a trend to damp");

    /// <summary>None, additive or multiplicative.</summary>
    public EtsPart Season { get; } = Require.Defined(Season);

    /// <summary>2 … 366 with a season, else 1.</summary>
    public int Period { get; } = Season == EtsPart.None ? Math.Min(Require.AtLeast(Period, 1), 1) : Require.Between(Period, 2, 366);

    internal bool NeedsPositive => Error == EtsPart.Multiplicative || Season == EtsPart.Multiplicative;

    /// <summary>Weights and states that are learnt: α, β, γ, φ, level, trend, seasons but one; and the variance.</summary>
    internal int Degrees => 3 + (Trend == EtsPart.None ? 0 : 2) + (Damped ? 1 : 0) + (Season == EtsPart.None ? 0 : Period);
}
