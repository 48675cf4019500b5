using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Additive;

/// <summary>Binned rows with their targets, as additive models are boosted on them; rows of weight 0 are left out before.</summary>
/// <param name="Matrix">One code a value.</param>
/// <param name="Columns">Names and kinds.</param>
/// <param name="Targets">Class indices, or values in units of their deviation.</param>
/// <param name="Weights">One a row, above 0.</param>
/// <param name="Classes">0 for a regression.</param>
internal sealed record AdditiveRows(BinnedMatrix Matrix, ImmutableArray<FeatureInfo> Columns, double[] Targets, double[] Weights, int Classes)
{
    public int Rows => Targets.Length;

    /// <summary>Scores of a row: one for a number or two classes (the log odds of the second), else one a class.</summary>
    public int Scores => ScoresOf(Classes);

    /// <summary>Codes of a column, that of missing values among them.</summary>
    public int Slots(int column) => Matrix.Bins[column].Bins + 1;

    /// <summary>The weight of the rows of each code of a column.</summary>
    public double[] WeightsOf(int column)
    {
        var sums = new double[Slots(column)];
        byte[] codes = Matrix.Columns[column];
        for (int row = 0; row < codes.Length; row++) sums[codes[row]] += Weights[row];
        return sums;
    }

    public static int ScoresOf(int classes) => classes <= 2 ? 1 : classes;
}
