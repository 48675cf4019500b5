using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Storage;

namespace Kolosal.Access;

/// <summary>Keys and principals as the catalogue shows them.</summary>
public static class AccessListing
{
    public const string ApiKeys = "api_key";
    public const string Principals = "principal";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    internal static CatalogueEntry Of(ResourceKey key, ApiKeyRecord record, DateTimeOffset updatedAt) =>
        new(key.Workspace, ApiKeys, key.Id, record.CreatedAt, updatedAt, JsonSerializer.Serialize(record, Json));

    internal static CatalogueEntry Of(ResourceKey key, PrincipalRecord record, DateTimeOffset updatedAt) =>
        new(key.Workspace, Principals, key.Id, record.CreatedAt, updatedAt, JsonSerializer.Serialize(record, Json));
}
