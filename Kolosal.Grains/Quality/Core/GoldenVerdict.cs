namespace Kolosal.Quality;

/// <summary>Whether a run over golden cases passes.</summary>
public static class GoldenVerdict
{
    /// <summary>Every case that must pass did, and enough of all did; a run without a case shows nothing and does not pass.</summary>
    /// <param name="cases">Cases scored.</param>
    /// <param name="passes">Of them as expected.</param>
    /// <param name="mustFails">Cases that must pass and did not.</param>
    /// <param name="minPassRate">0 to 1.</param>
    public static bool Passes(int cases, int passes, int mustFails, double minPassRate) =>
        cases > 0 && mustFails == 0 && passes >= minPassRate * cases;

    /// <summary>How the failing cases of two runs differ, each list in order of ids.</summary>
    public static (string[] NewlyFailing, string[] Fixed, string[] StillFailing) Compare(
        IReadOnlyCollection<string> before, IReadOnlyCollection<string> now)
    {
        var earlier = before.ToHashSet(StringComparer.Ordinal);
        var present = now.ToHashSet(StringComparer.Ordinal);
        return (Sort(present.Where(id => !earlier.Contains(id))), Sort(earlier.Where(id => !present.Contains(id))),
            Sort(present.Where(earlier.Contains)));
    }

    private static string[] Sort(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];
}
