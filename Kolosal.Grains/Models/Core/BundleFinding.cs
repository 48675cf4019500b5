namespace Kolosal.Models;

/// <summary>What a rule finds of one item of a validation's bundle.</summary>
/// <param name="Passed">Null when there is nothing to judge by.</param>
/// <param name="Applies">False when the task has no such figure; then <paramref name="Passed"/> is null.</param>
/// <param name="Reason">What was found, in one sentence.</param>
public sealed record BundleFinding(bool? Passed, bool Applies, string Reason)
{
    public static BundleFinding Holds(string reason) => new(true, true, reason);

    public static BundleFinding Fails(string reason) => new(false, true, reason);

    public static BundleFinding IsMissing(string reason) => new(null, true, reason);

    public static BundleFinding DoesNotApply(string reason) => new(null, false, reason);
}
