namespace Kolosal.Datasets;

/// <summary>Names that become part of an address: what else stands in them would turn the address elsewhere.</summary>
internal static class PlaceNames
{
    private const int LongestRegion = 40, ShortestBucket = 3, LongestBucket = 63, LongestSlug = 100;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    /// <summary>Whether it is one label of a host's name.</summary>
    public static bool IsRegion(string text) => text.Length is > 0 and <= LongestRegion && !text.AsSpan().ContainsAnyExcept(Letters);

    /// <summary>Whether a store may have a bucket of that name (Amazon S3's rules, and the underscores of older ones).</summary>
    public static bool IsBucket(string text) => text.Length is >= ShortestBucket and <= LongestBucket
        && !text.AsSpan().ContainsAnyExcept($"{Letters}._") && !text.StartsWith('.') && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>Whether it is one segment of a path that stays one.</summary>
    public static bool IsSegment(string text) => text.Length is > 0 and <= LongestSlug && text is not ("." or "..")
        && !text.AsSpan().ContainsAnyExcept($"{Letters}._");
}
