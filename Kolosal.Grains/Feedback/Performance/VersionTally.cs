using Kolosal.Events;
using Kolosal.Models;

namespace Kolosal.Feedback;

/// <summary>What was counted of one version: since its beginning, and in the open windows.</summary>
[GenerateSerializer, Alias("kolosal.version-tally")]
internal sealed class VersionTally
{
    [Id(0)] public int Version { get; set; }

    /// <summary>0 for regression.</summary>
    [Id(1)] public int Classes { get; set; }

    [Id(2)] public string PrimaryMetric { get; set; } = "";

    /// <summary>What the version's evaluation measured of the live metrics.</summary>
    [Id(3)] public List<MetricScore> Evaluated { get; set; } = [];

    /// <summary>Predictions before it are not counted: what they had been counted as is forgotten.</summary>
    [Id(4)] public DateTimeOffset CountsFrom { get; set; }

    [Id(5)] public long Corrections { get; set; }

    [Id(6)] public ClassTally? Total { get; set; }

    [Id(7)] public ClassTally? Window { get; set; }

    [Id(8)] public RegressionTally? NumberTotal { get; set; }

    [Id(9)] public RegressionTally? NumberWindow { get; set; }

    /// <summary>What the probabilities of the open window's rows let expect.</summary>
    [Id(10)] public EstimateTally? Expected { get; set; }

    /// <summary>The same of the predictions of the open estimate window.</summary>
    [Id(11)] public EstimateTally? Estimate { get; set; }

    /// <summary>The rows of the open window, hashed: a correction of another row does not belong to it.</summary>
    [Id(12)] public List<long> WindowRows { get; set; } = [];

    [Id(13)] public DateTimeOffset WindowBeganAt { get; set; }

    [Id(14)] public DateTimeOffset EstimateBeganAt { get; set; }

    /// <summary>Grows with each use of the version.</summary>
    [Id(15)] public long LastUse { get; set; }

    /// <summary>Whether a record's rows are of as many classes: a model of the same name may have been made anew.</summary>
    public bool Fits(ServedRequest record) =>
        Math.Max(1, Classes) == (record.Outcomes is { } outcomes ? outcomes[0].Outputs.Length : record.Outputs.Length / record.Rows);

    public long Rows => Total?.Rows ?? NumberTotal?.Rows ?? 0;

    public static VersionTally Of(int number, MonitoringReference reference, ModelEvaluation evaluation, DateTimeOffset countsFrom)
    {
        var tally = new VersionTally
        {
            Version = number,
            Classes = reference.Classes.Length,
            PrimaryMetric = evaluation.PrimaryMetric,
            Evaluated = [.. evaluation.Scores.Where(score => PerformanceRules.Metrics.Contains(score.Metric))],
            CountsFrom = countsFrom,
        };
        if (tally.Classes > 0) tally.Total = ClassTally.Of(tally.Classes);
        else tally.NumberTotal = new();
        tally.EmptyWindow();
        tally.EmptyEstimate();
        return tally;
    }

    public void EmptyWindow()
    {
        WindowRows = [];
        if (Classes > 0) (Window, Expected) = (ClassTally.Of(Classes), EstimateTally.Of(Classes));
        else NumberWindow = new();
    }

    public void EmptyEstimate() => Estimate = Classes > 0 ? EstimateTally.Of(Classes) : null;

    /// <summary>Counts an outcome; one that corrects another takes that one's place.</summary>
    public void Count(PredictionOutcome outcome, DateTimeOffset at)
    {
        long row = Hash(outcome);
        if (outcome.Corrects is { } before)
        {
            Corrections++;
            Add(outcome, before, -1, total: true);
            Add(outcome, outcome.Actual, 1, total: true);
            if (!WindowRows.Contains(row)) return;
            Add(outcome, before, -1, total: false);
            Add(outcome, outcome.Actual, 1, total: false);
            return;
        }

        if (WindowRows.Count == 0) WindowBeganAt = at;
        WindowRows.Add(row);
        Add(outcome, outcome.Actual, 1, total: true);
        Add(outcome, outcome.Actual, 1, total: false);
        Expected?.Add(outcome.Outputs, outcome.Decision);
    }

    /// <summary>The metric that is judged and the worst of it that is accepted; null where there is none.</summary>
    public (string Metric, double Threshold)? Limit(PerformanceSettings settings)
    {
        string fallback = Classes > 0 ? "accuracy" : "rmse";
        string metric = settings.Metric ?? (Evaluated.Any(score => score.Metric == PrimaryMetric) ? PrimaryMetric : fallback);
        if (settings.Threshold is { } threshold) return (metric, threshold);
        return Evaluated.Find(score => score.Metric == metric) is { } evaluated
            ? (metric, evaluated.HigherIsBetter ? evaluated.Low : evaluated.High) : null;
    }

    public ImmutableArray<LiveScore> ReadWindow(double level) => Window?.Read(level) ?? NumberWindow!.Read(level);

    private void Add(PredictionOutcome outcome, double actual, int sign, bool total)
    {
        if (Classes > 0) (total ? Total : Window)!.Add(outcome.Outputs, outcome.Decision, (int)actual, sign);
        else (total ? NumberTotal : NumberWindow)!.Add(outcome.Outputs[0], actual, sign);
    }

    /// <summary>64 bits of what names a row: among the rows of a window two are alike once in a trillion windows.</summary>
    private static long Hash(PredictionOutcome outcome)
    {
        Span<byte> bytes = stackalloc byte[16];
        outcome.BatchId.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong low = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            high = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return unchecked((long)(low * 0x9E3779B97F4A7C15 ^ high * 0xC2B2AE3D27D4EB4F ^ (ulong)outcome.Row * 0x165667B19E3779F9));
    }
}
