namespace Kolosal.Drift;

/// <summary>The verdict over two samples; nothing of it is kept.</summary>
/// <param name="Drifted">At least one column drifted, or all together.</param>
/// <param name="Columns">Every column, the most drifted first.</param>
/// <param name="Distances">Every column once more, in the same order, by measures that the verdict does not rest on.</param>
/// <param name="Method">The test that the columns' verdict rests on.</param>
/// <param name="Tests">The tests asked for, column by column in the same order.</param>
/// <param name="Joint">The tests of all columns together that were asked for.</param>
public sealed record DriftDetection(
    bool Drifted, ImmutableArray<ColumnDrift> Columns, ImmutableArray<ColumnDistances> Distances, string Method,
    ImmutableArray<ColumnTest> Tests, ImmutableArray<JointTestResult> Joint)
{
    /// <summary>Judges samples like a monitor's window.</summary>
    /// <param name="samples">One or more columns.</param>
    /// <param name="falseAlarm">Probability of naming any column without drift.</param>
    public static DriftDetection Of(IReadOnlyList<SampleBins> samples, double falseAlarm) =>
        Of(samples, falseAlarm, DriftJudge.StandardTest, [], [], CancellationToken.None);

    /// <summary>Judges samples by a test of one's choice, and runs others beside it.</summary>
    /// <param name="samples">One or more columns.</param>
    /// <param name="falseAlarm">Probability of naming any column without drift.</param>
    /// <param name="method"><see cref="DriftJudge.StandardTest"/>, or one of <see cref="DriftTests.All"/>: then whatever is significant has
    /// drifted, however small.</param>
    /// <param name="tests">Names of <see cref="DriftTests.All"/>.</param>
    /// <param name="joint">Of <see cref="JointTests.Names"/>.</param>
    /// <param name="cancel">Polled between columns.</param>
    /// <exception cref="ArgumentException">A joint test is asked for of columns that differ in length or say too little.</exception>
    public static DriftDetection Of(
        IReadOnlyList<SampleBins> samples, double falseAlarm, string method, IReadOnlyList<string> tests, IReadOnlyList<string> joint,
        CancellationToken cancel)
    {
        var judge = new SampleJudge(falseAlarm, method, tests, cancel);
        foreach (var sample in samples) judge.Add(sample);
        return judge.Conclude(joint.Count == 0 ? []
            : JointTests.Run([.. samples.Select(s => s.Values)], joint, falseAlarm, SampleJudge.Seed, cancel));
    }
}

/// <summary>One test of one column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Test">The test's name.</param>
/// <param name="Statistic">Null when there is none.</param>
/// <param name="PValue">Probability of one as large without drift; null when there is none.</param>
/// <param name="Threshold">The statistic from which on it is below the false-alarm rate, where the law gives one.</param>
/// <param name="Measure">What the statistic is.</param>
/// <param name="Reason">Why there is none; null when there is one.</param>
public sealed record ColumnTest(string Column, string Test, double? Statistic, double? PValue, double? Threshold, string Measure, string? Reason);
