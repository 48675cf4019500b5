using Kolosal.Learning;
using Microsoft.ML;

namespace Kolosal.Engines.MlNet;

/// <summary>Rows to learn from as ML.NET's data view.</summary>
internal static class MlNetRows
{
    /// <summary>The rows that count; those of weight 0 stay behind, since trainers count rows as well.</summary>
    /// <param name="ml">Whose data it is.</param>
    /// <param name="rows">Numbers in the unit that is learnt in.</param>
    /// <param name="cancel">Asked at every row that is read.</param>
    public static IDataView View(MLContext ml, TrainingSet rows, CancellationToken cancel) => rows.Task switch
    {
        LearningTask.Binary => View(ml, rows, row => rows.Labels.Span[row] == 1, cancel),
        LearningTask.Multiclass => View(ml, rows, row => (uint)rows.Labels.Span[row], cancel),
        _ => View(ml, rows, row => (float)rows.Targets.Span[row], cancel),
    };

    private static IDataView View<TLabel>(MLContext ml, TrainingSet rows, Func<int, TLabel> label, CancellationToken cancel) =>
        ml.Data.LoadFromEnumerable(Each(rows, label, cancel), MlNetRow<TLabel>.Schema(rows.Columns.Length, rows.Classes));

    private static IEnumerable<MlNetRow<TLabel>> Each<TLabel>(TrainingSet rows, Func<int, TLabel> label, CancellationToken cancel)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Weight(row) == 0) continue;
            var features = new float[rows.Columns.Length];
            for (int c = 0; c < features.Length; c++) features[c] = (float)rows.Row(row)[c];
            yield return new() { Label = label(row), Weight = (float)rows.Weight(row), Features = features };
        }
    }
}
