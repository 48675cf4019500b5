namespace Kolosal.Access;

/// <summary>The kinds under which the catalogue lists keys and principals.</summary>
public static class AccessListing
{
    public const string ApiKeys = "api_key";
    public const string Principals = "principal";
}
