namespace Kolosal.Drift;

/// <summary>What holds of every detector of the list, and rates that follow from a detector's law.</summary>
public class ChangeDetectorTests
{
    public static TheoryData<string> Names => [.. ChangeDetectors.All.Select(d => d.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_same_stream_gives_the_same_alarms(string name)
    {
        var detector = ChangeDetectors.Get(name);
        var stream = GeneratedStreams.Abrupt(detector.Takes, 1, 500, 4000, seed: 3);
        Assert.Equal(DetectorEvaluation.Alarms(detector, stream), DetectorEvaluation.Alarms(detector, stream));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_large_change_is_found_within_two_thousand_values(string name)
    {
        var detector = ChangeDetectors.Get(name);
        double size = detector.Takes == StreamValues.Bits ? 1.5 : 3;
        var score = DetectorEvaluation.Of(detector, Enumerable.Range(0, 10).Select(seed =>
            GeneratedStreams.Abrupt(detector.Takes, size, 1000, 8000, (ulong)seed)));
        Assert.Equal(10, score.Found);
        Assert.InRange(score.MeanDelay!.Value, 0, 2000);
    }

    [Theory, MemberData(nameof(Names))]
    public void No_alarm_comes_before_the_stated_sample(string name)
    {
        var detector = ChangeDetectors.Get(name);
        for (ulong seed = 0; seed < 20; seed++)
        {
            var stream = GeneratedStreams.Abrupt(detector.Takes, 8, 500, 1000, seed);
            Assert.All(DetectorEvaluation.Alarms(detector, stream).Take(1), first => Assert.True(first + 1 >= detector.MinSample));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_value_that_is_no_number_is_refused(string name)
    {
        var detector = ChangeDetectors.Get(name).Create([.. Enumerable.Range(0, 200).Select(i => i % 2.0)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => detector.Observe(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => detector.Observe(double.PositiveInfinity));
    }

    /// <summary>Forty stable streams of 20,000 values: the rate stays within the promise and three standard deviations of its own chance.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Promised_false_alarm_rates_hold(string name)
    {
        var detector = ChangeDetectors.Get(name);
        if (detector.Promise is not { } promise) return;
        const int Streams = 40, Values = 20_000;
        foreach (var takes in detector.Takes == StreamValues.Bits ? new[] { StreamValues.Bits } : [StreamValues.Bits, StreamValues.Numbers])
        {
            var score = DetectorEvaluation.Of(detector, Enumerable.Range(0, Streams).Select(seed =>
                GeneratedStreams.Abrupt(takes, 0, 1000, Values, (ulong)(1000 + seed))));
            double looks = promise.Of == FalseAlarmOf.Stream ? Streams : Streams * (double)Values / promise.LookEvery;
            double chance = 3 * Math.Sqrt(promise.Rate * (1 - promise.Rate) / looks);
            Assert.InRange(score.FalseAlarmRate(promise), 0, promise.Rate + chance);
        }
    }

    [Fact]
    public void Adwin_keeps_the_whole_of_a_stable_stream_and_forgets_what_was_before_a_change()
    {
        var adwin = new Adwin(new AdwinOptions());
        foreach (double value in GeneratedStreams.Abrupt(StreamValues.Bits, 0, 0, 10_000, 5).Values) adwin.Observe(value);
        Assert.Equal(10_000, adwin.Width);
        for (int i = 0; i < 10_000; i++) adwin.Observe(i % 10 == 0 ? 0 : 1);
        Assert.InRange(adwin.Mean, 0.85, 0.95);
        Assert.InRange(adwin.Width, 9_000, 10_500);
    }

    /// <summary>Average run lengths of two-sided charts without a shift: Montgomery, Statistical Quality Control, table 9.3, k = ½.</summary>
    [Theory, InlineData(4, 168), InlineData(5, 465)]
    public void Cusums_run_as_long_as_the_tables_say(double threshold, double runLength)
    {
        var options = new CusumOptions(0.5, threshold);
        Assert.InRange(Cusum.AverageRunLength(options), 0.95 * runLength, 1.05 * runLength);
        var random = new Statistics.SeededRandom(7);
        var chart = new Cusum(options, 0, 1);
        int alarms = 0, values = 400 * (int)runLength;
        for (int i = 0; i < values; i++)
            if (chart.Observe(random.NextNormal()) == ChangeSignal.Change) alarms++;
        // 400 renewals expected; run lengths are nearly exponential, so 3 · √400.
        Assert.InRange(alarms, 340, 460);
    }

    [Fact]
    public void The_capital_of_bets_does_not_grow_while_nothing_changes()
    {
        double sum = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var stream = GeneratedStreams.Abrupt(StreamValues.Numbers, 0, 1000, 500, seed);
            var detector = new BettingDetector(new BettingOptions(1e-6), stream.Reference);
            foreach (double value in stream.Values) detector.Observe(value);
            sum += detector.Capital;
        }
        Assert.InRange(sum / 200, 0, 1.05); // its mean is at most 1
    }

    [Fact]
    public void A_score_counts_alarms_before_a_change_as_false_and_repeats_nowhere()
    {
        var stream = new DriftStream("planted", StreamValues.Numbers, [], new double[100], [40, 70]);
        var always = DetectorEvaluation.Of(FixedSignal.Always, [stream]);
        Assert.Equal((2, 40L, 0.0), (always.Found, always.FalseAlarms, always.MeanDelay));
        Assert.Equal(2 / 42.0, always.Precision!.Value, 12);
        var never = DetectorEvaluation.Of(FixedSignal.Never, [stream]);
        Assert.Equal((0, 0L, 0.0), (never.Found, never.FalseAlarms, never.F1));
        Assert.Null(never.MeanDelay);
    }
}
