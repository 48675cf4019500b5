using System.Globalization;
using System.Text;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Models;

/// <summary>Model cards over HTTP, and as Markdown.</summary>
internal static class ModelCards
{
    private const string Markdown = "text/markdown";

    public static async Task<Results<Ok<ModelCard>, ContentHttpResult, StatusCodeHttpResult, Problem>> Get(
        ModelId id, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var card = await grains.Model(id.Key(caller.Workspace)).GetCardAsync(id.Reference);
        if (!card.Accepted) return new Problem(card.Refusal);

        string tag = ETag.Of(card.Value.Revision);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (context.Request.Headers.IfNoneMatch == tag) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == Markdown)
            ? TypedResults.Content(Render(card.Value), Markdown, Encoding.UTF8)
            : TypedResults.Ok(card.Value);
    }

    public static Task<Results<Ok<ModelCard>, StatusCodeHttpResult, Problem>> Put(
        ModelId id, ModelCardWords words, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetCardAsync(id.Reference, words, ifMatch.Revision).ToDocument(context, card => card.Revision);

    internal static string Render(ModelCard card)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {card.Model}, version {card.Version}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Escape(card.Words.Description) ?? "No description yet."}\n\n## Model\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Task: {card.Task}, predicting `{card.Target}`\n- Algorithm: {card.Trainer}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Status: {WireJson.Word(card.Status)}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"- Made by {card.Author} in run {card.RunId} on {card.CreatedAt:yyyy-MM-dd}, from data set {card.DatasetId}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Package SHA-256 `{card.PackageSha256}`, signed by key `{card.SigningKeyId}`\n");
        if (!card.Classes.IsEmpty) text.Append(CultureInfo.InvariantCulture, $"- Classes: {string.Join(", ", card.Classes.Select(Escape))}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Inputs: {string.Join(", ", card.Inputs.Select(Escape))}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Protected attributes among them: "
            + $"{(card.ProtectedAttributes.IsEmpty ? "none declared" : string.Join(", ", card.ProtectedAttributes.Select(Escape)))}\n");
        Section(text, "Intended use", card.Words.IntendedUse);
        Section(text, "Out of scope", card.Words.OutOfScope);
        Scores(text, card.Evaluation);
        Section(text, "Limitations", card.Words.Limitations);
        Section(text, "Ethical considerations", card.Words.EthicalConsiderations);
        Section(text, "Contact", card.Words.Contact);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, string? words) =>
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{Escape(words) ?? "Not stated yet."}\n");

    private static void Scores(StringBuilder text, ModelEvaluation evaluation)
    {
        string prior = evaluation.BaselineScore?.ToString("0.####", CultureInfo.InvariantCulture) ?? "not defined";
        text.Append(CultureInfo.InvariantCulture, $"\n## Evaluation\n\nOn {evaluation.TestRows} held-out rows; fitted on {evaluation.TrainRows}, "
            + $"selected on {evaluation.ValidationRows} by {evaluation.PrimaryMetric} (prior model: {prior}).\n\n");
        text.Append("| metric | value | 95 % interval | better |\n|---|---|---|---|\n");
        foreach (var score in evaluation.Scores)
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(score.Metric)} | {score.Value:0.####} | {score.Low:0.####} to {score.High:0.####} "
                + $"| {(score.HigherIsBetter ? "higher" : "lower")} |\n");
    }

    /// <summary>Text from outside must neither break the table nor become markup of whoever shows the card.</summary>
    private static string? Escape(string? text) => string.IsNullOrWhiteSpace(text) ? null
        : text.Replace("\\", "\\\\").Replace("|", "\\|").Replace("<", "&lt;").Replace("[", "\\[");
}
