using System.Globalization;

namespace Kolosal.Audit;

/// <summary>The address of a tile (C2SP tlog-tiles): <c>0/x001/x234/067</c>, <c>entries/067.p/12</c>.</summary>
/// <param name="Level">0 for the hashes of leaves; level L holds the roots of full tiles of level L − 1. Null for the entries themselves.</param>
/// <param name="Index">The tile's number in its level.</param>
/// <param name="Width">Hashes or entries asked for; 256 for a full tile.</param>
public readonly record struct TilePath(int? Level, long Index, int Width)
{
    private const string Entries = "entries";
    private const int HighestLevel = 6, Digits = 3;

    /// <param name="path">What follows <c>tile/</c>.</param>
    /// <param name="tile">The tile.</param>
    public static bool TryParse(string path, out TilePath tile)
    {
        tile = default;
        string[] parts = path.Split('/');
        int width = TreeFrontier.TileWidth, last = parts.Length - 1;
        if (parts.Length < 2) return false;
        if (parts.Length > 2 && parts[last - 1].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!IsNumber(parts[last], 1, TreeFrontier.TileWidth - 1, out long partial)) return false;
            (width, parts[last - 1], last) = ((int)partial, parts[last - 1][..^2], last - 1);
        }

        int? level = null;
        if (parts[0] != Entries)
        {
            if (!IsNumber(parts[0], 0, HighestLevel, out long given)) return false;
            level = (int)given;
        }

        if (last is < 1 or > 5) return false;
        long index = 0;
        for (int i = 1; i <= last; i++)
        {
            string group = parts[i];
            if (i < last)
            {
                if (!group.StartsWith('x')) return false;
                group = group[1..];
            }

            if (group.Length != Digits || group.AsSpan().ContainsAnyExcept("0123456789")) return false;
            index = index * 1000 + int.Parse(group, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        tile = new(level, index, width);
        return last == 1 || parts[1] != "x000";
    }

    public override string ToString()
    {
        string number = (Index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (long rest = Index / 1000; rest > 0; rest /= 1000) number = $"x{(rest % 1000).ToString("000", CultureInfo.InvariantCulture)}/{number}";
        string level = Level?.ToString(CultureInfo.InvariantCulture) ?? Entries;
        return Width == TreeFrontier.TileWidth ? $"{level}/{number}" : string.Create(CultureInfo.InvariantCulture, $"{level}/{number}.p/{Width}");
    }

    private static bool IsNumber(string text, long least, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most
        && number.ToString(CultureInfo.InvariantCulture) == text;
}
