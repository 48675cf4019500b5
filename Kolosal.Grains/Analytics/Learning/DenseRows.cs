namespace Kolosal.Learning;

/// <summary>What trainers that compute with every value ask of their rows.</summary>
internal static class DenseRows
{
    /// <exception cref="TrainingException">A value is missing.</exception>
    public static void Check(string name, FeatureRows rows)
    {
        int at = 0;
        foreach (double value in rows.Features.Span)
        {
            if (double.IsNaN(value)) throw new TrainingException($"'{name}' needs every value, but '{rows.Columns[at % rows.Columns.Length].Name}' "
                + $"has none in row {at / rows.Columns.Length}; impute it first.");
            at++;
        }
    }
}
