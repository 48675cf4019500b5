namespace Kolosal.Datasets;

/// <summary>How the catalogue lists datasets.</summary>
public static class DatasetListing
{
    public const string Kind = "dataset";
}
