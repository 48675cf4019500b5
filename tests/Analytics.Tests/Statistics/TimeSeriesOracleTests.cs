using Kolosal.Learning;
using Kolosal.Statistics.TimeSeries;
using Kolosal.Testing;

namespace Kolosal.Statistics;

/// <summary>All cases of timeseries.json. statsmodels leaves out the last update of the season in Holt-Winters, hence the option.</summary>
public class TimeSeriesOracleTests
{
    private const string File = "timeseries.json";
    private const double AdfTolerance = 1e-3;

    public static TheoryData<string> Ids => OracleReading.Ids(File, "time_series");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Series(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] y = @case.Vector("y"), holt = [.. @case.Params.GetProperty("holt").EnumerateArray().Select(OracleCase.Number)],
            hw = [.. @case.Params.GetProperty("hw").EnumerateArray().Select(OracleCase.Number)];
        int period = (int)@case.Param("period");
        int Length(string name) => @case.Expected.GetProperty(name).GetArrayLength();
        var simple = ExponentialSmoothing.Simple(y, @case.Param("ses_alpha"), Length("ses_forecast"));
        var parts = SeasonalDecomposition.Additive(y, period);
        @case.Near("acf", Autocorrelation.Acf(y, Length("acf") - 1));
        @case.Near("pacf_ywmle", Autocorrelation.Pacf(y, Length("pacf_ywmle") - 1));
        @case.Near("ses_fitted", simple.Fitted.AsSpan());
        @case.Near("ses_forecast", simple.Forecast.AsSpan());
        @case.Near("holt_forecast", ExponentialSmoothing.Holt(y, holt[0], holt[1], Length("holt_forecast")).Forecast.AsSpan());
        @case.Near("hw_forecast", ExponentialSmoothing.HoltWinters(
            y, period, hw[0], hw[1], hw[2], Length("hw_forecast"), lastSeason: false).Forecast.AsSpan());
        @case.Near("decompose_trend", parts.Trend.AsSpan());
        @case.Near("decompose_seasonal_first12", parts.Season.AsSpan(0, 12));
        @case.Near("kpss_lag3", [Stationarity.Kpss(y, 3).Statistic, Stationarity.Kpss(y, 3).P]);
        var wandering = Stationarity.DickeyFuller(y, 1);
        @case.Near(@case.Expected.GetProperty("adf_lag1_const")[0], wandering.Statistic, "adf");
        Assert.Equal(@case.Expected.GetProperty("adf_lag1_const")[1].GetDouble(), wandering.P, AdfTolerance);
        double[] before = y[..^12];
        @case.Near("seasonal_naive_mase_last12", ForecastErrors.Mase(
            y.AsSpan(before.Length), ExponentialSmoothing.SeasonalNaive(before, period, 12), before, period));
    }
}
