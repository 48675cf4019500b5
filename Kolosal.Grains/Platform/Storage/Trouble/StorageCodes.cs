namespace Kolosal.Storage;

/// <summary>The codes under which callers meet trouble with storage. Stored in dashboards and clients: a code is never renamed.</summary>
public static class StorageCodes
{
    public const string Unavailable = "storage.unavailable", Full = "storage.full", ReadOnly = "storage.read-only", Damaged = "storage.damaged",
        PackageDamaged = "package.damaged", DatasetDamaged = "dataset.damaged";

    public static string Of(StorageTrouble trouble) => trouble switch
    {
        StorageTrouble.Full => Full,
        StorageTrouble.ReadOnly => ReadOnly,
        StorageTrouble.Damaged => Damaged,
        _ => Unavailable,
    };
}
