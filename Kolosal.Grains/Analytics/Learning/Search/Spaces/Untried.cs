namespace Kolosal.Learning.Search;

/// <summary>Keeps a proposal apart from what is being tried.</summary>
internal static class Untried
{
    // Where a space has few values there may be none left: then the last draw stands.
    private const int Attempts = 32;

    /// <summary>The first of a series of draws that is not pending.</summary>
    /// <param name="pending">What is being tried.</param>
    /// <param name="draw">The draw of an attempt, from 0.</param>
    public static HyperParameters First(IReadOnlyList<HyperParameters> pending, Func<int, HyperParameters> draw)
    {
        var drawn = draw(0);
        for (int attempt = 1; attempt < Attempts && Contains(pending, drawn); attempt++) drawn = draw(attempt);
        return drawn;
    }

    private static bool Contains(IReadOnlyList<HyperParameters> pending, HyperParameters proposal)
    {
        foreach (var other in pending)
            if (proposal.Equals(other)) return true;
        return false;
    }
}
