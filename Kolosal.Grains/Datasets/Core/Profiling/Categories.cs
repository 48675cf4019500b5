namespace Kolosal.Datasets;

/// <summary>When a text column is one of categories.</summary>
public static class Categories
{
    /// <summary>Up to so many values a column is categorical whatever its length, unless hardly any repeats.</summary>
    private const int Few = 50;

    /// <summary>Its values repeat: at most <paramref name="most"/> of them, and few or at most one for every two rows.</summary>
    public static bool Suits(ColumnProfile profile, int most) =>
        profile is { DistinctExact: true, Count: > 0 } && profile.Distinct <= most
            && (profile.Distinct <= Few || profile.Distinct * 2 <= profile.Count);
}
