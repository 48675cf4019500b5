using Kolosal.Tabular;

namespace Kolosal.Learning;

public class AimedProblemsTests
{
    [Fact]
    public void A_quantile_keeps_its_level_and_plain_problems_are_written_as_before()
    {
        var problem = AimedProblems.Quantile(Table([0.5, 1, 2, 7]), "y", 0.9);
        Assert.Equal((LearningTask.Regression, LearningAim.Quantile, 0.9, 1, "quantile"),
            (problem.Task, problem.Aim!.Value, problem.Level!.Value, problem.Outputs, problem.Word));
        string text = System.Text.Json.JsonSerializer.Serialize(problem, TabularJson.Options);
        Assert.Equal(problem, System.Text.Json.JsonSerializer.Deserialize<LearningProblem>(text, TabularJson.Options));
        Assert.NotEqual(problem, problem with { Level = 0.8 });
        var plain = LearningProblem.Infer(Table([0.5, 1, 2, 7]), "y");
        Assert.DoesNotContain("aim", System.Text.Json.JsonSerializer.Serialize(plain, TabularJson.Options));
        Assert.Equal("regression", plain.Word);
    }

    [Fact]
    public void A_count_is_whole_and_not_negative()
    {
        Assert.Equal(LearningAim.Count, AimedProblems.Count(Table([0, 1, 2, 2]), "y").Aim);
        Assert.Contains("has -1", Refused(() => AimedProblems.Count(Table([0, 1, -1, 2]), "y")));
        Assert.Contains("has 1.5", Refused(() => AimedProblems.Count(Table([0, 1.5, 1, 2]), "y")));
    }

    [Fact]
    public void The_least_mean_of_a_count_bounds_its_predictions_and_no_other()
    {
        double[] said = [-1, 0, 0.5];
        AimedProblems.Count(Table([0, 1, 2, 2]), "y").Bound(said);
        Assert.Equal([LearningProblem.LeastMeanCount, LearningProblem.LeastMeanCount, 0.5], said);
        said = [-1, 0, 0.5];
        LearningProblem.Infer(Table([0.5, 1, 2, 2]), "y").Bound(said);
        Assert.Equal([-1, 0, 0.5], said);
    }

    [Fact]
    public void Classes_stand_in_the_order_of_numbers_or_in_the_one_given()
    {
        Assert.Equal<string>(["2", "7", "12"], AimedProblems.Ordinal(Table([12, 2, 7, 7, 2, 12]), "y", []).Classes);
        var words = Words("low", "high", "mid", "low", "high", "mid");
        Assert.Equal<string>(["low", "mid", "high"], AimedProblems.Ordinal(words, "y", ["low", "mid", "high"]).Classes);
        Assert.Contains("order of the classes", Refused(() => AimedProblems.Ordinal(words, "y", [])));
        Assert.Contains("every class", Refused(() => AimedProblems.Ordinal(words, "y", ["low", "high"])));
        Assert.Contains("every class", Refused(() => AimedProblems.Ordinal(words, "y", ["low", "mid", "top"])));
        Assert.Contains("at least three", Refused(() => AimedProblems.Ordinal(Words("a", "b"), "y", ["a", "b"])));
        // As text, ten comes before nine.
        Assert.Equal<string>(["8", "9", "10"], AimedProblems.Ordinal(Words("10", "9", "8"), "y", []).Classes);
    }

    [Fact]
    public void A_ranking_needs_lists_and_grades()
    {
        var table = Lists([2, 0, 1, 0], "a", "a", "b", "b");
        Assert.Equal(LearningAim.Ranking, AimedProblems.Ranking(table, "y").Aim);
        Assert.Contains("role group", Refused(() => AimedProblems.Ranking(Table([0, 1, 2, 0]), "y")));
        Assert.Contains("has 0.5", Refused(() => AimedProblems.Ranking(Lists([2, 0.5, 1, 0], "a", "a", "b", "b"), "y")));
        Assert.Contains("has 31", Refused(() => AimedProblems.Ranking(Lists([31, 0, 1, 0], "a", "a", "b", "b"), "y")));
        Assert.Contains("no order to learn", Refused(() => AimedProblems.Ranking(Lists([2, 2, 1, 1], "a", "a", "b", "b"), "y")));
        Assert.Contains("1 rows have no", Refused(() => AimedProblems.Ranking(Lists([2, 0, 1, 0], "a", "a", "b", null), "y")));
    }

    private static string Refused(Action action) => Assert.Throws<TrainingException>(action).Message;

    private static Frame Table(double[] y) => new(new TableSchema([new("y", ColumnType.Numeric)]), [new NumericColumn(y)]);

    private static Frame Words(params string[] y) => new(new TableSchema([new("y", ColumnType.Categorical)]), [CategoricalColumn.From(y)]);

    private static Frame Lists(double[] y, params string?[] lists) => new(
        new TableSchema([new("list", ColumnType.Categorical, ColumnRole.Group), new("y", ColumnType.Numeric)]),
        [CategoricalColumn.From(lists), new NumericColumn(y)]);
}
