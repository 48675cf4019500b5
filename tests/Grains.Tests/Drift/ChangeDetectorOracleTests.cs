using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Drift;

/// <summary>Against the indices at which river's detectors signal.</summary>
public class ChangeDetectorOracleTests
{
    [OracleFact]
    public void Adwin_cuts_where_the_reference_does()
    {
        foreach (var c in Oracle.Cases("drift_online.json", "online_drift"))
            foreach (var (name, falseAlarm) in new[] { ("adwin_delta_0.002", 0.002), ("adwin_delta_0.05", 0.05) })
            {
                if (!c.Expected.TryGetProperty(name, out var expected)) continue;
                var adwin = new Adwin(new AdwinOptions(falseAlarm, SkipsNewestOfSize: true));
                Assert.Equal(Indices(expected.GetProperty("detections")), Alarms(adwin, Values(c)));
                Assert.Equal(expected.GetProperty("final_width").GetInt64(), adwin.Width);
            }
    }

    [OracleFact]
    public void Page_hinkley_signals_where_the_reference_does()
    {
        foreach (var c in Oracle.Cases("drift_online.json", "online_drift"))
        {
            Assert.Equal(Indices(c.Expected.GetProperty("page_hinkley_default").GetProperty("detections")),
                Alarms(new PageHinkley(new PageHinkleyOptions()), Values(c)));
            Assert.Equal(Indices(c.Expected.GetProperty("page_hinkley_lambda10_delta0.01").GetProperty("detections")),
                Alarms(new PageHinkley(new PageHinkleyOptions(0.01, 10)), Values(c)));
        }
    }

    [OracleFact]
    public void Detectors_of_errors_warn_and_signal_where_the_reference_does()
    {
        foreach (var c in Oracle.Cases("drift_online.json", "online_drift"))
            foreach (string name in new[] { "ddm", "eddm" }) Agrees(c, name);
    }

    private static void Agrees(OracleCase c, string name)
    {
        if (!c.Expected.TryGetProperty($"{name}_default", out var expected)) return;
        var detector = ChangeDetectors.Get(name).Create([]);
        ChangeSignal[] signals = [.. Values(c).Select(detector.Observe)];
        Assert.Equal(Indices(expected.GetProperty("detections")), Where(signals, (now, _) => now == ChangeSignal.Change));
        Assert.Equal(Indices(expected.GetProperty("warnings_start")),
            Where(signals, (now, before) => now == ChangeSignal.Warning && before != ChangeSignal.Warning));
    }

    private static int[] Alarms(IChangeDetector detector, double[] values) =>
        Where([.. values.Select(detector.Observe)], (now, _) => now == ChangeSignal.Change);

    private static int[] Where(ChangeSignal[] signals, Func<ChangeSignal, ChangeSignal, bool> holds) =>
        [.. Enumerable.Range(0, signals.Length).Where(i => holds(signals[i], i > 0 ? signals[i - 1] : ChangeSignal.Stable))];

    private static int[] Indices(JsonElement list) => [.. list.EnumerateArray().Select(index => index.GetInt32())];

    private static double[] Values(OracleCase c) => c.Inputs.TryGetProperty("bits", out var bits)
        ? [.. bits.GetString()!.Select(bit => bit == '1' ? 1.0 : 0)] : OracleCase.Numbers(c.Inputs.GetProperty("values"));
}
