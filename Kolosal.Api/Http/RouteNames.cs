using System.Buffers;
using Microsoft.AspNetCore.Routing;

namespace Kolosal.Http;

/// <summary>What an identifier in a path may look like, checked once for every route.</summary>
internal static class RouteNames
{
    private const int Longest = 200;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:@~-");

    /// <summary>Whether every value in the path can be an identifier; what cannot is no resource of anybody.</summary>
    public static bool AreSound(RouteValueDictionary values)
    {
        foreach (var (_, value) in values)
            if (value is string text && (text.Length is 0 or > Longest || text.AsSpan().ContainsAnyExcept(Allowed))) return false;
        return true;
    }
}
