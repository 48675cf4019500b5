using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>How much memory fitting a pipeline takes, by arithmetic on the table's size.</summary>
public static class TrainingMemory
{
    private const int MostOneHotColumns = 50;

    /// <summary>Copies of the rows that live together in a trial: development part, a fold's
    /// training and validation rows; encoded rows and what the trainer makes of them.</summary>
    private const int RawCopies = 3, EncodedCopies = 2;

    /// <summary>Bytes at the peak of a trial.</summary>
    public static long Predict(Frame table)
    {
        long columns = table.Columns.Length;
        long encoded = table.Columns.Sum(c => c is CategoricalColumn categories ? Math.Min(categories.Dictionary.Length, MostOneHotColumns) : 1L);
        return table.Rows * sizeof(double) * (RawCopies * columns + EncodedCopies * encoded);
    }
}
