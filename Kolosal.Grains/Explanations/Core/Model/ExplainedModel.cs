using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>A model as its explanations see it: a function of its raw columns, and how their values are shown to people. Immutable, thread-safe.
/// </summary>
public sealed class ExplainedModel
{
    private const string Unseen = "(unseen)";
    private const int MostNamed = 10;

    /// <param name="package">The model.</param>
    public ExplainedModel(ModelPackage package)
    {
        Package = package;
        Scorer = package.CreateScorer();
        Raw = new ScorerFunction(Scorer);
        Outputs = Problem.Task == LearningTask.Regression ? [Problem.Target] : Problem.Classes;
    }

    public ModelPackage Package { get; }

    public Scorer Scorer { get; }

    /// <summary>The whole model over its raw columns, each one number.</summary>
    public ScorerFunction Raw { get; }

    public LearningProblem Problem => Package.Manifest.Problem;

    public bool IsRegression => Problem.Task == LearningTask.Regression;

    /// <summary>Names of the outputs: the classes, or the target.</summary>
    public ImmutableArray<string> Outputs { get; }

    public ImmutableArray<ColumnSchema> Columns => Scorer.InputSchema.Columns;

    /// <summary>The place of an input column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="option">The option that names it.</param>
    /// <exception cref="ExplanationOptionException">The model has no such input.</exception>
    public int ColumnOf(string name, string option) => Scorer.InputSchema.IndexOf(name) is >= 0 and var at ? at
        : throw new ExplanationOptionException(option, $"The model has no input '{name}'; it has {Some(Columns.Select(column => column.Name))}.");

    /// <summary>The output that is explained.</summary>
    /// <param name="name">A class; null for the second of two, the predicted one of more, the number of a regression.</param>
    /// <param name="said">What the model says of the row; empty where there is none, and then the first of several is meant.</param>
    /// <exception cref="ExplanationOptionException">There is no such class.</exception>
    public int OutputOf(string? name, ReadOnlySpan<double> said)
    {
        if (name is null) return IsRegression ? 0 : Outputs.Length == 2 ? 1 : said.IsEmpty ? 0 : ClassDecision.Of(said);
        if (IsRegression)
            throw new ExplanationOptionException("class", $"The model predicts the number '{Problem.Target}' and has no classes; leave class out.");
        return Outputs.IndexOf(name) is >= 0 and var at ? at
            : throw new ExplanationOptionException("class", $"The model has no class '{name}'; it has {Some(Outputs)}.");
    }

    /// <summary>What the model decides: the class, or the number.</summary>
    public object Decide(ReadOnlySpan<double> said) => IsRegression ? said[0] : Outputs[ClassDecision.Of(said)];

    /// <summary>Raw values as the numbers of <see cref="Raw"/>.</summary>
    public double[] Numbers(RawValue[] row) => Raw.Row(new RawRow(row));

    /// <summary>The raw values that numbers stand for.</summary>
    public RawValue[] Values(ReadOnlySpan<double> numbers)
    {
        var values = new RawValue[numbers.Length];
        for (int c = 0; c < values.Length; c++) values[c] = Raw.ValueOf(c, numbers[c]);
        return values;
    }

    /// <summary>What the model says of a row.</summary>
    public double[] Say(RawValue[] row)
    {
        var said = new double[Outputs.Length];
        Scorer.Predict(new RawRow(row), said);
        return said;
    }

    /// <summary>A number of <see cref="Raw"/> as JSON has it: a number, a text, a flag, an instant, or null for missing.</summary>
    public object? Show(int column, double number)
    {
        if (double.IsNaN(number)) return null;
        var schema = Columns[column];
        return schema.Type switch
        {
            ColumnType.Categorical => number < schema.Categories.Length ? schema.Categories[(int)number] : Unseen,
            ColumnType.Boolean => number != 0,
            ColumnType.DateTime => Instant(number),
            ColumnType.Text => null,
            _ => number,
        };
    }

    /// <summary>A raw value as JSON has it; a category that training did not see keeps its name.</summary>
    public object? Show(int column, RawValue value) =>
        value.IsMissing ? null : value.Text is { } text && Columns[column].Type is ColumnType.Categorical or ColumnType.Text ? text
        : Show(column, Numbers(column, value));

    /// <summary>A number of <see cref="Raw"/> within a sentence.</summary>
    public string Tell(int column, double number) => Show(column, number) switch
    {
        null => "missing",
        double value => value.ToString("G6", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        var other => other.ToString()!,
    };

    /// <summary>The number that an option's text or number means in a column; NaN where it means none.</summary>
    public double Read(int column, RawValue value) => Numbers(column, value);

    /// <summary>At most ten names, quoted.</summary>
    public static string Some(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MostNamed).Select(name => $"'{name}'")) + (all.Length > MostNamed ? ", …" : "");
    }

    private double Numbers(int column, RawValue value)
    {
        var row = new RawValue[Columns.Length];
        Array.Fill(row, RawValue.Missing);
        row[column] = value;
        return Raw.Row(new RawRow(row))[column];
    }

    private static string Instant(double ticks) => ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
        ? new DateTime((long)ticks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)
        : ticks.ToString("R", CultureInfo.InvariantCulture);
}
