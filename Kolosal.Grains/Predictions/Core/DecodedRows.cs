using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Rows of a request, ready for encoding and for the log.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Values">Row-major rows × input columns as the encoder takes them; may be longer than that.</param>
/// <param name="Inputs">Row-major rows × logged columns for monitors: numbers as they are, categories by index (−1 unseen), NaN for missing.</param>
public sealed record DecodedRows(int Rows, RawValue[] Values, double[] Inputs);
