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
    public EtsPart Error { get; } = Error is EtsPart.Additive or EtsPart.Multiplicative ? Error
        : throw new ArgumentOutOfRangeException(nameof(Error), Error, "The error is additive or multiplicative.");

    /// <summary>None or additive.</summary>
    public EtsPart Trend { get; } = Trend is EtsPart.None or EtsPart.Additive ? Trend
        : throw new ArgumentOutOfRangeException(nameof(Trend), Trend,
            "The trend is none or additive; multiplicative trends forecast badly (Hyndman and Athanasopoulos, 8.2).");

    /// <summary>Only with a trend.</summary>
    public bool Damped { get; } = !Damped || Trend != EtsPart.None ? Damped
        : throw new ArgumentOutOfRangeException(nameof(Damped), Damped, "Without a trend there is nothing to damp.");

    /// <summary>None, additive or multiplicative.</summary>
    public EtsPart Season { get; } = Enum.IsDefined(Season) ? Season
        : throw new ArgumentOutOfRangeException(nameof(Season), Season, "The season is none, additive or multiplicative.");

    /// <summary>2 … 366 with a season, else 1.</summary>
    public int Period { get; } = Season == EtsPart.None ? (Period >= 1
        ? 1 : throw new ArgumentOutOfRangeException(nameof(Period), Period, "The period is at least 1."))
        : Period is >= 2 and <= 366 ? Period : throw new ArgumentOutOfRangeException(nameof(Period), Period, "A season has 2 to 366 steps.");

    internal bool NeedsPositive => Error == EtsPart.Multiplicative || Season == EtsPart.Multiplicative;

    /// <summary>Weights and states that are learnt: α, β, γ, φ, level, trend, seasons but one; and the variance.</summary>
    internal int Degrees => 3 + (Trend == EtsPart.None ? 0 : 2) + (Damped ? 1 : 0) + (Season == EtsPart.None ? 0 : Period);
}
