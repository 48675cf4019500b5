using System.Text;

namespace Kolosal.Learning.Import;

/// <summary>Texts written by hand after LightGBM's documented format; the library's own are read in the engine's tests.</summary>
public class LightGbmReaderTests
{
    // Leaf 0: x0 ≤ 1.5 and x1 in {1, 33}; leaf 2: x0 ≤ 1.5 and any other x1; leaf 1: the rest. Missing x0 goes right, missing x1 right.
    private const string Tree = """
        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        split_gain=10 4
        threshold=1.5 0
        decision_type=8 1
        left_child=1 -1
        right_child=-2 -3
        leaf_value=0.25 -1 3
        leaf_weight=4 5 6
        leaf_count=4 5 6
        internal_value=0 0
        internal_weight=0 10
        internal_count=15 10
        cat_boundaries=0 2
        cat_threshold=2 2
        is_linear=0
        shrinkage=0.1


        """;

    [Theory]
    [InlineData(1.5, 1, 0.25), InlineData(0, 33, 0.25), InlineData(-7, 2, 3), InlineData(1, 500, 3), InlineData(1, double.NaN, 3)]
    [InlineData(1.6, 1, -1), InlineData(double.NaN, 1, -1)]
    public void A_row_reaches_its_leaf(double x0, double x1, double expected)
    {
        double[] output = [0];
        Read(Text("regression")).Score([x0, x1], output);
        Assert.Equal(expected, output[0]);
    }

    [Fact]
    public void Missing_counts_as_zero_where_a_split_knows_no_missing_values()
    {
        double[] output = [0];
        Read(Text("regression", Tree.Replace("decision_type=8 1", "decision_type=0 1"))).Score([double.NaN, 1], output);
        Assert.Equal(0.25, output[0]); // 0 ≤ 1.5
        Read(Text("regression", Tree.Replace("decision_type=8 1", "decision_type=0 1").Replace("threshold=1.5 0", "threshold=-1.5 0")))
            .Score([double.NaN, 1], output);
        Assert.Equal(-1, output[0]);
    }

    [Fact]
    public void Missing_goes_the_default_way()
    {
        double[] output = [0];
        Read(Text("regression", Tree.Replace("decision_type=8 1", "decision_type=10 1"))).Score([double.NaN, 1], output);
        Assert.Equal(0.25, output[0]);
    }

    [Theory, InlineData("binary sigmoid:2", 0.25, 2), InlineData("binary sigmoid:1", -1, 1)]
    public void Two_classes_get_the_logistic_function_of_the_score(string objective, double score, double sigmoid)
    {
        double[] outputs = [0, 0];
        Read(Text(objective)).Score([score > 0 ? 1 : 2, 1], outputs);
        Assert.Equal(1 / (1 + Math.Exp(-sigmoid * score)), outputs[1], 1e-15);
        Assert.Equal(1, outputs.Sum());
    }

    [Fact]
    public void Counts_get_the_exponential_and_forests_the_mean()
    {
        double[] output = [0];
        Read(Text("poisson")).Score([1, 1], output);
        Assert.Equal(Math.Exp(0.25), output[0], 1e-15);
        string second = Tree.Replace("Tree=0", "Tree=1").Replace("leaf_value=0.25", "leaf_value=0.75");
        Read(Text("regression", Tree + second).Replace("objective=", "average_output\nobjective=")).Score([1, 1], output);
        Assert.Equal(0.5, output[0], 1e-15);
    }

    [Fact]
    public void Several_classes_take_turns()
    {
        string trees = string.Concat(Enumerable.Range(0, 3).Select(k => Tree.Replace("Tree=0", $"Tree={k}").Replace("0.25", $"{k}")));
        double[] outputs = new double[3], sums = [.. Enumerable.Range(0, 3).Select(k => Math.Exp(k))];
        Read(Text("multiclass num_class:3", trees, perRound: 3)).Score([1, 1], outputs);
        for (int k = 0; k < 3; k++) Assert.Equal(sums[k] / sums.Sum(), outputs[k], 1e-15);
    }

    [Fact]
    public void Weights_of_nodes_are_the_sums_of_their_leaves()
    {
        var trees = Read(Text("regression")).AdditiveTrees;
        var root = trees.Node(trees.RootOf(0));
        Assert.Equal((15, 10, 5), (root.Cover, trees.Node(root.Left).Cover, trees.Node(root.Right).Cover));
    }

    [Fact]
    public void A_tree_of_one_leaf_is_its_value()
    {
        double[] output = [0];
        Read(Text("regression", "Tree=0\nnum_leaves=1\nnum_cat=0\nsplit_feature=\nleaf_value=7\nshrinkage=1\n\n\n")).Score([1, 1], output);
        Assert.Equal(7, output[0]);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "left_child=1 -1", "left_child=0 -1" },
        { "left_child=1 -1", "left_child=-1 -1" },
        { "right_child=-2 -3", "right_child=-2 -4" },
        { "split_feature=0 1", "split_feature=0 2" },
        { "split_feature=0 1", "split_feature=0" },
        { "threshold=1.5 0", "threshold=nan 0" },
        { "threshold=1.5 0", "threshold=1.5 1" },
        { "threshold=1.5 0", "threshold=1.5 x" },
        { "cat_boundaries=0 2", "cat_boundaries=0 3" },
        { "decision_type=8 1", "decision_type=4 1" },
        { "leaf_value=0.25 -1 3", "leaf_value=0.25 -1" },
        { "leaf_value=0.25 -1 3", "leaf_value=0.25 -1 inf" },
        { "leaf_weight=4 5 6", "leaf_weight=4 -5 6" },
        { "is_linear=0", "is_linear=1" },
        { "objective=regression", "objective=regression sqrt" },
        { "objective=regression", "objective=multiclassova num_class:2" },
        { "objective=regression", "objective=multiclass num_class:2" },
        { "version=v4", "version=v9" },
        { "max_feature_idx=1", "max_feature_idx=0" },
        { "num_leaves=3", "num_leaves=4" },
        { "end of trees", "" },
        { "tree\n", "bush\n" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_no_sound_model_is_refused(string right, string wrong)
    {
        string text = Text("regression");
        Assert.Contains(right, text);
        Assert.NotEmpty(Assert.Throws<InvalidDataException>(() => Read(text.Replace(right, wrong))).Message);
    }

    private static LightGbmModel Read(string text) => LightGbmReader.Read(Encoding.UTF8.GetBytes(text));

    private static string Text(string objective, string trees = Tree, int perRound = 1) =>
        $"tree\nversion=v4\nnum_class={perRound}\nnum_tree_per_iteration={perRound}\nlabel_index=0\nmax_feature_idx=1\nobjective={objective}\n"
        + $"feature_names=a b\nfeature_infos=[-9:9] 1:2:33\ntree_sizes=400\n\n{trees}end of trees\n\nfeature_importances:\na=1\n";
}
