using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>Problems with an aim, read off a table; what does not fit is refused in words.</summary>
public static class AimedProblems
{
    /// <summary>The highest grade of a ranking: gains are 2^grade − 1.</summary>
    public const int MaxGrade = 30;

    private const int Shown = 10;

    /// <summary>A quantile of a number.</summary>
    /// <param name="table">All rows that will be used; none may lack the target.</param>
    /// <param name="target">A column of numbers.</param>
    /// <param name="level">The share of rows that should lie below, above 0 and below 1.</param>
    /// <exception cref="TrainingException">The target is no number, or the same in every row.</exception>
    public static LearningProblem Quantile(Frame table, string target, double level) =>
        LearningProblem.Infer(table, target, LearningTask.Regression) with { Aim = LearningAim.Quantile, Level = Require.Inside(level, 0, 1) };

    /// <summary>The mean of a count.</summary>
    /// <param name="table">All rows that will be used; none may lack the target.</param>
    /// <param name="target">A column of whole numbers, 0 or more.</param>
    /// <exception cref="TrainingException">A target is negative or no whole number, or all are the same.</exception>
    public static LearningProblem Count(Frame table, string target)
    {
        var problem = LearningProblem.Infer(table, target, LearningTask.Regression);
        foreach (double value in problem.Targets(table))
            if (value < 0 || value != Math.Floor(value))
                throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                    $"A count is 0, 1, 2, …, and '{target}' has {value}; choose the task regression for other numbers."));
        return problem with { Aim = LearningAim.Count };
    }

    /// <summary>Classes in order.</summary>
    /// <param name="table">All rows that will be used; none may lack the target.</param>
    /// <param name="target">The target.</param>
    /// <param name="order">Every class once, lowest first; empty where the classes are numbers, whose order is known.</param>
    /// <exception cref="TrainingException">There are fewer than three classes, or their order is not known.</exception>
    public static LearningProblem Ordinal(Frame table, string target, ImmutableArray<string> order)
    {
        var problem = LearningProblem.Infer(table, target, LearningTask.Multiclass);
        if (order.IsDefaultOrEmpty)
        {
            if (!problem.Classes.All(IsNumber))
                throw new TrainingException($"The order of the classes of '{target}' is not known: {Sample(problem.Classes)}; give them in order, "
                    + "lowest first.");
            order = [.. problem.Classes.OrderBy(Number)];
        }
        else if (order.Length != problem.Classes.Length || !order.ToHashSet(StringComparer.Ordinal).SetEquals(problem.Classes))
            throw new TrainingException($"The order must name every class of '{target}' once: {Sample(problem.Classes)}; got {Sample(order)}.");
        return problem with { Classes = order, Aim = LearningAim.Ordinal };
    }

    /// <summary>The order of the rows of each group.</summary>
    /// <param name="table">All rows that will be used; none may lack the target. A column has the role group: its values are the lists.</param>
    /// <param name="target">A column of grades, 0, 1, 2, … up to <see cref="MaxGrade"/>.</param>
    /// <exception cref="TrainingException">There are no groups, a row is in none, the target is no grade, or no list has two grades.</exception>
    public static LearningProblem Ranking(Frame table, string target)
    {
        if (table.Schema.WithRole(ColumnRole.Group) is not { } schema)
            throw new TrainingException("A ranking puts the rows of a list in order, and nothing says which rows are one list; give the column of "
                + "lists, such as the query of each row, the role group.");
        var group = table[schema.Name];
        if (group.Missing.Count > 0)
            throw new TrainingException($"A ranking needs the list of every row, and {group.Missing.Count} rows have no '{schema.Name}'; leave "
                + "them out.");
        var problem = LearningProblem.Infer(table, target, LearningTask.Regression);
        double[] grades = problem.Targets(table);
        foreach (double grade in grades)
            if (grade is < 0 or > MaxGrade || grade != Math.Floor(grade))
                throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                    $"A ranking needs grades 0, 1, 2, … up to {MaxGrade}, and '{target}' has {grade}."));
        if (Enumerable.Range(0, table.Rows).GroupBy(row => group.TextAt(row)!, StringComparer.Ordinal)
            .All(list => list.Select(row => grades[row]).Distinct().Count() < 2))
            throw new TrainingException($"No list of '{schema.Name}' has rows of two grades, so there is no order to learn.");
        return problem with { Aim = LearningAim.Ranking };
    }

    private static bool IsNumber(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);

    private static double Number(string label) => double.Parse(label, CultureInfo.InvariantCulture);

    private static string Sample(ImmutableArray<string> labels) =>
        string.Join(", ", labels.Take(Shown).Select(label => $"'{label}'")) + (labels.Length > Shown ? ", …" : "");
}
