using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>One tree of an XGBoost model file, checked: every path ends in a leaf, and every node has one parent.</summary>
/// <remarks>
/// A float32 value goes left when it is below the split's threshold; missing goes the default way. Of a categorical split the listed
/// codes go right, all others left. Only nodes that the root leads to are taken over, so nodes that pruning deleted are left behind.
/// </remarks>
internal sealed class XGBoostTree
{
    private readonly int[] lefts, rights, columns;
    private readonly bool[] defaultLeft, categorical;
    private readonly double[] conditions, gains, covers;
    private readonly Dictionary<int, int[]> categories = [];

    /// <exception cref="InvalidDataException">Not a tree of the given number of columns.</exception>
    public XGBoostTree(DocumentValue tree, int inputs)
    {
        (lefts, rights, columns) = (tree["left_children"].Integers(), tree["right_children"].Integers(), tree["split_indices"].Integers());
        (conditions, gains, covers) = (tree["split_conditions"].Numbers(), tree["loss_changes"].Numbers(), tree["sum_hessian"].Numbers());
        defaultLeft = [.. tree["default_left"].Numbers().Select(v => v != 0)];
        // Files from before categorical splits have no types.
        categorical = tree.Find("split_type") is { } types ? [.. types.Numbers().Select(v => v == 1)] : new bool[lefts.Length];
        int[] lengths = [rights.Length, columns.Length, conditions.Length, gains.Length, covers.Length, defaultLeft.Length, categorical.Length];
        if (lefts.Length == 0 || lengths.Any(length => length != lefts.Length))
            throw new InvalidDataException($"A tree of {lefts.Length} nodes has members of {string.Join(", ", lengths)} values.");
        if (tree.Find("tree_param")?.Find("size_leaf_vector") is { } size && size.Integer() > 1)
            throw new InvalidDataException("Trees whose leaves hold several values are not read.");
        if (categorical.Contains(true)) ReadCategories(tree);
        Check(inputs);
    }

    /// <summary>Adds the tree.</summary>
    /// <param name="builder">Receives its nodes.</param>
    /// <param name="weight">What leaves are multiplied by: 1, or a dropped tree's weight.</param>
    /// <param name="ids">Receives XGBoost's number of every node added, in order.</param>
    public void AddTo(TreeEnsembleBuilder builder, double weight, List<int> ids)
    {
        int offset = ids.Count;
        var open = new Stack<(int From, int To)>();
        open.Push((0, builder.Open(covers[0])));
        ids.Add(0);
        while (open.TryPop(out var node))
        {
            var (from, to) = node;
            if (lefts[from] < 0)
            {
                builder.Leaf(to, [(float)conditions[from] * weight]);
                continue;
            }
            int left = lefts[from], right = rights[from];
            int child = categorical[from]
                ? builder.Split(to, columns[from], GoLeft(categories[from]), defaultLeft[from], gains[from], covers[left], covers[right])
                : builder.Split(to, columns[from], FloatThreshold.Below((float)conditions[from]), defaultLeft[from], gains[from], covers[left],
                    covers[right]);
            if (child != ids.Count) throw new InvalidOperationException($"Node {child} was made where {ids.Count - offset} nodes stood.");
            ids.Add(left);
            ids.Add(right);
            open.Push((right, child + 1));
            open.Push((left, child));
        }
        builder.Close();
    }

    private static bool[] GoLeft(int[] goRight)
    {
        // Whole words, so that codes past the last category are told from missing ones.
        var isLeft = new bool[(goRight.Max() / 64 + 1) * 64];
        Array.Fill(isLeft, true);
        foreach (int code in goRight) isLeft[code] = false;
        return isLeft;
    }

    private void ReadCategories(DocumentValue tree)
    {
        int[] all = tree["categories"].Integers(), nodes = tree["categories_nodes"].Integers();
        int[] begins = tree["categories_segments"].Integers(), sizes = tree["categories_sizes"].Integers();
        if (begins.Length != nodes.Length || sizes.Length != nodes.Length)
            throw new InvalidDataException($"{nodes.Length} categorical nodes have {begins.Length} begins and {sizes.Length} sizes.");
        for (int i = 0; i < nodes.Length; i++)
        {
            if (begins[i] < 0 || sizes[i] < 1 || begins[i] > all.Length - sizes[i])
                throw new InvalidDataException($"The categories of node {nodes[i]} are outside the list of {all.Length}.");
            int[] own = all[begins[i]..(begins[i] + sizes[i])];
            if (own.Min() < 0 || own.Max() >= MaxCategories)
                throw new InvalidDataException($"Categories go from 0 to {MaxCategories - 1}, node {nodes[i]} has {own.Min()} to {own.Max()}.");
            categories[nodes[i]] = own;
        }
    }

    private void Check(int inputs)
    {
        var seen = new bool[lefts.Length];
        var open = new Stack<int>([0]);
        while (open.TryPop(out int node))
        {
            if ((uint)node >= (uint)seen.Length || seen[node])
                throw new InvalidDataException($"Node {node} of {seen.Length} is no child, or one of two parents.");
            seen[node] = true;
            if (!(covers[node] >= 0) || double.IsInfinity(covers[node]))
                throw new InvalidDataException($"Node {node} has a sum of hessians of {covers[node]}.");
            if (lefts[node] == -1)
            {
                if (!double.IsFinite(conditions[node])) throw new InvalidDataException($"Leaf {node} answers {conditions[node]}.");
                continue;
            }
            if ((uint)columns[node] >= (uint)inputs) throw new InvalidDataException($"Node {node} asks column {columns[node]} of {inputs}.");
            if (categorical[node] ? !categories.ContainsKey(node) : double.IsNaN(conditions[node]))
                throw new InvalidDataException($"Node {node} has nothing to compare with.");
            open.Push(lefts[node]);
            open.Push(rights[node]);
        }
    }

    // A set is a bit a code; XGBoost itself stops at 2²⁴, far beyond what a column of a table has.
    private const int MaxCategories = 1 << 20;
}
