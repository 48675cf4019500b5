using Kolosal.Tabular;

namespace Kolosal.Learning;

public class LearningProblemTests
{
    [Fact]
    public void Whole_numbers_with_few_values_are_classes_in_numeric_order()
    {
        var problem = LearningProblem.Infer(Numbers([.. Enumerable.Range(0, 60).Select(i => (double)(i % 3 * 5 + 2))]), "y");
        Assert.Equal(LearningTask.Multiclass, problem.Task);
        Assert.Equal(["2", "7", "12"], problem.Classes.ToArray());
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6 })]
    [InlineData(new[] { 0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 1 })]
    public void Other_numbers_are_a_regression(double[] values) =>
        Assert.Equal(LearningTask.Regression, LearningProblem.Infer(Numbers(values), "y").Task);

    [Fact]
    public void The_positive_class_is_the_second()
    {
        var table = new Frame(new TableSchema([new("y", ColumnType.Categorical)]), [CategoricalColumn.From(["no", "yes", "no"])]);
        Assert.Equal(["no", "yes"], LearningProblem.Infer(table, "y").Classes.ToArray());
        Assert.Equal(["yes", "no"], LearningProblem.Infer(table, "y", positiveClass: "no").Classes.ToArray());
        Assert.Equal([1, 0, 1], LearningProblem.Infer(table, "y", positiveClass: "no").Labels(table));
        Assert.Throws<TrainingException>(() => LearningProblem.Infer(table, "y", positiveClass: "maybe"));
        Assert.Throws<TrainingException>(() => LearningProblem.Infer(table, "y", LearningTask.Regression));
        Assert.Throws<TrainingException>(() => LearningProblem.Infer(table, "y", LearningTask.Multiclass));
    }

    [Fact]
    public void Booleans_are_two_classes()
    {
        var table = new Frame(new TableSchema([new("y", ColumnType.Boolean)]), [new BooleanColumn([true, false])]);
        Assert.Equal(["false", "true"], LearningProblem.Infer(table, "y").Classes.ToArray());
    }

    [Fact]
    public void What_cannot_be_learnt_is_refused()
    {
        Assert.Contains("one class", Assert.Throws<TrainingException>(() => LearningProblem.Infer(Numbers([1, 1, 1]), "y")).Message);
        Assert.Contains("same value", Assert.Throws<TrainingException>(
            () => LearningProblem.Infer(Numbers([1, 1, 1]), "y", LearningTask.Regression)).Message);
        Assert.Contains("no column", Assert.Throws<TrainingException>(() => LearningProblem.Infer(Numbers([1, 2]), "z")).Message);
        var holed = new Frame(new TableSchema([new("y", ColumnType.Numeric)]), [NumericColumn.FromNaN([1, double.NaN, 2])]);
        Assert.Contains("1 of 3", Assert.Throws<TrainingException>(() => LearningProblem.Infer(holed, "y")).Message);
        Assert.Equal([0, 2], LearningProblem.RowsWithTarget(holed, "y"));
        var many = new Frame(new TableSchema([new("y", ColumnType.Categorical)]),
            [CategoricalColumn.From(Enumerable.Range(0, 1001).Select(i => $"c{i}"))]);
        Assert.Contains("1001 classes", Assert.Throws<TrainingException>(() => LearningProblem.Infer(many, "y")).Message);
    }

    private static Frame Numbers(double[] values) => new(new TableSchema([new("y", ColumnType.Numeric)]), [new NumericColumn(values)]);
}
