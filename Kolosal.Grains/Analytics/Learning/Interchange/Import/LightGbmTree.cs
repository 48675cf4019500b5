using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>One tree of a LightGBM model text, checked: children come after their parent, and every node has one parent.</summary>
/// <remarks>
/// From LightGBM 4's tree.h (NumericalDecision, CategoricalDecision). A number goes left up to the threshold; a missing one goes the default
/// way where the split knows missing values, and counts as 0 where it does not. Of a categorical split the codes of the bit set go left, all
/// others and missing values right. Negative children are leaves, −1 the first.
/// </remarks>
internal sealed class LightGbmTree
{
    private const int CategoricalBit = 1, DefaultLeftBit = 2, MissingShift = 2, MissingMask = 3;
    private const int MissingIsNone = 0, MissingIsZero = 1;

    // A set is a bit a code; far beyond what a column of a table has.
    private const int MaxCategoryWords = 1 << 16;

    private readonly int[] columns = [], decisions = [], lefts = [], rights = [], boundaries = [];
    private readonly uint[] sets = [];
    private readonly double[] thresholds = [], gains = [], leaves, covers, nodeCovers = [];

    /// <exception cref="InvalidDataException">Not a tree of the given number of columns.</exception>
    public LightGbmTree(LightGbmSection text, int inputs)
    {
        int count = text.Integer("num_leaves"), splits = count - 1;
        leaves = text.Numbers("leaf_value");
        if (count < 1 || leaves.Length != count || !leaves.All(double.IsFinite))
            throw new InvalidDataException($"'{text.First}' says {count} leaves and has {leaves.Length} values, all of which must be finite.");
        if (text.Has("is_linear") && text.Integer("is_linear") != 0)
            throw new InvalidDataException("Trees with linear models in their leaves are not read.");
        covers = CoversOf(text, count);
        if (splits == 0) return;

        (columns, decisions, lefts, rights) =
            (text.Integers("split_feature"), text.Integers("decision_type"), text.Integers("left_child"), text.Integers("right_child"));
        (thresholds, gains) = (text.Numbers("threshold"), text.Numbers("split_gain"));
        int[] lengths = [columns.Length, decisions.Length, lefts.Length, rights.Length, thresholds.Length, gains.Length];
        if (lengths.Any(length => length != splits))
            throw new InvalidDataException($"'{text.First}' of {splits} splits has members of {string.Join(", ", lengths)} values.");
        if (text.Integer("num_cat") > 0) (boundaries, sets) = (text.Integers("cat_boundaries"), text.Words("cat_threshold"));
        Check(text.First, inputs);
        nodeCovers = new double[splits];
        for (int node = splits - 1; node >= 0; node--) nodeCovers[node] = CoverOf(lefts[node]) + CoverOf(rights[node]);
    }

    /// <summary>Adds the tree.</summary>
    /// <param name="builder">Receives its nodes.</param>
    public void AddTo(TreeEnsembleBuilder builder)
    {
        int root = lefts.Length == 0 ? -1 : 0;
        var open = new Stack<(int From, int To)>();
        open.Push((root, builder.Open(CoverOf(root))));
        while (open.TryPop(out var node))
        {
            var (from, to) = node;
            if (from < 0)
            {
                builder.Leaf(to, [leaves[~from]]);
                continue;
            }
            double left = CoverOf(lefts[from]), right = CoverOf(rights[from]), gain = Math.Max(gains[from], 0);
            bool defaultLeft = (decisions[from] & DefaultLeftBit) != 0;
            if ((decisions[from] >> MissingShift & MissingMask) == MissingIsNone) defaultLeft = 0 <= thresholds[from];

            // A split of the missing from all others has no end: the greatest number tells them apart as well.
            int child = (decisions[from] & CategoricalBit) != 0
                ? builder.Split(to, columns[from], IsLeft((int)thresholds[from]), missingLeft: false, gain, left, right)
                : builder.Split(to, columns[from], Math.Min(thresholds[from], double.MaxValue), defaultLeft, gain, left, right);
            open.Push((rights[from], child + 1));
            open.Push((lefts[from], child));
        }
        builder.Close();
    }

    // Sums of hessians where the text has them; counts of rows in texts and objectives without.
    private static double[] CoversOf(LightGbmSection text, int leaves)
    {
        double[] covers = text.Has("leaf_weight") ? text.Numbers("leaf_weight") : [];
        if (covers.Length != leaves || covers.Sum() == 0) covers = text.Has("leaf_count") ? text.Numbers("leaf_count") : [];
        if (covers.Length == 0) covers = [.. Enumerable.Repeat(1.0, leaves)];
        return covers.Length == leaves && covers.All(cover => double.IsFinite(cover) && cover >= 0) ? covers
            : throw new InvalidDataException($"'{text.First}' has weights of leaves that are no weights.");
    }

    private double CoverOf(int child) => child < 0 ? covers[~child] : nodeCovers[child];

    private bool[] IsLeft(int set)
    {
        int first = boundaries[set], words = boundaries[set + 1] - first;
        var isLeft = new bool[32 * words];
        for (int code = 0; code < isLeft.Length; code++) isLeft[code] = (sets[first + (code >> 5)] >> (code & 31) & 1) != 0;
        return isLeft;
    }

    private void Check(string name, int inputs)
    {
        var (seenNodes, seenLeaves) = (new bool[lefts.Length], new bool[leaves.Length]);
        seenNodes[0] = true;
        for (int node = 0; node < lefts.Length; node++)
        {
            foreach (int child in (ReadOnlySpan<int>)[lefts[node], rights[node]])
            {
                bool[] seen = child < 0 ? seenLeaves : seenNodes;
                int at = child < 0 ? ~child : child;
                if (at >= seen.Length || seen[at] || (child >= 0 && child <= node))
                    throw new InvalidDataException(
                        $"Node {node} of '{name}' has the child {child}, which is none, has another parent or comes before it.");
                seen[at] = true;
            }
            if ((uint)columns[node] >= (uint)inputs)
                throw new InvalidDataException($"Node {node} of '{name}' asks column {columns[node]} of {inputs}.");
            if (!double.IsFinite(gains[node])) throw new InvalidDataException($"Node {node} of '{name}' gains {gains[node]}.");
            if ((decisions[node] >> MissingShift & MissingMask) == MissingIsZero && (decisions[node] & CategoricalBit) == 0)
                throw new InvalidDataException("Models that take 0 for missing (zero_as_missing) are not read.");
            if ((decisions[node] & CategoricalBit) == 0 ? double.IsNaN(thresholds[node]) : !IsSet(thresholds[node]))
                throw new InvalidDataException($"Node {node} of '{name}' has nothing to compare with.");
        }
    }

    private bool IsSet(double number) => number >= 0 && number < boundaries.Length - 1 && number == Math.Floor(number)
        && boundaries[(int)number] is >= 0 and var from && boundaries[(int)number + 1] is var to && to > from && to <= sets.Length
        && to - from <= MaxCategoryWords;
}
