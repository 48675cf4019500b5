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
        null => ((string[])[Markdown, Html, Pdf, CardBom.MediaType]).FirstOrDefault(type =>
            request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == type)) ?? "",
        "json" => "",
        "markdown" => Markdown,
        "html" => Html,
        "pdf" => Pdf,
        "cyclonedx" => CardBom.MediaType,
        _ => null,
    };
}
