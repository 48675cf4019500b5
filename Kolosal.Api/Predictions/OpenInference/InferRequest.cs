namespace Kolosal.Predictions;

/// <summary>An inference request, in whichever form it came.</summary>
/// <param name="Id">The caller's name for it; null without one.</param>
/// <param name="Rows">Rows of every input.</param>
/// <param name="Inputs">The tensors.</param>
/// <param name="Outputs">The outputs that are wanted; empty for the usual ones.</param>
/// <param name="Strict">Every input of the model must be among them.</param>
internal sealed record InferRequest(string? Id, int Rows, IReadOnlyList<RowTensor> Inputs, IReadOnlyList<WantedOutput> Outputs, bool Strict)
{
    /// <summary>Name of the request's parameter for <see cref="Strict"/>.</summary>
    public const string StrictParameter = "strict";

    public PredictionRequest ToPrediction(string? reference, string? purpose) =>
        new(reference, ColumnsBody.Write(Rows, Inputs), Format: RowFormat.Columns, Strict: Strict, Purpose: purpose);

    /// <summary>The rows and the values a row that a shape says.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? ReadShape(IReadOnlyList<long> shape, out int rows, out int width)
    {
        (rows, width) = (0, 1);
        if (shape.Count is 0 or > 2 || shape.Any(size => size is < 0 or > int.MaxValue) || (shape.Count == 2 && shape[0] * shape[1] > int.MaxValue)
            || (shape.Count == 2 && shape[1] == 0))
            return "Expected the shape [rows], [rows, 1] or, for a matrix of all inputs, [rows, inputs].";
        (rows, width) = ((int)shape[0], shape.Count == 2 ? (int)shape[1] : 1);
        return null;
    }
}

/// <summary>An output that is wanted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Binary">Behind the JSON as raw bytes; null for what holds for all.</param>
internal readonly record struct WantedOutput(string Name, bool? Binary);
