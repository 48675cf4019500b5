using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Import;

/// <summary>TreeEnsembleRegressor and TreeEnsembleClassifier of ai.onnx.ml as trees of a scoring graph.</summary>
internal static class OnnxTreeReader
{
    /// <summary>Sums of leaf weights with base values, one a target or class; one for two classes whose leaves weigh one of them.</summary>
    /// <param name="reading">Where it is added.</param>
    /// <param name="node">The operator.</param>
    /// <param name="input">The row.</param>
    /// <param name="leaf">The prefix of the leaves' attributes: target or class.</param>
    /// <param name="positive">Whether no weight is below 0: the sum of two classes' one is a probability then.</param>
    public static GraphValue Read(OnnxOperators reading, OnnxOperator node, OnnxTerm input, string leaf, out bool positive)
    {
        var row = reading.Numbers(node, input);
        bool rounded = input is OnnxNumbers { Rounded: true };
        if (node.Text("aggregate_function", "SUM") is not ("SUM" or "AVERAGE") and var function) throw OnnxOperators.Unsupported(node,
            $"with {function}");
        ImmutableArray<long> trees = node.Integers("nodes_treeids"), ids = node.Integers("nodes_nodeids"),
            columns = node.Integers("nodes_featureids"),
            trueIds = node.Integers("nodes_truenodeids"), falseIds = node.Integers("nodes_falsenodeids"),
                missing = node.Integers("nodes_missing_value_tracks_true");
        var thresholds = node.Numbers("nodes_values");
        var modes = node.Texts("nodes_modes");
        int count = ids.Length;
        if (count == 0 || trees.Length != count || columns.Length != count || trueIds.Length != count || falseIds.Length != count
            || thresholds.Length != count || modes.Length != count || (missing.Length != count && !missing.IsEmpty))
            throw new InvalidDataException($"'{node.Name}' has lists of nodes that differ in length.");

        ImmutableArray<long> leafTrees = node.Integers($"{leaf}_treeids"), leafNodes = node.Integers($"{leaf}_nodeids"),
            scoreIds = node.Integers($"{leaf}_ids");
        var weights = node.Numbers($"{leaf}_weights");
        if (leafTrees.Length != weights.Length || leafNodes.Length != weights.Length || scoreIds.Length != weights.Length)
            throw new InvalidDataException($"'{node.Name}' has lists of leaves that differ in length.");
        positive = weights.All(weight => weight >= 0);
        int classes = Math.Max(node.Texts("classlabels_strings").Length, node.Integers("classlabels_int64s").Length);
        bool one = leaf == "class" && classes == 2 && scoreIds.Distinct().Count() == 1;
        int scores = one ? 1 : leaf == "class" ? classes : (int)node.Integer("n_targets", 1);
        if (scores < 1 || (!one && scoreIds.Any(id => id < 0
            || id >= scores))) throw new InvalidDataException($"'{node.Name}' has leaves of no score.");

        var leaves = new Dictionary<(long Tree, long Node), double[]>();
        for (int i = 0; i < weights.Length; i++)
        {
            var key = (leafTrees[i], leafNodes[i]);
            if (!leaves.TryGetValue(key, out double[]? held)) leaves[key] = held = new double[scores];
            held[one ? 0 : (int)scoreIds[i]] += weights[i];
        }

        var places = new Dictionary<(long, long), int>();
        for (int i = 0; i < count; i++)
            if (!places.TryAdd((trees[i], ids[i]), i)) throw new InvalidDataException($"'{node.Name}' has a node twice.");
        var builder = new Trees(row.Width, scores);
        foreach (long tree in trees.Distinct())
        {
            int root = places.TryGetValue((tree, 0), out int first) && trees[first] == tree ? first : trees.IndexOf(tree);
            var seen = new HashSet<int>();
            var open = new Stack<(int From, int To)>();
            open.Push((root, builder.Begin()));
            while (open.TryPop(out var at))
            {
                if (!seen.Add(at.From)) throw new InvalidDataException($"'{node.Name}' has a tree whose branches meet.");
                if (modes[at.From] == "LEAF")
                {
                    builder.Leaf(at.To, leaves.GetValueOrDefault((tree, ids[at.From])) ?? new double[scores]);
                    continue;
                }
                long column = columns[at.From];
                if (column < 0 || column >= row.Width) throw new InvalidDataException($"'{node.Name}' asks column {column} of {row.Width}.");
                bool swapped = modes[at.From] is "BRANCH_GT" or "BRANCH_GTE";
                double threshold = Threshold(node, modes[at.From], thresholds[at.From], rounded);
                bool missingTrue = !missing.IsEmpty && missing[at.From] != 0;
                int child = builder.Split(at.To, (int)column, threshold, swapped ? !missingTrue : missingTrue);
                open.Push((Child(swapped ? trueIds : falseIds), child + 1));
                open.Push((Child(swapped ? falseIds : trueIds), child));

                int Child(ImmutableArray<long> list) => places.TryGetValue((tree, list[at.From]), out int found) ? found
                    : throw new InvalidDataException($"'{node.Name}' has a branch that leads to no node.");
            }
            builder.End();
        }
        var bases = node.Numbers("base_values");
        double[] baseScores = [.. Enumerable.Range(0, scores).Select(k => bases.IsEmpty ? 0 : one ? bases[^1] : bases[Math.Min(k,
            bases.Length - 1)])];
        double scale = node.Text("aggregate_function", "SUM") == "AVERAGE" ? 1.0 / builder.Count : 1;
        return reading.Graph.Trees(row, builder.Build(baseScores, scale));
    }

    /// <summary>The largest double that goes the way of those at or below the threshold.</summary>
    private static double Threshold(OnnxOperator node, string mode, double threshold, bool rounded) => mode switch
    {
        "BRANCH_LEQ" or "BRANCH_GT" => rounded ? FloatThreshold.Below(MathF.BitIncrement((float)threshold)) : threshold,
        "BRANCH_LT" or "BRANCH_GTE" => rounded ? FloatThreshold.Below((float)threshold) : Math.BitDecrement(threshold),
        _ => throw OnnxOperators.Unsupported(node, $"with splits of the mode {mode}"),
    };

    /// <summary>Trees in the flat arrays of a scoring graph, leaves of one value a score.</summary>
    private sealed class Trees(int inputs, int scores)
    {
        private readonly List<int> roots = [0], columns = [], children = [];
        private readonly List<double> thresholds = [], values = [];
        private readonly List<bool> missingLeft = [];

        public int Count => roots.Count - 1;

        public int Begin() => Node();

        public void End() => roots.Add(columns.Count);

        public void Leaf(int node, double[] held)
        {
            children[node] = values.Count;
            values.AddRange(held);
        }

        public int Split(int node, int column, double threshold, bool missing)
        {
            (columns[node], thresholds[node], missingLeft[node]) = (column, threshold, missing);
            children[node] = Node();
            Node();
            return children[node];
        }

        public GraphTrees Build(double[] baseScores, double scale) => new(inputs, [.. roots], [.. columns], [.. thresholds], [.. missingLeft],
            [.. children], [.. values], [.. Enumerable.Repeat(scores == 1 ? 0 : -1, Count)], [.. baseScores], scale);

        private int Node()
        {
            columns.Add(-1);
            children.Add(0);
            thresholds.Add(0);
            missingLeft.Add(false);
            return columns.Count - 1;
        }
    }
}
