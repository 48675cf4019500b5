namespace Kolosal.Learning.Forecasting;

/// <summary>The orders of an ARIMA model (p, d, q)(P, D, Q)ₘ (Box and Jenkins, Time Series Analysis, 1970).</summary>
/// <param name="P">Autoregressive terms, 0 … 12. Default: 1.</param>
/// <param name="D">Differences taken, 0 … 2. Default: 1.</param>
/// <param name="Q">Moving average terms, 0 … 12. Default: 1.</param>
/// <param name="SeasonalP">Autoregressive terms a period apart, 0 … 3. Default: 0.</param>
/// <param name="SeasonalD">Differences over a period, 0 … 1. Default: 0.</param>
/// <param name="SeasonalQ">Moving average terms a period apart, 0 … 3. Default: 0.</param>
/// <param name="Period">m, 2 … 52 with a seasonal term; 1 without. Default: 1.</param>
public sealed record ArimaOptions(int P = 1, int D = 1, int Q = 1, int SeasonalP = 0, int SeasonalD = 0, int SeasonalQ = 0, int Period = 1)
{
    /// <summary>0 … 12.</summary>
    public int P { get; } = Require.Between(P, 0, 12);

    /// <summary>0 … 2.</summary>
    public int D { get; } = Require.Between(D, 0, 2);

    /// <summary>0 … 12.</summary>
    public int Q { get; } = Require.Between(Q, 0, 12);

    /// <summary>0 … 3.</summary>
    public int SeasonalP { get; } = Require.Between(SeasonalP, 0, 3);

    /// <summary>0 … 1.</summary>
    public int SeasonalD { get; } = Require.Between(SeasonalD, 0, 1);

    /// <summary>0 … 3.</summary>
    public int SeasonalQ { get; } = Require.Between(SeasonalQ, 0, 3);

    /// <summary>2 … 52 with a seasonal term, else 1.</summary>
    public int Period { get; } = SeasonalP + SeasonalD + SeasonalQ == 0 ? 1
        : Require.Between(Period, 2, 52);

    /// <summary>Whether a mean is learnt: only of a series that is not differenced.</summary>
    internal bool HasMean => D + SeasonalD == 0;

    /// <summary>Values that differencing uses up.</summary>
    internal int Lost => D + SeasonalD * Period;

    internal int Terms => P + Q + SeasonalP + SeasonalQ;
}
