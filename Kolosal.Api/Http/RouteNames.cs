using System.Buffers;
using Microsoft.AspNetCore.Routing;

namespace Kolosal.Http;

/// <summary>What an identifier in a path may look like, checked once for every route.</summary>
internal static class RouteNames
{
    private const int Longest = 200;

    private const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:@~-";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Characters), AllowedInKeys = SearchValues.Create(Characters + "/");

    /// <summary>Whether a text, wherever in the request it came from, can be the id in a
    /// grain's key; such ids may be made of several parts.</summary>
    public static bool IsSoundKey(string text) => text.Length is > 0 and <= Longest && !text.AsSpan().ContainsAnyExcept(AllowedInKeys);

    /// <summary>Whether every value in the path can be an identifier; what cannot is no resource of anybody.</summary>
    public static bool AreSound(RouteValueDictionary values)
    {
        foreach (var (_, value) in values)
            if (value is string text && (text.Length is 0 or > Longest || text.AsSpan().ContainsAnyExcept(Allowed))) return false;
        return true;
    }
}
