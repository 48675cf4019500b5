namespace Kolosal.Storage;

/// <summary>A list was asked for in a way that cannot be answered: the caller's mistake, never a fault of storage.</summary>
[GenerateSerializer, Alias("kolosal.catalogue-query")]
public sealed class CatalogueQueryException(string message) : Exception(message);
