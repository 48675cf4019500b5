using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

public class TreeShapTests
{
    [Theory]
    [InlineData(1, 1, 1, 3, false), InlineData(4, 1, 1, 5, false), InlineData(9, 1, 1, 9, false), InlineData(6, 3, 3, 6, false),
        InlineData(5, 1, 3, 6, false), InlineData(6, 1, 1, 7, true)]
    public void Path_dependent_attributions_are_the_Shapley_values_of_the_game_by_cover(
        int inputs, int width, int scores, int depth, bool emptyBranches)
    {
        var model = Games.RandomTrees(inputs, 6, width, scores, depth, seed: 3 + (ulong)inputs, emptyBranches);
        var shap = new TreeShap(model);
        var rows = Games.RandomRows(inputs, 5, 8);
        var workspace = shap.CreateWorkspace();
        var contributions = new double[scores * inputs];
        for (int r = 0; r < rows.Rows; r++)
        {
            double[] row = rows.Row(r).ToArray();
            shap.Explain(row, contributions, workspace);
            for (int k = 0; k < scores; k++)
            {
                int score = k;
                double[] expected = Games.Shapley(inputs, known => Games.PathDependent(model, score, row, known));
                for (int c = 0; c < inputs; c++) Assert.Equal(expected[c], contributions[k * inputs + c], 1e-11);
                Assert.Equal(Games.PathDependent(model, score, row, 0), shap.BaseScores[k], 1e-11);
            }
        }
    }

    [Theory, InlineData(1, 1, 1), InlineData(5, 1, 1), InlineData(8, 1, 1), InlineData(6, 3, 3), InlineData(5, 1, 3)]
    public void Interventional_attributions_are_the_Shapley_values_of_the_game_with_a_background(int inputs, int width, int scores)
    {
        var model = Games.RandomTrees(inputs, 5, width, scores, 6, seed: 40 + (ulong)inputs);
        var background = Games.RandomRows(inputs, 7, 9, weighted: true);
        var shap = new InterventionalTreeShap(model, background);
        var rows = Games.RandomRows(inputs, 4, 10);
        var workspace = shap.CreateWorkspace();
        var contributions = new double[scores * inputs];
        for (int r = 0; r < rows.Rows; r++)
        {
            double[] row = rows.Row(r).ToArray();
            shap.Explain(row, contributions, workspace);
            for (int k = 0; k < scores; k++)
            {
                int score = k;
                double[] expected = Games.Shapley(inputs, known => Games.Interventional(model, score, row, background, known));
                for (int c = 0; c < inputs; c++) Assert.Equal(expected[c], contributions[k * inputs + c], 1e-11);
                Assert.Equal(Games.Interventional(model, score, row, background, 0), shap.BaseScores[k], 1e-11);
            }
        }
    }

    [Theory, InlineData(2, 1, 1), InlineData(6, 1, 1), InlineData(4, 2, 2)]
    public void Interactions_are_halves_of_the_Shapley_interaction_index_and_rows_sum_to_the_attributions(int inputs, int width, int scores)
    {
        var model = Games.RandomTrees(inputs, 4, width, scores, 6, seed: 70 + (ulong)inputs);
        double[] row = Games.RandomRows(inputs, 1, 11).Row(0).ToArray();
        double[] matrix = new TreeShapInteractions(model).Explain(row);
        var shap = new TreeShap(model);
        var contributions = new double[scores * inputs];
        shap.Explain(row, contributions, shap.CreateWorkspace());
        for (int k = 0; k < scores; k++)
            for (int i = 0; i < inputs; i++)
            {
                int score = k;
                double sum = 0;
                for (int j = 0; j < inputs; j++)
                {
                    double value = matrix[(k * inputs + i) * inputs + j];
                    sum += value;
                    if (i != j) Assert.Equal(0.5 * Games.Interaction(inputs, i, j, known => Games.PathDependent(model, score, row, known)), value,
                        1e-11);
                }
                Assert.Equal(contributions[k * inputs + i], sum, 1e-11);
            }
    }

    [Theory, InlineData("decision_tree"), InlineData("random_forest"), InlineData("extra_trees"), InlineData("gradient_boosting")]
    public void Attributions_of_trained_models_sum_to_the_score_of_every_row(string trainer)
    {
        foreach (var rows in (TrainingSet[])[TreeRows.Mixed(300, 5), TreeRows.Mixed(300, 6, classes: 3), TreeRows.Numeric(300, 7)])
        {
            var model = (ITreeModel)Trainers.Get(trainer).Create(Trainers.Get(trainer).Space.Defaults).Fit(rows, 1, CancellationToken.None);
            var trees = model.AdditiveTrees;
            TreeShap shap = new(trees);
            InterventionalTreeShap interventional = new(trees, rows.Take([.. Enumerable.Range(0, 10)]));
            double[] contributions = new double[shap.Scores * shap.Inputs], scores = new double[shap.Scores], outputs = new double[model.Outputs],
                linked = new double[model.Outputs];
            var (workspace, other) = (shap.CreateWorkspace(), interventional.CreateWorkspace());
            for (int r = 0; r < 40; r++)
            {
                trees.RawScores(rows.Row(r), scores);
                trees.Link.Apply(scores, linked);
                model.Score(rows.Row(r), outputs);
                for (int o = 0; o < outputs.Length; o++) Assert.Equal(outputs[o], linked[o], 1e-12);
                shap.Explain(rows.Row(r), contributions, workspace);
                for (int k = 0; k < scores.Length; k++)
                    Assert.Equal(scores[k], shap.BaseScores[k] + contributions.AsSpan(k * shap.Inputs, shap.Inputs).ToArray().Sum(), 1e-9);
                interventional.Explain(rows.Row(r), contributions, other);
                for (int k = 0; k < scores.Length; k++)
                    Assert.Equal(scores[k], interventional.BaseScores[k] + contributions.AsSpan(k * shap.Inputs, shap.Inputs).ToArray().Sum(), 1e-9);
            }
        }
    }

    [Fact]
    public void Additivity_holds_for_trees_far_deeper_than_any_enumeration()
    {
        var model = Games.RandomTrees(60, 20, 1, 1, 13, seed: 5);
        var shap = new TreeShap(model);
        var rows = Games.RandomRows(60, 20, 6);
        double[] contributions = new double[60], score = new double[1];
        var workspace = shap.CreateWorkspace();
        for (int r = 0; r < rows.Rows; r++)
        {
            shap.Explain(rows.Row(r), contributions, workspace);
            model.RawScores(rows.Row(r), score);
            Assert.Equal(score[0], shap.BaseScores[0] + contributions.Sum(), 1e-11);
        }
    }

    [Fact]
    public void A_chain_of_sixty_columns_has_the_attributions_of_its_closed_form()
    {
        // One leaf of value 1 behind sixty columns, each passed by the row and by a share z of the training rows; by symmetry φ = (1 − z⁶⁰) / 60.
        const int Columns = 60;
        const double Share = 0.75; // exact in float32, so the covers are
        var builder = new TreeEnsembleBuilder(Columns, 1);
        double cover = 1;
        int node = builder.Open(cover);
        for (int c = 0; c < Columns; c++)
        {
            int child = builder.Split(node, c, 0, false, 1, cover * Share, cover * (1 - Share));
            builder.Leaf(child + 1, [0]);
            (node, cover) = (child, cover * Share);
        }
        builder.Leaf(node, [1]);
        builder.Close();
        var shap = new TreeShap(new(builder.Build(), [0], 1, Link.Identity));
        var contributions = new double[Columns];
        shap.Explain([.. Enumerable.Repeat(-1.0, Columns)], contributions, shap.CreateWorkspace());
        Assert.All(contributions, value => Assert.Equal((1 - Math.Pow(Share, Columns)) / Columns, value, 1e-9)); // float32 covers of products round
    }

    [Fact]
    public void A_column_that_no_tree_asks_gets_exactly_nothing_and_twins_get_the_same()
    {
        var random = new SeededRandom(4);
        var builder = new TreeEnsembleBuilder(4, 1);
        double[] leaves = [random.NextNormal(), random.NextNormal(), random.NextNormal()];
        foreach (var (first, second) in ((int, int)[])[(0, 1), (1, 0)]) // the same tree with columns 0 and 1 exchanged; 2 and 3 are asked by nobody
        {
            int root = builder.Open(10), child = builder.Split(root, first, 0, false, 1, 4, 6);
            builder.Leaf(child, [leaves[0]]);
            int deeper = builder.Split(child + 1, second, 0, false, 1, 2.4, 3.6);
            builder.Leaf(deeper, [leaves[1]]);
            builder.Leaf(deeper + 1, [leaves[2]]);
            builder.Close();
        }
        var shap = new TreeShap(new(builder.Build(), [0], 1, Link.Identity));
        var contributions = new double[4];
        shap.Explain([1, 1, 5, double.NaN], contributions, shap.CreateWorkspace());
        Assert.Equal([0, 0], contributions[2..]);
        Assert.Equal(contributions[0], contributions[1], 1e-14);
    }

    [Fact]
    public void Explaining_allocates_nothing_and_gives_the_same_bits_again()
    {
        var rows = TreeRows.Mixed(300, 5, classes: 3);
        var model = (ITreeModel)new GradientBoostingTrainer(new()).Fit(rows, 1, CancellationToken.None);
        var shap = new TreeShap(model.AdditiveTrees);
        double[] first = new double[shap.Scores * shap.Inputs], again = new double[first.Length];
        var workspace = shap.CreateWorkspace();
        shap.Explain(rows.Row(0), first, workspace);
        shap.Explain(rows.Row(1), again, workspace);
        Assert.Equal(0, Allocated.Least(() => shap.Explain(rows.Row(0), again, workspace)));
        Assert.Equal(first, again);
    }

    [Fact]
    public void Trees_without_covers_are_refused_with_what_to_do_instead()
    {
        var builder = new TreeEnsembleBuilder(1, 1);
        int child = builder.Split(builder.Open(0), 0, 0, false, 1, 0, 0);
        builder.Leaf(child, [1]);
        builder.Leaf(child + 1, [2]);
        builder.Close();
        var model = new AdditiveTrees(builder.Build(), [0], 1, Link.Identity);
        Assert.Contains("background", Assert.Throws<ArgumentException>(() => new TreeShap(model)).Message);
        var shap = new InterventionalTreeShap(model, new FeatureRows(new double[] { 1 }, [new("x")], 1));
        var contributions = new double[1];
        shap.Explain([-1], contributions, shap.CreateWorkspace());
        Assert.Equal([-1], contributions); // 1 instead of the background's 2
    }
}
