namespace Kolosal.Datasets;

/// <summary>What a step did to a table.</summary>
/// <param name="Name">The step.</param>
/// <param name="RowsBefore">Rows it was given.</param>
/// <param name="RowsAfter">Rows it left.</param>
/// <param name="Columns">The columns it worked on.</param>
/// <param name="Parameters">What it was told and what it learnt, a JSON object.</param>
/// <param name="CellsChanged">Cells whose value is another one since.</param>
/// <param name="Example">The first of them.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Note">What else its reader should know.</param>
public sealed record TableStep(
    string Name, long RowsBefore, long RowsAfter, ImmutableArray<string> Columns, string Parameters, long CellsChanged, ChangedCell? Example,
    double Milliseconds, string? Note = null);

/// <summary>A cell before and after a step, as texts.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Row">Its row in the table before all steps, from 1.</param>
/// <param name="Before">Null where it had no value.</param>
/// <param name="After">Null where it has none.</param>
public sealed record ChangedCell(string Column, long Row, string? Before, string? After);

/// <summary>Outliers are beyond a lower and an upper fence.</summary>
/// <param name="Low">Numbers below are outliers.</param>
/// <param name="High">Numbers above are.</param>
public sealed record Fence(double Low, double High)
{
    /// <summary>0.6745 is the quartile of the standard normal, so that the median absolute deviation estimates σ
    /// (Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers, §3.2).</summary>
    private const double DeviationOfQuartile = 0.6745;

    /// <summary>Tukey 1977: so many interquartile ranges beyond the quartiles. Null where more than half of the numbers are equal.</summary>
    public static Fence? OfQuartiles(double lower, double upper, double times) =>
        upper > lower ? new(lower - times * (upper - lower), upper + times * (upper - lower)) : null;

    /// <summary>So many standard deviations beyond the mean. Null where all numbers are equal.</summary>
    public static Fence? OfMoments(double mean, double deviation, double times) =>
        deviation > 0 ? new(mean - times * deviation, mean + times * deviation) : null;

    /// <summary>So many median absolute deviations, over 0.6745, beyond the median. Null where that deviation is 0.</summary>
    public static Fence? OfMedian(double median, double deviation, double times) =>
        deviation > 0 ? new(median - times * deviation / DeviationOfQuartile, median + times * deviation / DeviationOfQuartile) : null;

    /// <summary>The usual multiples: 1.5 (Tukey), 3 (three sigma), 3.5 (Iglewicz and Hoaglin).</summary>
    public static double Usual(string method) => method switch { "z_score" => 3, "modified_z" => 3.5, _ => 1.5 };
}
