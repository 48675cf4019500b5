namespace Kolosal.Experiments;

/// <summary>Divides what there is among those who claim it: max-min fairness in whole units.</summary>
/// <remarks>
/// Bertsekas and Gallager, Data Networks, 2nd edition, section 6.5.2: nobody's share can be raised without lowering that of somebody who has
/// no more. Nobody gets more than its claim, and what one leaves is for the others. What does not divide evenly goes to those who come first.
/// </remarks>
public static class FairShares
{
    /// <summary>The shares, in the order of the claims; their sum is the smaller of the units and of all claims.</summary>
    /// <param name="units">What there is, ≥ 0.</param>
    /// <param name="claims">How much each can use, ≥ 0; who comes first is served first where it does not divide evenly.</param>
    public static int[] Divide(int units, IReadOnlyList<int> claims)
    {
        var shares = new int[claims.Count];
        int[] smallestFirst = [.. Enumerable.Range(0, claims.Count).OrderBy(i => claims[i])];
        for (int served = 0; served < smallestFirst.Length; served++)
        {
            int waiting = smallestFirst.Length - served, level = units / waiting, next = smallestFirst[served];
            if (claims[next] > level)
            {
                // All that are left want more than the level; who comes first gets one of what is over.
                int over = units - level * waiting;
                foreach (int i in smallestFirst[served..].Order()) shares[i] = level + (over-- > 0 ? 1 : 0);
                return shares;
            }
            shares[next] = claims[next];
            units -= claims[next];
        }
        return shares;
    }
}
