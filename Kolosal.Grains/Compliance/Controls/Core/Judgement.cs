using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>What a query found: k of n, and who is in the way.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Asked">Of how many things it was asked, n.</param>
/// <param name="Holds">For how many of them it holds, k.</param>
/// <param name="Offenders">Those for which it does not, each named as <c>kind/id</c> with what is wrong: at most <see cref="MostOffenders"/>.</param>
/// <param name="Reason">Why it does not apply, or could not be judged; null otherwise.</param>
/// <param name="Values">Measured values by name; finite.</param>
public sealed record Judgement(
    ControlState State, int Asked, int Holds, ImmutableArray<Offender> Offenders, string? Reason,
    ImmutableSortedDictionary<string, double> Values)
{
    /// <summary>More offenders are a count.</summary>
    public const int MostOffenders = 100;

    /// <summary>Nothing to ask of: not a pass.</summary>
    public static Judgement EmptyUniverse(string of) =>
        new(ControlState.NotApplicable, 0, 0, [], $"universe.empty: {of}", ImmutableSortedDictionary<string, double>.Empty);

    /// <summary>Nothing that could show it exists.</summary>
    public static Judgement Absent(string needed) =>
        new(ControlState.Missing, 0, 0, [], needed, ImmutableSortedDictionary<string, double>.Empty);

    /// <summary>Passes when there is no offender.</summary>
    /// <param name="asked">Of how many things it was asked; above 0, see <see cref="EmptyUniverse"/>.</param>
    /// <param name="offenders">In any order; sorted here, so that equal facts give equal bytes.</param>
    /// <param name="values">Measured values.</param>
    public static Judgement Of(int asked, IEnumerable<Offender> offenders, ImmutableSortedDictionary<string, double>? values = null)
    {
        Offender[] sorted = [.. offenders.OrderBy(one => one.Id, StringComparer.Ordinal).ThenBy(one => one.Wrong, StringComparer.Ordinal)];
        int wrong = sorted.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count();
        return new(wrong == 0 ? ControlState.Pass : ControlState.Fail, asked, Math.Max(0, asked - wrong), [.. sorted.Take(MostOffenders)], null,
            values ?? ImmutableSortedDictionary<string, double>.Empty);
    }
}
