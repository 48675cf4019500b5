using System.Globalization;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Http;

namespace Kolosal.Explanations;

/// <summary>Explains predictions as they are answered: contributions, and where reasons are declared for the model, their codes.</summary>
internal sealed class AnswerExplainer(IGrainFactory grains) : IAnswerExplainer
{
    /// <summary>Without intervals: trees are explained in one pass, and the caller waits.</summary>
    private const string Terms = """{"intervals":false}""";

    public async Task<AnswerExplanation> ExplainAsync(AnsweredRows answered, CancellationToken cancel)
    {
        try
        {
            var local = await AskAsync("local", Terms, answered, cancel);
            if (!local.Accepted) return new(null, null, local.Refusal.Code, local.Refusal.Message);
            var reasons = await AskAsync("reasons", "{}", answered, cancel);
            return new(ReportOf(local.Value), reasons.Accepted ? ReportOf(reasons.Value) : null, null, null);
        }
        catch (AccessDeniedException denied)
        {
            return new(null, null, "access.denied", denied.Message);
        }
    }

    private Task<Result<ExplanationDocument>> AskAsync(string kind, string terms, AnsweredRows answered, CancellationToken cancel) =>
        grains.Explainer(new(answered.Workspace, answered.Model)).ExplainAsync(
            new(kind, answered.Version.ToString(CultureInfo.InvariantCulture), answered.Json,
                answered.Json is null ? [.. Enumerable.Range(0, answered.Rows).Select(row => $"prd_{answered.Batch:N}_{row}")] : [], null, terms),
            cancel);

    private static JsonElement ReportOf(ExplanationDocument document)
    {
        using var json = JsonDocument.Parse(document.Json);
        return json.RootElement.GetProperty("result").Clone();
    }
}
