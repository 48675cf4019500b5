namespace Kolosal.Learning.Trees;

public class InteractionGroupsTests
{
    [Fact]
    public void A_split_closes_the_groups_without_its_column()
    {
        // Four columns: groups 0 = {0, 1}, 1 = {1, 2} and, of the column not named, 2 = {3}.
        var groups = InteractionGroups.Of([[0, 1], [1, 2]], 4)!;
        Assert.Equal([0, 1, 2], groups.All);
        int[] below = groups.Below(groups.All, 1);
        Assert.Equal([0, 1], below);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(column => groups.Allows(below, column)));
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(column => groups.Allows(groups.Below(below, 0), column)));
        Assert.Equal([2], groups.Below(groups.All, 3));
        Assert.Null(InteractionGroups.Of([], 4));
    }

    [Fact]
    public void Columns_meet_on_a_path_only_within_a_group()
    {
        var set = TreeRows.Mixed(1500, seed: 4);
        // 0 and 1 may meet, 1 and 2 may meet, never all three; 3, 4, 5 are the group of those not named.
        foreach (var path in Paths(Fit(new() { Interactions = [[0, 1], [1, 2]], MinRowsPerLeaf = 5 }, set)))
            Assert.True(new int[][] { [0, 1], [1, 2], [3, 4, 5] }.Any(group => path.All(group.Contains)), string.Join(' ', path));
    }

    [Fact]
    public void Groups_of_one_make_an_additive_model()
    {
        // f(a, b) − f(a', b) does not depend on b when no path holds two columns.
        var set = TreeRows.Numeric(800, seed: 2);
        var model = Fit(new() { Interactions = [[0], [1], [2]] }, set);
        foreach (double third in new[] { -1.0, 0.2, 1.4 })
            Assert.Equal(model.Predict(1.3, 0, 0) - model.Predict(-0.4, 0, 0), model.Predict(1.3, 0.7, third) - model.Predict(-0.4, 0.7, third), 9);
    }

    [Fact]
    public void One_group_of_all_columns_changes_nothing()
    {
        var set = TreeRows.Mixed(900, seed: 5);
        Assert.Equal(Fit(new() { Trees = 20 }, set).Hash(), Fit(new() { Trees = 20, Interactions = [[0, 1, 2, 3, 4, 5]] }, set).Hash());
    }

    [Fact]
    public void Columns_that_are_not_there_are_refused()
    {
        Assert.Contains("column 6", Assert.Throws<TrainingException>(
            () => Fit(new() { Interactions = [[0, 6]] }, TreeRows.Mixed(100, seed: 1))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(new() { Interactions = [[-1]] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(new() { Interactions = [[]] }));
    }

    private static GradientBoostingModel Fit(GradientBoostingOptions options, TrainingSet set) =>
        (GradientBoostingModel)new GradientBoostingTrainer(options).Fit(set, 1, CancellationToken.None);

    private static List<HashSet<int>> Paths(GradientBoostingModel model)
    {
        var trees = model.Trees;
        var paths = new List<HashSet<int>>();
        void Walk(int node, HashSet<int> above)
        {
            if (trees.Columns[node] < 0)
            {
                paths.Add(above);
                return;
            }
            HashSet<int> here = [.. above, trees.Columns[node]];
            Walk(trees.Children[node], here);
            Walk(trees.Children[node] + 1, here);
        }
        for (int tree = 0; tree < trees.Trees; tree++) Walk(trees.Roots[tree], []);
        return paths;
    }
}
