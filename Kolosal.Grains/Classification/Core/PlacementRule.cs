namespace Kolosal.Classification;

/// <summary>Whether data may be in a region. Words of regions are those of the contract.</summary>
public static class PlacementRule
{
    public const string Anywhere = "global";

    /// <param name="residency">Where the data must stay.</param>
    /// <param name="region">Where the process is; null when it declares none, and then nothing can be held against it.</param>
    public static bool Allows(string residency, string? region) => residency == Anywhere || region is null || residency == region;
}
