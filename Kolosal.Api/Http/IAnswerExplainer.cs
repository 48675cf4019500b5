using System.Text.Json;

namespace Kolosal.Http;

/// <summary>Explains rows that were just predicted, for whoever answers predictions: features of one row do not know each other.</summary>
internal interface IAnswerExplainer
{
    /// <summary>Explains them; what cannot be explained is said, since the predictions stand all the same.</summary>
    Task<AnswerExplanation> ExplainAsync(AnsweredRows answered, CancellationToken cancel);
}

/// <summary>Rows that were predicted.</summary>
/// <param name="Workspace">The caller's.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Batch">The request's id; rows are read from the log by it where there is no JSON of them.</param>
/// <param name="Rows">How many.</param>
/// <param name="Json">UTF-8 of a JSON array of the rows; null when they came in another form.</param>
internal sealed record AnsweredRows(string Workspace, string Model, int Version, Guid Batch, int Rows, byte[]? Json);

/// <summary>Why the model says what it says of the rows of an answer.</summary>
/// <param name="Local">The report about contributions; null when there is none.</param>
/// <param name="Reasons">The report about reason codes; null when none are declared.</param>
/// <param name="Code">Why there is no report; null when there is one.</param>
/// <param name="Detail">The same in words.</param>
internal sealed record AnswerExplanation(JsonElement? Local, JsonElement? Reasons, string? Code, string? Detail);
