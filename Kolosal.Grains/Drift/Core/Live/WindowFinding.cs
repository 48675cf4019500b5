namespace Kolosal.Drift;

/// <summary>What a finding is about.</summary>
public enum DriftSubject
{
    /// <summary>One input's distribution.</summary>
    Column,

    /// <summary>Missing, unseen or out-of-range values of an input.</summary>
    Quality,

    /// <summary>Correlations between inputs.</summary>
    Correlation,

    /// <summary>Distance of the inputs from training's leading components.</summary>
    Reconstruction,

    /// <summary>Decisions, or predicted values.</summary>
    Decisions,

    /// <summary>The classifier's probabilities.</summary>
    Scores,

    /// <summary>What turned out to be true.</summary>
    Labels,

    /// <summary>How wrong the model was.</summary>
    Errors,
}

/// <summary>One thing that a window was tested for, with what it rests on.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Name">The column, or the pair of columns.</param>
/// <param name="Test">The test's name.</param>
/// <param name="Statistic">On the test's scale.</param>
/// <param name="PValue">Of one as large without drift; of a bet 1 / capital.</param>
/// <param name="Effect">How large the change is.</param>
/// <param name="EffectMeasure">In what.</param>
/// <param name="LeastEffect">A smaller one is not called drift however sure.</param>
/// <param name="LeastRows">With fewer nothing is said.</param>
/// <param name="Drifted">Significant over all findings of the window, and large enough.</param>
/// <param name="Note">What it looks like, for people; null for nothing to add.</param>
public sealed record WindowFinding(
    DriftSubject Subject, string Name, string Test, double Statistic, double PValue, double Effect, string EffectMeasure, double LeastEffect,
    int LeastRows, bool Drifted, string? Note = null)
{
    /// <summary>How grave: null where nothing drifted, otherwise <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    /// <remarks>By scorecard practice (Siddiqi 2006) for the index; multiples of the least effect for the rest, chosen.</remarks>
    public string? Severity => !Drifted ? null : Subject is DriftSubject.Quality
        ? Grade(Effect, 0.1, 0.5)
        : EffectMeasure == WindowJudge.PsiMeasure ? Grade(Effect, DriftJudge.MajorPsi, 1) : Grade(Effect, 3 * LeastEffect, 8 * LeastEffect);

    private static string Grade(double effect, double high, double critical) => effect >= critical ? "critical" : effect >= high ? "high" : "medium";
}

/// <summary>How much one input has to do with a window's drift.</summary>
/// <param name="Name">The input.</param>
/// <param name="Share">Its share of the sum of the inputs' indices, what chance brings on average taken off; 0 to 1.</param>
/// <param name="Importance">Its share in what the model needs, from training; null when not measured.</param>
/// <param name="WeightedShare">As <paramref name="Share"/>, each index weighted by importance: the shift of what the model attributes its outputs
/// to, as far as that follows from importance; null when not measured.</param>
/// <param name="Segment">The bin or category that contributes most.</param>
/// <param name="ShareBefore">Its share of the rows in training.</param>
/// <param name="ShareNow">And in the window.</param>
/// <param name="Note">What the change looks like; null for nothing to add.</param>
public sealed record DriftCauseFinding(
    string Name, double Share, double? Importance, double? WeightedShare, string Segment, double ShareBefore, double ShareNow, string? Note);

/// <summary>The verdict over a window.</summary>
/// <param name="Columns">Every column of the yardstick, in its order.</param>
/// <param name="Findings">What was tested beside the inputs' distributions, and every input that drifted.</param>
/// <param name="Causes">Inputs ranked by how much they have to do with it; empty without drift.</param>
/// <param name="Joint">Why there is no joint verdict; null where there is one.</param>
public sealed record WindowJudgement(
    ColumnFinding[] Columns, ImmutableArray<WindowFinding> Findings, ImmutableArray<DriftCauseFinding> Causes, string? Joint)
{
    /// <summary>Whether anything drifted.</summary>
    public bool Drifted => Findings.Any(finding => finding.Drifted);
}
