namespace Kolosal.Learning.Trees;

/// <summary>Which columns may still split below a node: those that share a group with every column that split above it.</summary>
/// <remarks>
/// The definition of XGBoost and scikit-learn ≥ 1.2; columns that no group names form one more group, as in the latter. The model is then a sum of
/// functions of one group's columns each (Lou et al., "Accurate intelligible models with pairwise interactions", KDD 2013, for why one wants that).
/// </remarks>
internal sealed class InteractionGroups
{
    private readonly bool[][] groups; // [group][column]
    private readonly int[] all;

    private InteractionGroups(bool[][] groups) => (this.groups, all) = (groups, [.. Enumerable.Range(0, groups.Length)]);

    /// <summary>The groups as the options name them, or null when all columns may meet.</summary>
    /// <param name="named">Column numbers, each below <paramref name="columns"/>.</param>
    /// <param name="columns">The number of columns.</param>
    public static InteractionGroups? Of(ImmutableArray<ImmutableArray<int>> named, int columns)
    {
        if (named.IsDefaultOrEmpty) return null;
        var groups = named.Select(group => MembersOf(group, columns)).ToList();
        int[] others = [.. Enumerable.Range(0, columns).Where(c => !groups.Exists(group => group[c]))];
        if (others.Length > 0) groups.Add(MembersOf([.. others], columns));
        return new([.. groups]);
    }

    /// <summary>Every group: what a root may use.</summary>
    public int[] All => all;

    /// <summary>Whether a column is in one of the groups.</summary>
    public bool Allows(int[] open, int column)
    {
        foreach (int group in open)
            if (groups[group][column]) return true;
        return false;
    }

    /// <summary>The groups that stay open below a split on a column.</summary>
    public int[] Below(int[] open, int column) => Array.FindAll(open, group => groups[group][column]);

    private static bool[] MembersOf(ImmutableArray<int> group, int columns)
    {
        var members = new bool[columns];
        foreach (int column in group) members[column] = true;
        return members;
    }
}
