namespace Kolosal.Compliance.Controls;

/// <summary>How a question stands after several answers: a red counts at once or at the second in a row.</summary>
/// <param name="Last">The last answer.</param>
/// <param name="Shown">The answer that counts.</param>
/// <param name="Reds">Reds in a row.</param>
/// <param name="RedSince">When the red that counts was first seen; null while none does.</param>
public sealed record QueryStanding(QueryResult Last, QueryResult Shown, int Reds, DateTimeOffset? RedSince)
{
    /// <summary>A red was seen and does not count yet: it should be asked again soon.</summary>
    public bool AwaitsConfirmation => Reds == 1 && !IsRed(Shown.Judgement.State);

    /// <summary>Whether what counts is red.</summary>
    public bool IsShownRed => IsRed(Shown.Judgement.State);

    /// <summary>How it stands after another answer.</summary>
    /// <param name="before">How it stood; null before the first answer, and then a red counts at once: nothing better is known.</param>
    /// <param name="result">The answer.</param>
    /// <param name="isRedAtOnce">Whether the first red counts.</param>
    public static QueryStanding After(QueryStanding? before, QueryResult result, bool isRedAtOnce)
    {
        if (!IsRed(result.Judgement.State)) return new(result, result, 0, null);
        int reds = (before?.Reds ?? 0) + 1;
        bool counts = isRedAtOnce || before is null || before.IsShownRed || reds >= 2;
        return counts
            ? new(result, result, reds, before?.RedSince ?? before?.FirstRed ?? result.ObservedAt)
            : new(result, before!.Shown, reds, null);
    }

    /// <summary>The state that counts at a time: what held goes stale by itself.</summary>
    public ControlState StateAt(DateTimeOffset at) =>
        Shown.Judgement.State is ControlState.Pass or ControlState.NotApplicable && at >= Shown.ExpiresAt
            ? ControlState.Stale : Shown.Judgement.State;

    private DateTimeOffset? FirstRed => Reds > 0 ? Last.ObservedAt : null;

    private static bool IsRed(ControlState state) => state is ControlState.Fail or ControlState.Error;
}
