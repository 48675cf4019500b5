using Kolosal.Http;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>What a caller declares to use answers for, in a header of the request; over gRPC it is metadata of the same name.</summary>
/// <remarks>It is held against the purposes of the model's card by control Q31. What it may be called, <see cref="PurposeRule"/> says, and the
/// predictor refuses the rest.</remarks>
internal static class DeclaredPurpose
{
    public const string Header = "X-Purpose";

    /// <summary>What the document says of it, on every way to predict.</summary>
    public static DescribedHeader Described { get; } =
        new(Header, "What the answers are used for: a purpose that the model's card names. Nothing is declared without it.");

    /// <returns>Null when nothing is declared; a header that is given twice comes as one text with a comma, which no purpose has.</returns>
    public static string? Of(HttpRequest request) => request.Headers.TryGetValue(Header, out var purpose) ? purpose.ToString() : null;
}
