using Kolosal.Statistics;

namespace Kolosal.Drift;

public class OutcomeDriftTests
{
    private static readonly DriftYardstick Yardstick = DriftYardstick.OfOutcomes(Detail(0.1), 0.01)!;

    [Fact]
    public void More_errors_are_concept_drift_and_are_found_before_the_window_is_full()
    {
        var tally = Begin();
        var random = new SeededRandom(1);
        Assert.Null(Count(tally, ref random, 400, 0.1));
        var calm = OutcomeJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0, null);
        Assert.DoesNotContain(calm.Findings, finding => finding.Drifted);
        tally.EmptyWindow(Yardstick);

        var early = Count(tally, ref random, 1_000, 0.4);
        Assert.NotNull(early);
        var judged = OutcomeJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0, early);
        Assert.True(Assert.Single(judged.Findings, finding => finding.Subject == DriftSubject.Errors).Drifted);
        var full = OutcomeJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0, null);
        Assert.InRange(Assert.Single(full.Findings, finding => finding.Subject == DriftSubject.Errors).Effect, 0.2, 0.4);
    }

    [Fact]
    public void Fewer_errors_are_no_alarm()
    {
        var tally = Begin();
        var random = new SeededRandom(2);
        Assert.Null(Count(tally, ref random, 2_000, 0.01));
        var judged = OutcomeJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0, null);
        Assert.False(Assert.Single(judged.Findings, finding => finding.Subject == DriftSubject.Errors).Drifted);
    }

    [Fact]
    public void Other_labels_are_label_drift()
    {
        var tally = Begin();
        var random = new SeededRandom(3);
        Count(tally, ref random, 500, 0.1, positive: 0.6);
        var judged = OutcomeJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0, null);
        Assert.True(Assert.Single(judged.Findings, finding => finding.Subject == DriftSubject.Labels).Drifted);
        Assert.False(Assert.Single(judged.Findings, finding => finding.Subject == DriftSubject.Errors).Drifted);
    }

    [Fact]
    public void Larger_absolute_errors_of_a_regression_are_found()
    {
        var random = new SeededRandom(4);
        double[] targets = Normals(ref random, 500, 1), predicted = Array.ConvertAll(targets, t => t * 0.9);
        var yardstick = DriftYardstick.OfOutcomes(new(null, [], [], null, Tabular.ColumnDistribution.OfNumbers("y", targets),
            PredictionScore.ErrorsOf(predicted, targets)), 0.01)!;
        var tally = new OutcomeTally();
        tally.Begin(yardstick);
        double[] now = Normals(ref random, 400, 1);
        tally.Count(yardstick, new Dictionary<string, IResumableDetector>(), now, Array.ConvertAll(now, t => Math.Abs(t * 0.4)));
        var errors = Assert.Single(
            OutcomeJudge.Judge(yardstick, tally, DriftJudge.StandardTest, 0, null).Findings, finding => finding.Subject == DriftSubject.Errors);
        Assert.True(errors.Drifted);
        Assert.True(errors.Effect > 0.5);
    }

    [Fact]
    public void A_detector_that_is_resumed_says_what_one_that_never_stopped_says()
    {
        Assert.Equal(["adwin", "ddm", "eddm", "hddm_a", "hddm_w", "page_hinkley"], DetectorBank.Names.Order());
        foreach (string name in DetectorBank.Names)
        {
            var descriptor = ChangeDetectors.Get(name);
            var stream = GeneratedStreams.Abrupt(StreamValues.Bits, 1, 10, 3_000, seed: 5);
            var whole = descriptor.Create([]);
            var bank = DetectorBank.Of([name], bits: true, new Dictionary<string, double[]>());
            for (int i = 0; i < stream.Values.Length; i++)
            {
                if (i % 37 == 0)
                {
                    double[] kept = bank[name].Keep();
                    Assert.All(kept, number => Assert.True(double.IsFinite(number)));
                    bank = DetectorBank.Of([name], bits: true, new Dictionary<string, double[]> { [name] = kept });
                }

                Assert.Equal(whole.Observe(stream.Values[i]), bank[name].Observe(stream.Values[i]));
            }
        }

        // What another program kept is not guessed at.
        Assert.Equal(ChangeSignal.Stable, DetectorBank.Of(["adwin"], true, new Dictionary<string, double[]> { ["adwin"] = [1] })["adwin"].Observe(0));
        Assert.Empty(DetectorBank.Of(["ddm"], bits: false, new Dictionary<string, double[]>()));
    }

    [Fact]
    public void A_chosen_detector_speaks_in_the_window()
    {
        var tally = Begin();
        var random = new SeededRandom(6);
        var detectors = DetectorBank.Of(["adwin", "hddm_a"], bits: true, tally.Detectors);
        tally.Detectors = detectors.ToDictionary(d => d.Key, d => d.Value.Keep());
        Count(tally, ref random, 1_000, 0.1, detectors: detectors);
        Count(tally, ref random, 1_000, 0.6, detectors: detectors);
        var findings = OutcomeJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0, null).Findings;
        Assert.Contains(findings, finding => finding is { Test: "adwin", Drifted: true, PValue: 0.002 });
        Assert.Contains(findings, finding => finding is { Test: "hddm_a", Drifted: true } && finding.Note is not null);
    }

    internal static TrainingDetail Detail(double errorRate)
    {
        var labels = new int[1_000];
        var decisions = new int[1_000];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 10 < 3 ? 1 : 0;
            decisions[i] = i % 100 < 100 * errorRate ? 1 - labels[i] : labels[i];
        }

        return new(null, [], [], null, Tabular.ColumnDistribution.OfCodes("y", ["no", "yes"], labels), PredictionScore.ErrorsOf(decisions, labels));
    }

    private static OutcomeTally Begin()
    {
        var tally = new OutcomeTally();
        tally.Begin(Yardstick);
        return tally;
    }

    private static EarlyAlarm? Count(
        OutcomeTally tally, ref SeededRandom random, int rows, double errorRate, double positive = 0.3,
        Dictionary<string, IResumableDetector>? detectors = null)
    {
        double[] labels = new double[rows], errors = new double[rows];
        for (int i = 0; i < rows; i++)
            (labels[i], errors[i]) = (random.NextDouble() < positive ? 1 : 0, random.NextDouble() < errorRate ? 1 : 0);
        return tally.Count(Yardstick, detectors ?? [], labels, errors);
    }

    private static double[] Normals(ref SeededRandom random, int count, double deviation)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = deviation * random.NextNormal();
        return values;
    }
}
