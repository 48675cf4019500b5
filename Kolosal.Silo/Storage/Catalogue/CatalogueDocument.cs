using System.Text.Json;

namespace Kolosal.Storage.Catalogue;

/// <summary>Keeps what is no JSON object out of the catalogue, whatever a database would make of it.</summary>
internal static class CatalogueDocument
{
    public static string Checked(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        return parsed.RootElement.ValueKind == JsonValueKind.Object
            ? document
            : throw new ArgumentException($"Need a JSON object as the document, got {parsed.RootElement.ValueKind}.", nameof(document));
    }
}
