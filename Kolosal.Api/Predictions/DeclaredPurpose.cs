using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>What a caller declares to use answers for, in a header of the request; over gRPC it is metadata of the same name.</summary>
/// <remarks>It is held against the purposes of the model's card by control Q31. What it may be called, <see cref="PurposeRule"/> says, and the
/// predictor refuses the rest.</remarks>
internal static class DeclaredPurpose
{
    public const string Header = "X-Purpose";

    /// <returns>Null when nothing is declared; a header that is given twice comes as one text with a comma, which no purpose has.</returns>
    public static string? Of(HttpRequest request) => request.Headers.TryGetValue(Header, out var purpose) ? purpose.ToString() : null;
}
