using Kolosal.Learning;
using Kolosal.Testing;

namespace Kolosal.Drift;

/// <summary>The detectors on streams that others have measured them on, beside river's answers.</summary>
public class StreamEvaluationTests
{
    /// <summary>The SEA concepts change at rows 12,500, 25,000 and 37,500. Of a fixed model's errors only the last change makes much more: from
    /// 12 % in training to 20 %; the others stay below the five points that the monitor tells.</summary>
    [DataFact]
    public void On_sea_the_monitor_finds_the_large_change_of_the_concept_and_raises_no_false_alarm()
    {
        const int Window = 1_000, Reference = 4_000;
        var sea = RealDataSet.Load("sea_stream");
        int[] changes = [12_500 - Reference, 25_000 - Reference, 37_500 - Reference];
        var stream = ModelErrors.Of("sea", sea.Table, sea.Problem, Reference, [.. changes], CancellationToken.None);
        var errors = Tabular.ColumnDistribution.OfCodes("error", PredictionScore.ErrorLabels, Array.ConvertAll(stream.Reference, e => (int)e));
        var labels = Tabular.ColumnDistribution.OfCodes("class", ["0", "1"], Array.ConvertAll(stream.Reference, _ => 0)); // left aside
        var yardstick = DriftYardstick.OfOutcomes(new(null, [], [], null, labels, errors), 0.01)!;
        var tally = new OutcomeTally();
        tally.Begin(yardstick);
        var alarms = new List<int>();
        for (int from = 0; from + Window <= stream.Values.Length; from += Window)
        {
            tally.Count(yardstick, new Dictionary<string, IResumableDetector>(), new double[Window], stream.Values.AsSpan(from, Window));
            if (OutcomeJudge.Judge(yardstick, tally, DriftJudge.StandardTest, 0, null).Drifted) alarms.Add(from + Window);
            tally.EmptyWindow(yardstick);
        }

        Assert.DoesNotContain(alarms, alarm => alarm <= changes[0]);
        Assert.Contains(alarms, alarm => alarm > changes[2] && alarm <= changes[2] + 3 * Window);
    }

    /// <summary>River's detections on the same errors are the oracle's; counted by the same rule, the best of ours is no worse.</summary>
    [OracleFact]
    public void On_sea_the_best_of_ours_is_no_worse_than_rivers_best()
    {
        var c = Oracle.Cases("drift_online.json", "online_drift").Single(c => c.Id.StartsWith("sea_gnb", StringComparison.Ordinal));
        double[] bits = [.. c.Inputs.GetProperty("bits").GetString()!.Select(bit => bit == '1' ? 1.0 : 0)];
        int[] changes = [.. c.Expected.GetProperty("true_change_points").EnumerateArray().Select(at => at.GetInt32())];
        var stream = new DriftStream("sea", StreamValues.Bits, bits[..2_000], bits[2_000..], [.. changes.Select(at => at - 2_000)]);
        double river = 0;
        foreach (string name in (string[])["adwin_delta_0.002", "adwin_delta_0.05", "ddm_default", "eddm_default", "page_hinkley_default"])
        {
            int[] alarms = [.. c.Expected.GetProperty(name).GetProperty("detections").EnumerateArray().Select(at => at.GetInt32())];
            int found = changes.Where((at, i) => alarms.Any(
                alarm => alarm >= at && alarm < (i + 1 < changes.Length ? changes[i + 1] : bits.Length))).Count();
            int wrong = alarms.Count(alarm => alarm < changes[0]);
            double recall = found / (double)changes.Length, precision = found + wrong == 0 ? 0 : found / (double)(found + wrong);
            river = Math.Max(river, recall + precision == 0 ? 0 : 2 * recall * precision / (recall + precision));
        }

        double ours = ChangeDetectors.All.Max(detector => DetectorEvaluation.Of(detector, [stream]).F1 ?? 0);
        Assert.True(ours >= river, $"{ours:0.00} against river's {river:0.00}.");
    }

    /// <summary>Nobody knows where Elec2 changes, only that it does: the fixed model's errors move by tens of points.</summary>
    [DataFact]
    public void On_elec2_every_detector_of_errors_reports_a_change()
    {
        var elec = RealDataSet.Load("elec2");
        var stream = ModelErrors.Of("elec2", elec.Table, elec.Problem, 2_000, [], CancellationToken.None);
        foreach (var detector in ChangeDetectors.All) Assert.NotEmpty(DetectorEvaluation.Alarms(detector, stream).Take(1));
    }

    [Fact]
    public void The_whole_monitor_beats_both_baselines_and_bets_come_sooner()
    {
        DetectorScore On(string name, double size) => MonitorEvaluation.Of(MonitorPlan.All.Single(p => p.Name == name), size, 3, 6_000, 0.01, 1);
        foreach (double size in (double[])[0.5, 1])
        {
            var bets = On("windows_and_bets", size);
            Assert.Equal((3, 0L), (bets.Found, bets.FalseAlarms));
            Assert.True(bets.F1 > On("always_fires", size).F1);
            Assert.Equal(0, On("never_fires", size).F1);
        }

        Assert.True(On("windows_and_bets", 1).MeanDelay < On("windows", 1).MeanDelay);
    }
}
