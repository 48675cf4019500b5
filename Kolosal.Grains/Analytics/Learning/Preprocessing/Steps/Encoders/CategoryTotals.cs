namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>Sums of weights and of weighted targets by code of one column; missing is the last code.</summary>
/// <remarks>What is summed is the target of a regression, 0 and 1 for two classes, and one 0-1 number a class for more.</remarks>
internal sealed class CategoryTotals(int codes, int outputs)
{
    private readonly double[] counts = new double[codes], sums = new double[codes * outputs], total = new double[outputs];
    private double count;

    public int Codes { get; } = codes;

    public int Outputs { get; } = outputs;

    /// <summary>The number of statistics that a task has: one a class where there are more than two.</summary>
    public static int OutputsOf(TrainingSet rows) => rows.Classes > 2 ? rows.Classes : 1;

    /// <summary>What is summed for statistic k of a row.</summary>
    public static double Target(TrainingSet rows, int row, int k) => rows.Task == LearningTask.Regression ? rows.Targets.Span[row]
        : rows.Labels.Span[row] == (rows.Classes > 2 ? k : 1) ? 1 : 0;

    public static int Code(TrainingSet rows, int row, int column) =>
        rows.Row(row)[column] is var value && double.IsNaN(value) ? rows.Columns[column].Cardinality : (int)value;

    public double Count(int code) => counts[code];

    public double Sum(int code, int k) => sums[code * Outputs + k];

    public double AllCount => count;

    public double AllSum(int k) => total[k];

    /// <summary>The mean over all rows; 0 for no rows.</summary>
    public double Prior(int k) => count > 0 ? total[k] / count : 0;

    public void Add(TrainingSet rows, int row, int column)
    {
        int code = Code(rows, row, column);
        double weight = rows.Weight(row);
        counts[code] += weight;
        count += weight;
        for (int k = 0; k < Outputs; k++)
        {
            double value = weight * Target(rows, row, k);
            sums[code * Outputs + k] += value;
            total[k] += value;
        }
    }

    public void Add(CategoryTotals other)
    {
        for (int code = 0; code < Codes; code++) counts[code] += other.counts[code];
        for (int i = 0; i < sums.Length; i++) sums[i] += other.sums[i];
        for (int k = 0; k < Outputs; k++) total[k] += other.total[k];
        count += other.count;
    }
}
