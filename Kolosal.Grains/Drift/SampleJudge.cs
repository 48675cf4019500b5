using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>Judges columns of two samples one after the other, and keeps none of their values.</summary>
/// <param name="falseAlarm">Probability of naming any column without drift.</param>
/// <param name="method">What the verdict rests on, as in <see cref="DriftDetection"/>.</param>
/// <param name="tests">Names of <see cref="DriftTests.All"/>, to be run beside it.</param>
/// <param name="cancel">Polled between tests.</param>
internal sealed class SampleJudge(double falseAlarm, string method, IReadOnlyList<string> tests, CancellationToken cancel)
{
    /// <summary>The same samples, the same answer.</summary>
    public const ulong Seed = 1;

    private readonly DriftTest? chosen = DriftTests.Find(method);
    private readonly DriftTest[] run = [.. tests.Distinct().Select(name => DriftTests.Find(name)!)];
    private readonly List<(ColumnFinding Finding, ColumnDistances Distances, ImmutableArray<ColumnTest> Tests)> columns = [];

    public void Add(SampleBins sample)
    {
        cancel.ThrowIfCancellationRequested();
        var finding = DriftJudge.Measure(sample.Reference, sample.Current, DriftJudge.StandardTest, falseAlarm, Seed);
        if (chosen is not null)
        {
            var result = chosen.On(sample.Values.Pair(), falseAlarm, Seed);
            finding = finding with { PValue = result?.PValue ?? 1, Statistic = result?.Statistic ?? 0 };
        }

        columns.Add((finding, sample.Distances, [.. run.Select(test => Run(test, sample))]));
    }

    public DriftDetection Conclude(ImmutableArray<JointTestResult> joint)
    {
        bool[] significant = MultipleTesting.Discoveries([.. columns.Select(column => column.Finding.PValue)], falseAlarm);
        var ordered = columns.Select((column, i) => column with
        {
            Finding = column.Finding with { Drifted = significant[i] && (chosen is not null || column.Finding.Psi >= DriftJudge.ModeratePsi) },
        }).OrderByDescending(column => column.Finding.Psi).ToArray();
        return new(
            ordered.Any(column => column.Finding.Drifted) || joint.Any(test => test.Drifted),
            [.. ordered.Select(column => column.Finding.ToColumn())],
            [.. ordered.Select(column => column.Distances)], method, [.. ordered.SelectMany(column => column.Tests)], joint);
    }

    private ColumnTest Run(DriftTest test, SampleBins sample)
    {
        cancel.ThrowIfCancellationRequested();
        var found = test.On(sample.Values.Pair(), falseAlarm, Seed);
        return new(sample.Reference.Name, test.Name, found?.Statistic, found?.PValue, found?.Threshold, test.Statistic,
            found is null ? $"not for such values, or fewer than {test.LeastValues} in a sample, or all equal" : null);
    }
}
