using System.Text;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Models;

/// <summary>Model cards over HTTP: as JSON, Markdown, HTML, PDF or a CycloneDX bill of materials, by <c>Accept</c> or <c>?format=</c>.</summary>
internal static class ModelCards
{
    private const string Markdown = "text/markdown", Html = "text/html", Pdf = "application/pdf";

    public static async Task<Results<Ok<ModelCard>, ContentHttpResult, FileContentHttpResult, StatusCodeHttpResult, Problem>> Get(
        ModelId id, string? format, HttpContext context, Caller caller, IGrainFactory grains)
    {
        if (TypeOf(format, context.Request) is not { } type)
            return new Problem(400, "models.no-such-format", $"A card is written as json, markdown, html, pdf or cyclonedx, not as '{format}'.");
        var card = await grains.Model(id.Key(caller.Workspace)).GetCardAsync(id.Reference);
        if (!card.Accepted) return new Problem(card.Refusal);

        string tag = ETag.Of(card.Value.Revision);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Vary = HeaderNames.Accept;

        // Only JSON is told apart by its words alone; status and validation change the other forms beside them.
        if (type.Length == 0 && context.Request.Headers.IfNoneMatch == tag) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return type switch
        {
            Markdown => TypedResults.Content(CardMarkdown.Write(CardDocument.Of(card.Value)), Markdown, Encoding.UTF8),
            Html => TypedResults.Content(CardHtml.Write(CardDocument.Of(card.Value)), Html, Encoding.UTF8),
            Pdf => TypedResults.File(CardPdf.Write(CardDocument.Of(card.Value)), Pdf, $"{card.Value.Model}-{card.Value.Version}-card.pdf"),
            CardBom.MediaType => TypedResults.Content(CardBom.Write(card.Value), CardBom.MediaType, Encoding.UTF8),
            _ => TypedResults.Ok(card.Value),
        };
    }

    public static Task<Results<Ok<ModelCard>, StatusCodeHttpResult, Problem>> Put(
        ModelId id, ModelCardWords words, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetCardAsync(id.Reference, words, ifMatch.Revision).ToDocument(context, card => card.Revision);

    /// <returns>Empty for JSON; null for a format that there is not.</returns>
    private static string? TypeOf(string? format, HttpRequest request) => format switch
    {
<<<<<<< HEAD
        null => ((string[])[Markdown, Html, Pdf, CardBom.MediaType]).FirstOrDefault(type =>
            request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == type)) ?? "",
        "json" => "",
        "markdown" => Markdown,
        "html" => Html,
        "pdf" => Pdf,
        "cyclonedx" => CardBom.MediaType,
        _ => null,
    };
=======
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Inline(card.Model)}, version {card.Version}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Paragraphs(card.Words.Description) ?? "No description yet."}\n\n## Model\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Task: {card.Task}, predicting {MarkdownText.Inline(card.Target)}\n");
        if (card.Quantile is { } level) text.Append(CultureInfo.InvariantCulture, $"- Level of the quantile: {level:R}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Algorithm: {MarkdownText.Inline(card.Trainer)}\n- Status: {WireJson.Word(card.Status)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- {Maker(card)} on {card.CreatedAt:yyyy-MM-dd}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Package SHA-256 `{card.PackageSha256}`, signed by key `{card.SigningKeyId}`\n");
        if (!card.Classes.IsEmpty) text.Append(CultureInfo.InvariantCulture, $"- Classes: {List(card.Classes)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Inputs: {List(card.Inputs)}\n- Protected attributes among them: "
            + $"{(card.ProtectedAttributes.IsEmpty ? "none declared" : List(card.ProtectedAttributes))}\n");
        Section(text, "Intended use", card.Words.IntendedUse);
        Section(text, "Out of scope", card.Words.OutOfScope);
        Scores(text, card.Evaluation);
        if (card.Record is { } record) Provenance(text, record);
        Section(text, "Limitations", card.Words.Limitations);
        Section(text, "Ethical considerations", card.Words.EthicalConsiderations);
        Section(text, "Contact", card.Words.Contact);
        return text.ToString();
    }

    private static string Maker(ModelCard card) => card.Origin switch
    {
        null => $"Made by {MarkdownText.Inline(card.Author)} in run {MarkdownText.Inline(card.RunId)}, from data set "
            + $"{MarkdownText.Inline(card.DatasetId)},",
        { FromVersion: { } version } origin => string.Create(CultureInfo.InvariantCulture,
            $"Made by {MarkdownText.Inline(card.Author)} of version {version}, in {MarkdownText.Inline(origin.Source)},"),
        var origin => $"Trained elsewhere ({MarkdownText.Inline(origin.Source)}) and imported by {MarkdownText.Inline(card.Author)}, measured on "
            + $"data set {MarkdownText.Inline(card.DatasetId)},",
    };

    private static string List(ImmutableArray<string> names) => string.Join(", ", names.Select(MarkdownText.Inline));

    private static void Section(StringBuilder text, string title, string? words) =>
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{MarkdownText.Paragraphs(words) ?? "Not stated yet."}\n");

    private static void Provenance(StringBuilder text, TrainingRecord record)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## Provenance\n\n- Data SHA-256 `{record.DataSha256}`, {record.Rows} rows; schema SHA-256 "
            + $"`{record.SchemaSha256}`\n- Plan SHA-256 `{record.PlanSha256}`; trial {record.Winner} of {record.Trials}, whose results have "
            + $"SHA-256 `{record.TrialsSha256}`\n");
        if (record.Environment is { } computed)
            text.Append(CultureInfo.InvariantCulture, $"- Computed by {MarkdownText.Inline(computed.Build)} on "
                + $"{MarkdownText.Inline(computed.Runtime)}, {MarkdownText.Inline(computed.OperatingSystem)}, {computed.Architecture} "
                + $"({List(computed.ProcessorFeatures)}), with "
                + $"{List([.. computed.Libraries.Select(library => $"{library.Key} {library.Value}")])}\n");
    }

    private static void Scores(StringBuilder text, ModelEvaluation evaluation)
    {
        string prior = evaluation.BaselineScore?.ToString("0.####", CultureInfo.InvariantCulture) ?? "not defined";
        if (evaluation.Rows == EvaluationRows.HeldOut)
            text.Append(CultureInfo.InvariantCulture, $"\n## Evaluation\n\nOn {evaluation.TestRows} held-out rows; fitted on {evaluation.TrainRows}, "
                + $"selected on {evaluation.ValidationRows} by {evaluation.PrimaryMetric} (prior model: {prior}).\n\n");
        else
            text.Append(CultureInfo.InvariantCulture, $"\n## Evaluation\n\nOn {evaluation.TestRows} rows that the importer gave; whether training "
                + $"saw them is not known here (prior model: {prior}).\n\n");
        text.Append("| metric | value | 95 % interval | better |\n|---|---|---|---|\n");
        foreach (var score in evaluation.Scores)
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Inline(score.Metric)} | {score.Value:0.####} "
                + $"| {score.Low:0.####} to {score.High:0.####} "
                + $"| {(score.HigherIsBetter ? "higher" : "lower")} |\n");
    }
>>>>>>> exchange
}
