namespace Kolosal.Learning.Linear;

/// <summary>What every linear trainer asks of its rows.</summary>
internal static class DenseRows
{
    /// <exception cref="TrainingException">The task is not supported, or a value is missing.</exception>
    public static void Check(ITrainer trainer, TrainingSet rows)
    {
        if (!trainer.Supports(rows.Task)) throw new TrainingException($"'{trainer.Name}' does not learn {rows.Task} tasks.");
        int at = 0;
        foreach (double value in rows.Features.Span)
        {
            if (double.IsNaN(value)) throw new TrainingException($"'{trainer.Name}' needs every value, but '{rows.Columns[at % rows.Columns.Length].Name}' has none in row {at / rows.Columns.Length}; impute it first.");
            at++;
        }
    }
}
