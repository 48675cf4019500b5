using Kolosal.Storage.Sqlite;

namespace Kolosal.Storage;

public sealed class SqliteCatalogueTests : CatalogueConformance, IDisposable
{
    private readonly StorageFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteCatalogueTests() => _database = new SqliteDatabase(Path.Combine(_folder.Root, "test.db"), SqliteSynchronous.Normal);

    internal override ICatalogue Catalogue => new SqliteCatalogue(_database);

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
