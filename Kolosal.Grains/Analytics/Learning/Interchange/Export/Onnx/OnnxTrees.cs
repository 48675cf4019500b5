using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Trees as the operator TreeEnsembleRegressor of ai.onnx.ml 3, thresholds and leaf values in double precision.</summary>
internal static class OnnxTrees
{
    public static string Add(OnnxGraph graph, string row, GraphTrees trees)
    {
        List<long> treeIds = [], nodeIds = [], features = [], trueIds = [], falseIds = [], missing = [], leafTrees = [], leafNodes = [], scores = [];
        List<string> modes = [];
        List<double> thresholds = [], weights = [];
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            int root = trees.Roots[tree];
            for (int node = root; node < trees.Roots[tree + 1]; node++)
            {
                bool leaf = trees.Columns[node] < 0;
                treeIds.Add(tree);
                nodeIds.Add(node - root);
                modes.Add(leaf ? "LEAF" : "BRANCH_LEQ");
                features.Add(leaf ? 0 : trees.Columns[node]);
                thresholds.Add(leaf ? 0 : trees.Thresholds[node]);
                trueIds.Add(leaf ? 0 : trees.Children[node] - root);
                falseIds.Add(leaf ? 0 : trees.Children[node] + 1 - root);
                missing.Add(!leaf && trees.MissingLeft[node] ? 1 : 0);
                if (!leaf) continue;
                foreach (var (score, value) in trees.LeafOf(tree, node))
                {
                    leafTrees.Add(tree);
                    leafNodes.Add(node - root);
                    scores.Add(score);
                    weights.Add(value);
                }
            }
        }
        string sums = graph.AddLearning("TreeEnsembleRegressor", [row], node =>
        {
            OnnxGraph.Text(node, "aggregate_function", "SUM");
            OnnxGraph.Text(node, "post_transform", "NONE");
            OnnxGraph.Integer(node, "n_targets", trees.BaseScores.Length);
            OnnxGraph.Integers(node, "nodes_treeids", treeIds);
            OnnxGraph.Integers(node, "nodes_nodeids", nodeIds);
            OnnxGraph.Integers(node, "nodes_featureids", features);
            OnnxGraph.Texts(node, "nodes_modes", modes);
            OnnxGraph.Doubles(node, "nodes_values_as_tensor", [.. thresholds]);
            OnnxGraph.Integers(node, "nodes_truenodeids", trueIds);
            OnnxGraph.Integers(node, "nodes_falsenodeids", falseIds);
            OnnxGraph.Integers(node, "nodes_missing_value_tracks_true", missing);
            OnnxGraph.Integers(node, "target_treeids", leafTrees);
            OnnxGraph.Integers(node, "target_nodeids", leafNodes);
            OnnxGraph.Integers(node, "target_ids", scores);
            OnnxGraph.Doubles(node, "target_weights_as_tensor", [.. weights]);
        });
        // Base scores are added in double precision: beside a large one the operator's sums would lose their last digits.
        return graph.Add("Add", [graph.Cast(sums, OnnxTensor.Double), graph.Doubles(trees.BaseScores.AsSpan(), 1, trees.BaseScores.Length)]);
    }
}
