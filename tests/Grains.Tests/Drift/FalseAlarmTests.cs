using MathNet.Numerics.Distributions;

namespace Kolosal.Drift;

/// <summary>The false-alarm table of <c>docs/drift-detection.md</c> in small: seeded stationary replays, held against the binomial law of what each
/// detector states. The whole table is <c>./kolosal bench alarms</c>.</summary>
public class FalseAlarmTests
{
    private const int Replays = 25, Values = 10_000;

    /// <summary>Chance that a detector which keeps its rate exactly fails here.</summary>
    private const double Chance = 1e-4;

    public static TheoryData<string, StreamValues> Promising
    {
        get
        {
            var data = new TheoryData<string, StreamValues>();
            foreach (var detector in ChangeDetectors.All.Where(d => d.Promise is not null))
            {
                data.Add(detector.Name, StreamValues.Bits);
                if (detector.Takes == StreamValues.Numbers) data.Add(detector.Name, StreamValues.Numbers);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Promising))]
    public void Alarms_on_stationary_replays_stay_within_what_is_stated(string name, StreamValues takes)
    {
        var detector = ChangeDetectors.Get(name);
        var promise = detector.Promise!;
        var score = DetectorEvaluation.Of(detector, Enumerable.Range(0, Replays).Select(replay =>
            GeneratedStreams.Abrupt(takes, 0, 1_000, Values, Statistics.SeededRandom.Derive(77, (ulong)replay))));
        bool streams = promise.Of == FalseAlarmOf.Stream;
        long trials = streams ? Replays : (long)Replays * Values / promise.LookEvery;
        Assert.InRange(streams ? score.Alarming : score.FalseAlarms, 0, Most(trials, promise.Rate));
    }

    /// <summary>The least count that a binomial law exceeds with at most the chance allowed.</summary>
    private static long Most(long trials, double rate)
    {
        var law = new Binomial(rate, checked((int)trials));
        long count = (long)(trials * rate);
        while (1 - law.CumulativeDistribution(count) > Chance) count++;
        return count;
    }

    [Fact]
    public void The_bound_is_that_of_the_binomial_law() => Assert.Equal(4, Most(25, 0.01)); // by hand P(X > 3) = 1.07e-4, P(X > 4) = 4.5e-6
}
