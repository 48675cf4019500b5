using System.Globalization;

namespace Kolosal.Drift;

/// <summary>What the core found, in the contract's terms.</summary>
internal static class DriftFindings
{
    /// <summary>Words of <see cref="WindowFinding.Severity"/>, least first.</summary>
    private static readonly string[] Grades = ["medium", "high", "critical"];

    public static ColumnDrift ToColumn(this ColumnFinding found) =>
        new(found.Name, found.Psi, found.Ks, found.PValue, found.MissingShare, found.UnseenShare, found.Drifted);

    public static DriftFinding ToFinding(this WindowFinding found, double falseAlarm) => new(
        TypeOf(found.Subject), WireJson.Word(found.Subject), found.Name, found.Test, found.Statistic, found.PValue, found.Effect, found.EffectMeasure,
        found.LeastEffect, found.LeastRows, Promise(found, falseAlarm), found.Drifted, found.Severity, found.Note);

    public static DriftCause ToCause(this DriftCauseFinding cause) => new(
        cause.Name, cause.Share, cause.Importance, cause.WeightedShare, cause.Segment, cause.ShareBefore, cause.ShareNow, cause.Note);

    /// <summary>The gravest of those that drifted; null of none.</summary>
    public static string? Worst(IEnumerable<DriftFinding> findings) => findings.Where(f => f.Drifted).Select(f => f.Severity)
        .MaxBy(word => Array.IndexOf(Grades, word));

    public static DriftSeverity ToSeverity(string? word) => word switch
    {
        "critical" => DriftSeverity.Critical,
        "high" => DriftSeverity.High,
        "medium" => DriftSeverity.Medium,
        _ => DriftSeverity.Low,
    };

    /// <summary>One finding in a few words.</summary>
    public static string Say(this DriftFinding found) => string.Create(
        CultureInfo.InvariantCulture,
        $"{found.Name} {(found.EffectMeasure == WindowJudge.PsiMeasure ? "PSI" : found.EffectMeasure)} {found.Effect:0.###} "
        + $"(p {found.PValue:0.##e0}){(found.Note is { } note ? $": {note}" : "")}");

    private static DriftType TypeOf(DriftSubject subject) => subject switch
    {
        DriftSubject.Decisions or DriftSubject.Scores => DriftType.PredictionDrift,
        DriftSubject.Labels or DriftSubject.Errors => DriftType.ConceptDrift,
        _ => DriftType.DataDrift,
    };

    /// <summary>A detector by itself promises its own rate, or none.</summary>
    private static double? Promise(WindowFinding found, double falseAlarm) =>
        ChangeDetectors.All.FirstOrDefault(d => d.Name == found.Test) is { } detector ? detector.Promise?.Rate : falseAlarm;
}
